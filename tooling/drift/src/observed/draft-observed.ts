import { additionFor, seenValues } from '@partner-webhooks/observed';
import type { ContractChange, LeftOut } from '../draft/change.ts';
import { draft } from '../draft/draft.ts';
import type { DraftedFile } from '../draft/drafted-file.ts';
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
  const addition = await additionFor(observation, async () => {
    const [seen] = await seenValues(source.payloads(observation), observation.pointer, 1);
    return seen;
  });
  if (typeof addition === 'string' || addition.kind === 'add-value') return addition;
  return { ...addition, required: false };
}
