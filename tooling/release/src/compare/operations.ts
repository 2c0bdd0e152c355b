import { child, children, follow, isMapping, type Place } from '../contract/place.ts';
import type { ContractDifference, Difference, Flow } from './difference.ts';
import { compareParameters, type PartDifference } from './parameters.ts';
import type { PayloadComparison } from './payloads.ts';
import { compareResponses } from './responses.ts';
import { compareSecurity, type Operation } from './security.ts';
import { compareNamedWords, compareWords } from './words.ts';

/** An operation with its path item. */
export interface ItemOperation extends Operation {
  readonly item: Place;
  readonly method: string;
  /** The name of the operation if the contract gives none. */
  readonly operationId: string;
}

/** The methods of a path item. */
const METHODS: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Compares two operations: request, responses, authentication, and what the receiver reads besides. */
export function compareOperations(
  base: ItemOperation,
  revision: ItemOperation,
  payloads: PayloadComparison,
  [request, response]: readonly [Flow, Flow],
): Omit<ContractDifference, 'subject'>[] {
  const of = (flow: Flow, part: string, found: readonly (Difference | PartDifference)[]) =>
    found.map((each) => ({ flow, part, ...each }));
  const at = (keyword: string) => [child(base.place, keyword), child(revision.place, keyword)] as const;
  return [
    ...of(request, '', compareRequestBodies(...at('requestBody'), payloads, request)),
    ...of(request, '', compareParameters(parametersOf(base), parametersOf(revision), payloads, request)),
    ...of(request, '', compareSecurity(base, revision)),
    ...of(response, '', compareResponses(...at('responses'), payloads, response)),
    ...of(request, '', compareOperationIds(base, revision)),
    ...of(request, '', compareSubjectAndClock(base.place, revision.place)),
    ...of(request, '', compareNamedWords(...at('callbacks'), 'callback')),
    ...of(request, '', compareWords(base.place, revision.place, READ)),
    ...of(request, '', compareWords(base.item, revision.item, READ_OF_ITEM)),
  ];
}

const READ: ReadonlySet<string> = new Set([
  ...['requestBody', 'parameters', 'security', 'responses', 'operationId', 'callbacks'],
  ...['x-subject', 'x-occurred-at'],
]);
const READ_OF_ITEM: ReadonlySet<string> = new Set([...METHODS, 'parameters', 'x-event-type']);

function compareRequestBodies(
  base: Place,
  revision: Place,
  payloads: PayloadComparison,
  flow: Flow,
): Difference[] {
  const [before, now] = [follow(base), follow(revision)];
  if (!isMapping(before.value) && !isMapping(now.value)) return [];
  const what = 'the request body';
  if (!isMapping(before.value))
    return [
      isRequired(now)
        ? {
            effect: 'other',
            pointer: '',
            what: `${what} is new and required.`,
            admits: 'with a body',
            rejects: 'without a body',
            revision: now,
          }
        : { effect: 'wider', pointer: '', what: `${what} is new.`, admits: 'with a body', revision: now },
    ];
  if (!isMapping(now.value))
    return [
      {
        effect: 'other',
        pointer: '',
        what: `${what} was removed.`,
        admits: 'without a body',
        rejects: 'with a body',
        base: before,
      },
    ];
  const found: Difference[] = [];
  const at = { pointer: '', base: placeOf(before, 'required'), revision: placeOf(now, 'required') } as const;
  if (isRequired(before) && !isRequired(now))
    found.push({ ...at, effect: 'wider', what: `${what} is no longer required.`, admits: 'without a body' });
  if (!isRequired(before) && isRequired(now))
    found.push({ ...at, effect: 'narrower', what: `${what} is required now.`, rejects: 'without a body' });
  return [
    ...found,
    ...payloads.content(child(before, 'content'), child(now, 'content'), flow),
    ...compareWords(base, revision, READ_OF_BODY),
  ];
}

const READ_OF_BODY: ReadonlySet<string> = new Set(['content', 'required']);

function isRequired({ value }: Place): boolean {
  return isMapping(value) && value['required'] === true;
}

function placeOf(place: Place, keyword: string): Place {
  const found = child(place, keyword);
  return found.value === undefined ? place : found;
}

function parametersOf({ item, place }: ItemOperation): Place[] {
  return [item, place].flatMap((each) => {
    const list = child(each, 'parameters');
    return Array.isArray(list.value) ? list.value.map((_, index) => child(list, index)) : [];
  });
}

function compareOperationIds(base: ItemOperation, revision: ItemOperation): Difference[] {
  const [before, now] = [base, revision].map(
    ({ place, operationId }) => child(place, 'operationId').value ?? operationId,
  );
  if (before === now) return [];
  return [
    {
      effect: 'meaning',
      pointer: '',
      what: `\`operationId\`: ${before} → ${now}.`,
      why: 'Types and routes are named after it: code that uses the former name no longer compiles.',
      base: placeOf(base.place, 'operationId'),
      revision: placeOf(revision.place, 'operationId'),
    },
  ];
}

const OURS: Readonly<Record<string, string>> = {
  'x-subject':
    'Notifications are put in order by it: those in the inbox and later ones of the same thing are no longer handled in one order.',
  'x-occurred-at':
    'Duplicates and stale notifications are recognised by it: those in the inbox and later ones are recognised differently.',
};

function compareSubjectAndClock(base: Place, revision: Place): Difference[] {
  return Object.entries(OURS).flatMap(([keyword, why]): Difference[] => {
    const [before, now] = [child(base, keyword).value, child(revision, keyword).value];
    if (before === now) return [];
    return [
      {
        effect: 'meaning',
        pointer: '',
        what: `\`${keyword}\`: ${before ?? 'none'} → ${now ?? 'none'}.`,
        why,
        base: placeOf(base, keyword),
        revision: placeOf(revision, keyword),
      },
    ];
  });
}

/** The operations of a path item, by method. */
export function operationsOf(item: Place): Map<string, Place> {
  return new Map(children(item).filter(([key, { value }]) => METHODS.includes(key) && isMapping(value)));
}
