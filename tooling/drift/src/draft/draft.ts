import { addProperty } from './add-property.ts';
import { addValue } from './add-value.ts';
import { addWebhook } from './add-webhook.ts';
import { type ContractChange, DraftError } from './change.ts';
import { ContractFiles } from './contract-files.ts';
import type { DraftedFile } from './drafted-file.ts';

/**
 * Drafts changes of a contract. Each change is added at the end of its list or mapping and marked `x-draft` for review; all
 * other bytes stay the same. Drafting is idempotent: what the contract already has is not added.
 *
 * Writes no file: see {@link writeDraft} and {@link patchOf}.
 *
 * @param contractFolder the folder with `openapi.yaml`.
 * @returns the changed and the new files, sorted by path.
 * @throws DraftError if a change does not fit the contract.
 */
export async function draft(
  contractFolder: string,
  changes: readonly ContractChange[],
): Promise<readonly DraftedFile[]> {
  const files = await ContractFiles.read(contractFolder);
  for (const change of changes) {
    try {
      apply(files, change);
    } catch (error) {
      throw error instanceof DraftError ? new DraftError(error.message, change) : error;
    }
  }
  return files.changes();
}

function apply(files: ContractFiles, change: ContractChange): void {
  if (change.kind === 'add-webhook') addWebhook(files, change);
  else if (change.kind === 'add-property') addProperty(files, change);
  else addValue(files, change);
}
