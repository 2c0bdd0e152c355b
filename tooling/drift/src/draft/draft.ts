import { addProperty } from './add-property.ts';
import { addValue } from './add-value.ts';
import { addWebhook } from './add-webhook.ts';
import { type ContractChange, DraftError } from './change.ts';
import { ContractFiles } from './contract-files.ts';
import type { DraftedFile } from './drafted-file.ts';

/**
 * Drafts changes of a contract. Each lands in the file that has to change, behind what is there, and is marked
 * `x-draft` for a person to look at; every other line stays as it is, byte for byte. What the contract has already is
 * left alone, so drafting twice is drafting once.
 *
 * Nothing is written: see {@link writeDraft} and {@link patchOf}.
 *
 * @param contractFolder the folder with `openapi.yaml`.
 * @returns the files that change or are new, in the order of their paths.
 * @throws DraftError where a change does not fit the contract, naming the place.
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
