import type { Difference } from '../difference.ts';
import type { PublishedProperty } from '../published.ts';

/** What has changed about a property that both sides have. An aspect that the source does not show has not changed. */
export function changed(eventType: string, now: PublishedProperty, before: PublishedProperty): Difference[] {
  const at = { eventType, line: now.line, pointer: now.pointer };
  return [
    ...kindChanged(at, now, before),
    ...presenceChanged(at, now, before),
    ...nullabilityChanged(at, now, before),
    ...constraintsChanged(at, now, before),
    ...valuesChanged(at, now, before),
  ];
}

interface At {
  readonly eventType: string;
  readonly line: number;
  readonly pointer: string;
}

function kindChanged(at: At, now: PublishedProperty, before: PublishedProperty): Difference[] {
  const [published, contract] = [now, before].map(({ type, isEnum }) => (isEnum ? `${type} enum` : type));
  if (published !== contract)
    return [{ ...at, kind: 'type-changed', published: String(published), contract: String(contract) }];
  // Pages show “enum” in place of the format.
  if (now.isEnum || now.format === before.format) return [];
  return [
    { ...at, kind: 'format-changed', published: now.format ?? 'none', contract: before.format ?? 'none' },
  ];
}

function presenceChanged(at: At, { required }: PublishedProperty, before: PublishedProperty): Difference[] {
  return required === before.required
    ? []
    : [{ ...at, kind: required ? 'now-required' : 'no-longer-required' }];
}

function nullabilityChanged(
  at: At,
  { nullable }: PublishedProperty,
  before: PublishedProperty,
): Difference[] {
  if (nullable === undefined || nullable === before.nullable) return [];
  return [{ ...at, kind: nullable ? 'now-nullable' : 'no-longer-nullable' }];
}

function constraintsChanged(at: At, now: PublishedProperty, before: PublishedProperty): Difference[] {
  if (!now.constraints) return [];
  const known = before.constraints ?? {};
  // A page marks only what restricts a property, so the contract's own constraints may be missing from it.
  const keywords = Object.keys(now.schema ? { ...known, ...now.constraints } : now.constraints);
  return keywords
    .map((keyword) => ({
      ...at,
      kind: 'constraint-changed' as const,
      keyword,
      published: inWords(now.constraints?.[keyword]),
      contract: inWords(known[keyword]),
    }))
    .filter(({ published, contract }) => published !== contract);
}

/** A value, with the names of its objects in one order. */
function inWords(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_name, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function valuesChanged(at: At, now: PublishedProperty, before: PublishedProperty): Difference[] {
  const known = before.values;
  if (!known) return [];
  const added = [...(now.values ?? []), ...(now.shownValues ?? [])].filter((value) => !known.includes(value));
  // A page may say that a property is an enum without listing its values.
  const isComplete = now.values !== undefined && (now.values.length > 0 || now.schema !== undefined);
  const removed = isComplete ? known.filter((value) => !now.values?.includes(value)) : [];
  return [
    ...[...new Set(added)].map((value) => ({ ...at, kind: 'value-added' as const, value })),
    ...removed.map((value) => ({ ...at, kind: 'value-removed' as const, value })),
  ];
}
