import { isEventType } from '@partner-webhooks/types';
import { escapeToken, parsePointer, valueAt } from '@partner-webhooks/types/json-pointer';
import { validate } from '@partner-webhooks/types/validators';
import { CONTRACT, type ContractWebhook } from './contract.ts';
import type { Difference } from './difference.ts';
import type { Publication, PublishedExample, PublishedProperty, PublishedWebhook } from './published.ts';

/** The differences, and how much was compared: no difference in nothing is not agreement. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly compared: { readonly webhooks: number; readonly properties: number; readonly examples: number };
}

/** Compares a publication with the contract. What a source does not show is not a difference. */
export function compare({ webhooks }: Publication): Comparison {
  const published = new Set(webhooks.map(({ eventType }) => eventType));
  const removed = [...CONTRACT.keys()].filter((eventType) => !published.has(eventType));
  return {
    differences: [
      ...webhooks.flatMap(differencesOf),
      ...removed.map((eventType) => ({ kind: 'webhook-removed' as const, eventType, line: 1 })),
    ],
    compared: {
      webhooks: webhooks.length,
      properties: webhooks.reduce((sum, webhook) => sum + pointersOf(webhook).size, 0),
      examples: webhooks.reduce((sum, { examples }) => sum + examples.length, 0),
    },
  };
}

type Found = readonly Difference[];

function differencesOf(webhook: PublishedWebhook): Found {
  const { eventType, line } = webhook;
  const known = CONTRACT.get(eventType);
  if (!known) return [{ kind: 'webhook-added', eventType, line, webhook }];
  const listed = [...added(webhook, known), ...removed(webhook, known), ...changed(webhook, known)];
  return [...listed, ...inExamples(webhook, listed), ...inResponses(webhook, known)];
}

function added({ eventType, properties }: PublishedWebhook, known: ContractWebhook): Difference[] {
  const unknown = properties.filter(({ pointer }) => !known.properties.has(pointer));
  // Members of a new object are part of it.
  const outermost = unknown.filter(({ pointer }) => !unknown.some((each) => isWithin(pointer, each.pointer)));
  return outermost
    .filter(({ pointer }) => {
      // Items of a property that was not a list before are part of its change of type.
      const parent = known.properties.get(pointer.slice(0, pointer.lastIndexOf('/')));
      return !pointer.endsWith('/*') || parent?.type === 'array';
    })
    .map(({ pointer, line }) => ({
      kind: 'property-added',
      eventType,
      line,
      pointer,
      listed: properties.filter((each) => each.pointer === pointer || isWithin(each.pointer, pointer)),
    }));
}

function removed(webhook: PublishedWebhook, known: ContractWebhook): Difference[] {
  const { eventType, line, properties, examples } = webhook;
  const listed = new Map(properties.map((each) => [each.pointer, each]));
  const shown = new Set(examples.flatMap(({ value }) => pointersIn(value)));
  const gone = [...known.properties.values()].filter((property) => {
    const { pointer } = property;
    if (listed.has(pointer)) return false;
    if (!isLeftOut(webhook, known, property)) return true;
    // Known from the examples only: removed if an example has its parent and not the property.
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    return examples.length > 0 && !shown.has(pointer) && (parent === '' || shown.has(parent));
  });
  return gone
    .filter(({ pointer }) => !gone.some((each) => isWithin(pointer, each.pointer)))
    .filter(({ pointer }) => {
      // Members of a property with a new type are part of its change of type.
      const within = [...listed.values()].find((each) => isWithin(pointer, each.pointer));
      return !within || known.properties.get(within.pointer)?.type === within.type;
    })
    .map(({ pointer }) => ({ kind: 'property-removed', eventType, line, pointer }));
}

function isLeftOut(
  { leavesOut }: PublishedWebhook,
  known: ContractWebhook,
  { pointer }: PublishedProperty,
): boolean {
  if (leavesOut === 'nothing') return false;
  const [, name] = pointer.split('/');
  const outermost = known.properties.get(`/${name}`);
  const inList = known.properties.get(`/${name}/*`);
  return outermost?.type === 'object' || inList?.type === 'object';
}

function changed({ eventType, properties }: PublishedWebhook, known: ContractWebhook): Difference[] {
  return properties.flatMap((property): Difference[] => {
    const before = known.properties.get(property.pointer);
    if (!before) return [];
    const { pointer, line, required } = property;
    const at = { eventType, line, pointer };
    const presence: Difference[] =
      required === before.required ? [] : [{ ...at, kind: required ? 'now-required' : 'no-longer-required' }];
    return [...kindChanged(at, property, before), ...presence, ...valuesChanged(at, property, before)];
  });
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

function valuesChanged(at: At, now: PublishedProperty, before: PublishedProperty): Difference[] {
  const { values } = now;
  const known = before.values;
  // A page may say that a property is an enum without listing its values.
  if (!values || values.length === 0 || !known) return [];
  return [
    ...values
      .filter((value) => !known.includes(value))
      .map((value) => ({ ...at, kind: 'value-added' as const, value })),
    ...known
      .filter((value) => !values.includes(value))
      .map((value) => ({ ...at, kind: 'value-removed' as const, value })),
  ];
}

/** The differences that the examples show, except those that are already known. */
function inExamples({ eventType, examples }: PublishedWebhook, listed: Found): Difference[] {
  const found: Difference[] = [];
  for (const example of examples)
    for (const difference of inExample(eventType, example))
      if (![...listed, ...found].some((each) => isCoveredBy(difference, each))) found.push(difference);
  return found;
}

function inExample(eventType: string, { value, line }: PublishedExample): Difference[] {
  if (!isEventType(eventType)) return [];
  const verdict = validate(eventType, value);
  const at = (pointer: string) => ({ eventType, line, pointer: pointer.replace(/\/\d+(?=\/|$)/g, '/*') });
  if (!verdict.valid)
    return verdict.violations.map(({ pointer, message }) => ({
      ...at(pointer),
      kind: 'example-rejected',
      reason: message,
    }));
  return verdict.observations.map(
    (each): Difference =>
      each.kind === 'unknown-value'
        ? { ...at(each.pointer), kind: 'value-added', value: each.value }
        : {
            ...at(each.pointer),
            kind: 'property-added',
            example: valueAt(value, parsePointer(each.pointer)),
          },
  );
}

function isCoveredBy(difference: Difference, other: Difference): boolean {
  if (!('pointer' in difference) || !('pointer' in other)) return false;
  // A value is covered only by the same value.
  if (difference.kind === 'value-added' && other.kind === 'value-added')
    return other.pointer === difference.pointer && other.value === difference.value;
  if (other.kind === 'value-added' || other.kind === 'value-removed' || other.kind === 'now-required')
    return false;
  return other.pointer === difference.pointer || isWithin(difference.pointer, other.pointer);
}

function inResponses({ eventType, line, responses }: PublishedWebhook, known: ContractWebhook): Difference[] {
  const isNew = (status: string) => !known.responses.includes(status);
  // A missing error response is no difference: the receiver decides on errors, the platform on success.
  const isGone = (status: string) => status.startsWith('2') && !responses.includes(status);
  return [
    ...responses
      .filter(isNew)
      .map((status) => ({ kind: 'response-added' as const, eventType, line, status })),
    ...known.responses
      .filter(isGone)
      .map((status) => ({ kind: 'response-removed' as const, eventType, line, status })),
  ];
}

function pointersOf({ properties, examples }: PublishedWebhook): ReadonlySet<string> {
  return new Set([
    ...properties.map(({ pointer }) => pointer),
    ...examples.flatMap(({ value }) => pointersIn(value)),
  ]);
}

/** The pointers of all values in a body. */
function pointersIn(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const token = Array.isArray(value) ? '*' : escapeToken(name);
    return [`${pointer}/${token}`, ...pointersIn(inner, `${pointer}/${token}`)];
  });
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer.startsWith(`${outer}/`);
}
