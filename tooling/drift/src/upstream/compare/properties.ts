import { parsePointer } from '@partner-webhooks/types/json-pointer';
import type { ContractWebhook } from '../contract.ts';
import type { Difference } from '../difference.ts';
import type { PublishedProperty, PublishedWebhook } from '../published.ts';
import { examplePointers } from './examples.ts';
import { isWithin, parentOf, withoutRecursion } from './pointers.ts';
import { changed } from './property.ts';

/** The differences of the listed properties. */
export function inProperties(webhook: PublishedWebhook, known: ContractWebhook): readonly Difference[] {
  const { eventType, body } = webhook;
  return [
    ...(body ? changed(eventType, body, known.body) : []),
    ...added(webhook, known),
    ...removed(webhook, known),
    ...webhook.properties.flatMap((property) => {
      const before = known.properties.get(withoutRecursion(property.pointer, known.properties));
      return before ? changed(eventType, property, before) : [];
    }),
  ];
}

function added(webhook: PublishedWebhook, known: ContractWebhook): Difference[] {
  const { eventType, properties, payload } = webhook;
  const unknown = properties.filter(
    ({ pointer }) => !known.properties.has(withoutRecursion(pointer, known.properties)),
  );
  const types = new Map(properties.map(({ pointer, type }) => [pointer, type]));
  // Members of a new object are part of it.
  const outermost = unknown.filter(({ pointer }) => !unknown.some((each) => isWithin(pointer, each.pointer)));
  return outermost
    .filter(({ pointer }) => {
      // Items of a property that was not a list before are part of its change of type.
      const parent = parentOf(pointer);
      return !pointer.endsWith('/*') || known.properties.get(parent)?.type === types.get(parent);
    })
    .map(({ pointer, line }) => ({
      kind: 'property-added',
      eventType,
      line,
      pointer,
      before: namesBefore(webhook, pointer),
      listed: properties.filter((each) => each.pointer === pointer || isWithin(each.pointer, pointer)),
      ...(payload && { source: payload.source }),
    }));
}

/** A page that folds objects away has their places in its example. */
function namesBefore({ properties, examples }: PublishedWebhook, pointer: string): string[] {
  const parent = parentOf(pointer);
  const shown = examples.flatMap(({ value }) => examplePointers(value));
  const pointers = shown.includes(pointer) ? shown : properties.map((each) => each.pointer);
  const siblings = pointers.filter((each) => parentOf(each) === parent);
  return siblings
    .slice(0, siblings.indexOf(pointer))
    .reverse()
    .map((each) => parsePointer(each).at(-1) ?? '');
}

function removed(webhook: PublishedWebhook, known: ContractWebhook): Difference[] {
  const { eventType, line, properties, examples } = webhook;
  const listed = new Map(properties.map((each) => [each.pointer, each]));
  const shown = new Set(examples.flatMap(({ value }) => examplePointers(value)));
  const gone = [...known.properties.values()].filter((property) => {
    const { pointer } = property;
    if (listed.has(withoutRecursion(pointer, listed))) return false;
    if (!isLeftOut(webhook, known, property)) return true;
    // Known from the examples only: removed if an example has its parent and not the property.
    const parent = parentOf(pointer);
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

/** Whether the list of properties leaves a property out because it is an object, or in one. */
function isLeftOut(
  { leavesOut }: PublishedWebhook,
  known: ContractWebhook,
  { pointer }: PublishedProperty,
): boolean {
  if (leavesOut === 'nothing') return false;
  const outermost = [...known.properties.values()].find(
    (each) => parentOf(each.pointer) === '' && (each.pointer === pointer || isWithin(pointer, each.pointer)),
  );
  const items = outermost && known.properties.get(`${outermost.pointer}/*`);
  return [outermost, items].some((each) => each !== undefined && /^(object|one of)/.test(each.type));
}
