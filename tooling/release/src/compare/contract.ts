import { pascalCase, webhookPath } from '@partner-webhooks/codegen/event-type';
import type { BodyDecision } from '../bodies/decide.ts';
import { child, children, follow, isMapping, type Place } from '../contract/place.ts';
import { SameContent } from '../contract/same.ts';
import type { ContractDifference, Flow } from './difference.ts';
import { compareDocuments } from './document.ts';
import { compareOperations, type ItemOperation, operationsOf } from './operations.ts';
import { PayloadComparison } from './payloads.ts';
import { SchemaComparison } from './schemas.ts';

/**
 * Compares two documents by what they say: webhooks, operations, and the words around them. Ways to write the same are the
 * same.
 *
 * @param decide decides by bodies about what the schemas alone do not show.
 */
export function compareContracts(base: Place, revision: Place, decide: BodyDecision): ContractDifference[] {
  const content = new SameContent();
  const payloads = new PayloadComparison(new SchemaComparison(content), decide);
  return [
    ...compareItems(WEBHOOKS, base, revision, payloads),
    ...compareItems(PATHS, base, revision, payloads),
    ...compareDocuments(base, revision),
  ];
}

/** How webhooks, or the paths of an API, are compared. */
interface Items {
  readonly keyword: 'webhooks' | 'paths';
  readonly flows: readonly [Flow, Flow];
  /** The key that is equal for the same item. */
  readonly idOf: (key: string) => string;
  readonly subjectOf: (key: string, method: string) => string;
  readonly added: string;
  readonly removed: string;
}

const WEBHOOKS: Items = {
  keyword: 'webhooks',
  flows: ['notification', 'reply'],
  idOf: (key) => key,
  subjectOf: (key) => key,
  added:
    'Receivers of the last release respond with 404 and keep its notifications in quarantine until they have a handler.',
  removed: 'Its path goes, and its handler is never called again, which nothing reports.',
};

const PATHS: Items = {
  keyword: 'paths',
  flows: ['request', 'response'],
  // The name of a parameter in a path is not sent.
  idOf: (key) => key.replaceAll(/\{[^}]*\}/g, '{}'),
  subjectOf: (key, method) => `${method.toUpperCase()} ${key}`,
  added: 'No client of the last release calls it.',
  removed: 'Clients of the last release that call it get 404 or 405.',
};

function compareItems(
  items: Items,
  base: Place,
  revision: Place,
  payloads: PayloadComparison,
): ContractDifference[] {
  const [before, now] = [itemsOf(items, base), itemsOf(items, revision)];
  const found: ContractDifference[] = [];
  const renamed = items === WEBHOOKS ? renamedItems(before, now, payloads) : new Map<string, string>();
  for (const [id, item] of before) {
    const successor = renamed.get(id);
    const other = now.get(successor ?? id);
    if (successor !== undefined && other) found.push(renaming(item, other));
    if (other) found.push(...compareItem(items, item, other, payloads));
    else found.push(...whole(items, item, 'removed'));
  }
  const successors = new Set(renamed.values());
  for (const [id, item] of now)
    if (!before.has(id) && !successors.has(id)) found.push(...whole(items, item, 'added'));
  return found;
}

interface Item {
  /** The event type or the path. */
  readonly key: string;
  /** Where the document has it. */
  readonly at: Place;
  readonly document: Place;
  readonly place: Place;
  readonly operations: ReadonlyMap<string, Place>;
}

function itemsOf({ keyword, idOf }: Items, document: Place): Map<string, Item> {
  return new Map(
    children(child(document, keyword))
      .filter(([key, { value }]) => isMapping(value) && !key.startsWith('x-'))
      .map(([key, place]) => {
        const item = follow(place);
        // A webhook whose key is not its event type says so.
        const named = child(item, 'x-event-type').value;
        const name = keyword === 'webhooks' && typeof named === 'string' ? named : key;
        const at = child(document, keyword, key);
        return [idOf(name), { key: name, at, document, place: item, operations: operationsOf(item) }];
      }),
  );
}

function compareItem(
  items: Items,
  base: Item,
  revision: Item,
  payloads: PayloadComparison,
): ContractDifference[] {
  const methods = [...new Set([...base.operations.keys(), ...revision.operations.keys()])];
  const removed = methods.filter((method) => !revision.operations.has(method));
  const added = methods.filter((method) => !base.operations.has(method));
  const [from = '', to = ''] = [removed[0], added[0]];
  const found: ContractDifference[] = [];
  const pairs = methods
    .filter((each) => !removed.includes(each) && !added.includes(each))
    .map((each) => [each, each] as const);
  if (removed.length === 1 && added.length === 1 && items === WEBHOOKS) {
    found.push(methodChange(revision, from, to));
    pairs.push([from, to]);
  } else {
    for (const method of removed) found.push(wholeOperation(items, base, method, 'removed'));
    for (const method of added) found.push(wholeOperation(items, revision, method, 'added'));
  }
  for (const [before, now] of pairs) {
    const subject = items.subjectOf(revision.key, now);
    const [old, present] = [operation(base, before), operation(revision, now)];
    if (old && present)
      found.push(
        ...compareOperations(old, present, payloads, items.flows).map((each) => ({ ...each, subject })),
      );
  }
  return found;
}

function operation({ key, document, place, operations }: Item, method: string): ItemOperation | undefined {
  const found = operations.get(method);
  return found && { document, item: place, place: found, method, operationId: `receive${pascalCase(key)}` };
}

function methodChange({ key, operations }: Item, from: string, to: string): ContractDifference {
  const place = operations.get(to);
  return {
    subject: key,
    flow: 'notification',
    part: '',
    pointer: '',
    effect: 'other',
    what: `the method changed: ${from.toUpperCase()} → ${to.toUpperCase()}.`,
    admits: `by ${to.toUpperCase()} (405)`,
    rejects: `by ${from.toUpperCase()} (405)`,
    ...(place && { revision: place }),
  };
}

function whole(items: Items, item: Item, change: 'added' | 'removed'): ContractDifference[] {
  return [...item.operations.keys()].map((method) => wholeOperation(items, item, method, change));
}

function wholeOperation(
  items: Items,
  item: Item,
  method: string,
  change: 'added' | 'removed',
): ContractDifference {
  const noun = items === WEBHOOKS ? 'webhook' : 'operation';
  const path = items === WEBHOOKS ? ` (path \`${webhookPath(item.key)}\`)` : '';
  return {
    subject: items.subjectOf(item.key, method),
    flow: items.flows[0],
    part: '',
    pointer: '',
    effect: change === 'added' ? 'more' : 'gone',
    what: change === 'added' ? `the ${noun} is new${path}.` : `the ${noun} was removed${path}.`,
    why: items[change],
    ...(change === 'added' ? { revision: item.at } : { base: item.at }),
  };
}

/** The webhooks that have another name and send the same: from the former name to the present one. */
function renamedItems(
  before: ReadonlyMap<string, Item>,
  now: ReadonlyMap<string, Item>,
  payloads: PayloadComparison,
): Map<string, string> {
  const removed = [...before].filter(([id]) => !now.has(id));
  const added = [...now].filter(([id]) => !before.has(id));
  const renamed = new Map<string, string>();
  for (const [id, item] of removed) {
    const successors = added.filter(([, other]) => isSuccessor(item, other, payloads));
    const predecessors = removed.filter(([, other]) =>
      successors.some(([, each]) => isSuccessor(other, each, payloads)),
    );
    const [successor] = successors;
    if (successor && successors.length === 1 && predecessors.length === 1) renamed.set(id, successor[0]);
  }
  return renamed;
}

function isSuccessor(base: Item, revision: Item, payloads: PayloadComparison): boolean {
  const [before, now] = [base, revision].map(({ operations }) => [...operations.values()][0]);
  if (!before || !now) return false;
  const [id, name] = [before, now].map((each) => child(each, 'operationId').value);
  if (id !== undefined && id === name) return true;
  const [from, to] = [before, now].map(payloadOf);
  return from !== undefined && to !== undefined && payloads.allowTheSame(from, to);
}

function payloadOf(operation: Place): Place | undefined {
  const content = child(follow(child(operation, 'requestBody')), 'content');
  const [media] = children(content);
  return media && isMapping(media[1].value) && media[1].value['schema'] !== undefined
    ? child(media[1], 'schema')
    : undefined;
}

function renaming(base: Item, revision: Item): ContractDifference {
  const paths = [base, revision].map(({ key }) => webhookPath(key));
  return {
    subject: revision.key,
    flow: 'notification',
    part: '',
    pointer: '',
    effect: 'other',
    what: `the webhook was renamed: it was \`${base.key}\`.`,
    why:
      paths[0] === paths[1]
        ? `The path stays, but handlers and stored notifications have the event type \`${base.key}\`.`
        : `Its path goes: \`${paths[0]}\` → \`${paths[1]}\`. Each side gets 404 from the other until both have changed, and the handler of \`${base.key}\` is never called again.`,
    base: base.at,
    revision: revision.at,
  };
}
