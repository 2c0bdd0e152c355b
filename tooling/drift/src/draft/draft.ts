import { addProperty } from './add-property.ts';
import { addValue } from './add-value.ts';
import { addWebhook } from './add-webhook.ts';
import { type ContractChange, DraftError, type LeftOut } from './change.ts';
import { ContractFiles } from './contract-files.ts';
import type { DraftedFile } from './drafted-file.ts';
import { notInDraft } from './not-in-draft.ts';

/** A draft, and what could not be drafted. */
export interface Drafted {
  /** The changed and the new files, sorted by path. */
  readonly files: readonly DraftedFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Drafts changes of a contract: each is inserted where the source has it, or at the end, and all other bytes stay the same.
 * Drafting is idempotent: what the contract already has is not added. A change that does not fit the contract is left out.
 *
 * Values come first and webhooks last, so that a new webhook can refer to a list that grows at the same time.
 *
 * Writes no file: see {@link writeDraft} and {@link patchOf}.
 *
 * @param contractFolder the folder with `openapi.yaml`.
 * @throws DraftError if there is no contract.
 */
export async function draft(contractFolder: string, changes: readonly ContractChange[]): Promise<Drafted> {
  const files = await ContractFiles.read(contractFolder);
  const leftOut: LeftOut[] = [];
  const fitting = changes
    .toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])
    .filter((change) => fits(change, () => files.attempt(() => apply(files, change)), leftOut));
  for (const change of changes.filter((each) => fitting.includes(each)))
    fits(change, () => leftOut.push(...notInDraft(files, change)), leftOut);
  return { files: files.changes(), leftOut };
}

/** Whether something can be done with a change; otherwise the change is left out. */
function fits(change: ContractChange, action: () => void, leftOut: LeftOut[]): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof DraftError)) throw error;
    const pointer = change.kind === 'add-webhook' ? '' : change.pointer;
    leftOut.push({ eventType: change.eventType, pointer, reason: error.message });
    return false;
  }
}

const ORDER = { 'add-value': 0, 'add-property': 1, 'add-webhook': 2 } as const;

function apply(files: ContractFiles, change: ContractChange): void {
  if (change.kind === 'add-webhook') addWebhook(files, change);
  else if (change.kind === 'add-property') addProperty(files, change);
  else addValue(files, change);
}
