import { parsePointer } from '@partner-webhooks/types/json-pointer';
import type { ContractChange, LeftOut } from '../draft/change.ts';
import { draft } from '../draft/draft.ts';
import type { DraftedFile } from '../draft/drafted-file.ts';
import { inferSchema } from '../draft/infer-schema.ts';
import type { Observation, ObservationSource } from './source.ts';

/** What has been drafted, and what could not be. */
export interface DraftedObservations {
  readonly files: readonly DraftedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Drafts the changes that add to the contract what a receiver has observed. A value is added to its list. A property
 * gets the schema that a value in a stored notification suggests.
 *
 * @param folder the folder of the contract.
 * @throws DraftError if there is no contract.
 * @throws AdminApiError if the receiver cannot be reached.
 */
export async function draftObserved(source: ObservationSource, folder: string): Promise<DraftedObservations> {
  const leftOut: LeftOut[] = [];
  const changes: ContractChange[] = [];
  // Oldest first, so that the contract grows in the order in which the platform does.
  for (const observation of (await source.observations()).toSorted(byFirstSeen)) {
    const { eventType, pointer } = observation;
    const change = await changeFor(source, observation);
    if (typeof change === 'string') leftOut.push({ eventType, pointer, reason: change });
    else changes.push(change);
  }
  // Observations outlive contracts: a change that no longer fits does not stop the others from being drafted.
  const drafted = await draft(folder, changes);
  return { files: drafted.files, leftOut: [...leftOut, ...drafted.leftOut] };
}

function byFirstSeen(a: Observation, b: Observation): number {
  return a.firstSeen < b.firstSeen ? -1 : 1;
}

/** The change, or the reason why there is none. */
async function changeFor(
  source: ObservationSource,
  observation: Observation,
): Promise<ContractChange | string> {
  const { eventType, pointer, kind, value } = observation;
  if (pointer.length >= STORED_CHARS) return 'its pointer has been cut';
  if (kind === 'unknown-value') {
    if (value === undefined) return 'its value is not known';
    if (typeof value === 'string' && value.length >= STORED_CHARS) return 'its value has been cut';
    return { kind: 'add-value', eventType, pointer, value };
  }
  if (pointer.endsWith('/*')) return 'its name is a number, and numbers are not stored';
  const seen = await seenValue(source, observation);
  if (seen === undefined) return 'no stored notification has it any more, so its type is not known';
  return { kind: 'add-property', eventType, pointer, schema: inferSchema(seen), required: false };
}

// The receiver stores at most this many characters of a pointer or a value.
const STORED_CHARS = 200;

/** A value at the pointer other than `null`, which has no type to infer; `undefined` if no payload has one. */
async function seenValue(source: ObservationSource, observation: Observation): Promise<unknown> {
  const tokens = parsePointer(observation.pointer);
  for await (const payload of source.payloads(observation)) {
    const found = valuesAt(payload, tokens).find((each) => each !== null);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values at a pointer in which `*` stands for every index. */
function valuesAt(value: unknown, [token, ...rest]: readonly string[]): unknown[] {
  if (token === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return token === '*' ? value.flatMap((item) => valuesAt(item, rest)) : [];
  const inner = Object.entries(value).find(([name]) => name === token)?.[1];
  return inner === undefined ? [] : valuesAt(inner, rest);
}
