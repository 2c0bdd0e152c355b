import { escapeToken, formatPointer, parsePointer, valueAt } from '@partner-webhooks/types/json-pointer';
import type { ContractDescription } from '../contract.ts';
import type { Difference } from '../difference.ts';
import type { PublishedExample, PublishedWebhook } from '../published.ts';
import { isWithin, parentOf } from './pointers.ts';

/** The differences that the examples show, except those that are already known. */
export function inExamples(
  webhook: PublishedWebhook,
  listed: readonly Difference[],
  contract: ContractDescription,
): readonly Difference[] {
  const found: Difference[] = [];
  for (const example of webhook.examples)
    for (const difference of [
      ...inExample(webhook.eventType, example, contract),
      ...incomplete(webhook, example),
    ])
      if (![...listed, ...found].some((each) => isCoveredBy(difference, each))) found.push(difference);
  return found;
}

/** The pointers of all values in a body, with `*` for an index. */
export function examplePointers(value: unknown, pointer = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const token = Array.isArray(value) ? '*' : escapeToken(name);
    return [`${pointer}/${token}`, ...examplePointers(inner, `${pointer}/${token}`)];
  });
}

function inExample(
  eventType: string,
  { value, line }: PublishedExample,
  contract: ContractDescription,
): Difference[] {
  const verdict = contract.validate(eventType, value);
  const at = (pointer: string) => ({ eventType, line, pointer: withStars(pointer, value) });
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
            before: namesBefore(value, parsePointer(each.pointer)),
            example: valueAt(value, parsePointer(each.pointer)),
          },
  );
}

/** A page of this form shows every property in its example: one that it lists and does not show contradicts itself. */
function incomplete(webhook: PublishedWebhook, { value, line }: PublishedExample): Difference[] {
  const { eventType, properties, leavesOut } = webhook;
  if (leavesOut === 'nothing') return [];
  const shown = new Set(examplePointers(value));
  return properties
    .filter(
      ({ pointer }) => !shown.has(pointer) && (parentOf(pointer) === '' || shown.has(parentOf(pointer))),
    )
    .map(({ pointer }) => ({ kind: 'example-incomplete', eventType, line, pointer }));
}

/** The names that stand before a member in its object, the nearest first. */
function namesBefore(body: unknown, tokens: readonly string[]): string[] {
  const names = Object.keys(valueAt(body, tokens.slice(0, -1)) ?? {});
  return names.slice(0, names.indexOf(tokens.at(-1) ?? '')).reverse();
}

/** A pointer into a body, with `*` for each index. */
function withStars(pointer: string, body: unknown): string {
  const tokens = parsePointer(pointer);
  return formatPointer(
    tokens.map((token, index) => (Array.isArray(valueAt(body, tokens.slice(0, index))) ? '*' : token)),
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
