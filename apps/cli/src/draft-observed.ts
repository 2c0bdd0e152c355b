import type { components } from '@partner-webhooks/admin-api';
import {
  type ContractChange,
  DraftError,
  type DraftedFile,
  draft,
  schemaOf,
} from '@partner-webhooks/contract-draft';
import { answer, CommandError, type Connection, EXIT } from './connection.ts';

type Observation = components['schemas']['Observation'];

/** An observation that no change of the contract can be made of, and why. */
interface LeftOut {
  readonly eventType: string;
  readonly pointer: string;
  readonly reason: string;
}

/** What has been drafted, and what could not be. */
export interface DraftedObservations {
  readonly files: readonly DraftedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Drafts the changes that make the contract know what the receiver has observed. A value is added to its list; a
 * property gets the schema that the value suggests which a notification in the inbox has there.
 *
 * @param folder where the contract is.
 * @throws CommandError where there is no contract, or the receiver cannot be asked.
 */
export async function draftObserved(connection: Connection, folder: string): Promise<DraftedObservations> {
  const { items } = await answer(connection.client.GET('/api/observations'));
  const leftOut: LeftOut[] = [];
  const changes: ContractChange[] = [];
  // Those seen first come first, so that a contract grows in the order in which the platform does.
  for (const observation of items.toSorted((a, b) => (a.firstSeen < b.firstSeen ? -1 : 1))) {
    const { eventType, pointer } = observation;
    const change = await changeFor(connection, observation);
    if (typeof change === 'string') leftOut.push({ eventType, pointer, reason: change });
    else changes.push(change);
  }
  return { files: await draftAllThatFit(folder, changes, leftOut), leftOut };
}

/** The change, or the reason why there is none. */
async function changeFor(connection: Connection, observation: Observation): Promise<ContractChange | string> {
  const { eventType, pointer, kind, value } = observation;
  if (pointer.length >= LONGEST) return 'its place has been cut';
  if (kind === 'unknown-value') {
    if (value === undefined) return 'its value is not known';
    if (typeof value === 'string' && value.length >= LONGEST) return 'its value has been cut';
    return { kind: 'add-value', eventType, pointer, value };
  }
  if (pointer.endsWith('/*')) return 'its name is a number, and numbers are not kept';
  const seen = await seenValue(connection, observation);
  if (seen === undefined) return 'no notification in the inbox has it any more, so its type is not known';
  return { kind: 'add-property', eventType, pointer, schema: schemaOf(seen), required: false };
}

// The receiver keeps no more characters of a place or a value.
const LONGEST = 200;

/** What a notification holds at the place, other than `null`, which tells nothing; `undefined` where none does. */
async function seenValue(
  { client }: Connection,
  { eventType, pointer, firstSeen, lastSeen }: Observation,
): Promise<unknown> {
  // The one it was first seen in was received at that moment, and may be gone; the last one may be a repetition.
  const justAfter = new Date(Date.parse(lastSeen) + 1).toISOString();
  for (const query of [
    { order: 'oldest' as const, receivedFrom: firstSeen },
    { order: 'newest' as const, receivedTo: justAfter },
  ]) {
    const { items } = await answer(
      client.GET('/api/notifications', { params: { query: { ...query, eventType, limit: SEARCHED } } }),
    );
    for (const { id } of items) {
      const { body, bodyEncoding } = await answer(
        client.GET('/api/notifications/{id}', { params: { path: { id } } }),
      );
      if (bodyEncoding !== 'utf-8') continue;
      // A body is kept with its byte order mark, where it came with one.
      const payload: unknown = JSON.parse(body.replace(/^\uFEFF/, ''));
      const found = valuesAt(payload, tokensOf(pointer)).find((each) => each !== null);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const SEARCHED = 50;

function valuesAt(value: unknown, [token, ...rest]: readonly string[]): unknown[] {
  if (token === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return token === '*' ? value.flatMap((item) => valuesAt(item, rest)) : [];
  const inner = Object.entries(value).find(([name]) => name === token)?.[1];
  return inner === undefined ? [] : valuesAt(inner, rest);
}

function tokensOf(pointer: string): string[] {
  const [, ...tokens] = pointer.split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Observations outlive contracts: what no longer fits must not keep the rest from being drafted. */
async function draftAllThatFit(
  folder: string,
  changes: readonly ContractChange[],
  leftOut: LeftOut[],
): Promise<readonly DraftedFile[]> {
  let fitting = changes;
  for (;;) {
    try {
      return await draft(folder, fitting);
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      const { change, message } = error;
      if (!change) throw new CommandError(message, EXIT.refused, { cause: error });
      if (change.kind !== 'add-webhook')
        leftOut.push({ eventType: change.eventType, pointer: change.pointer, reason: message });
      fitting = fitting.filter((each) => each !== change);
    }
  }
}
