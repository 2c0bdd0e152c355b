import { fileURLToPath } from 'node:url';
import { compare } from '../../src/upstream/compare/compare.ts';
import { openContract } from '../../src/upstream/contract.ts';
import { UnreadableError } from '../../src/upstream/published.ts';
import { sentence } from '../../src/upstream/sentence.ts';
import { readPublication } from '../../src/upstream/source.ts';

/** The folder of the contract of this repository. */
export const CONTRACT_FOLDER: string = fileURLToPath(new URL('../../../../openapi', import.meta.url));

/** The contract of this repository. */
const contract = await openContract(CONTRACT_FOLDER);

/** What a comparison says about a text: its differences and what of it is unread, sorted. */
export function said(text: string): string[] {
  const { differences, unread } = compared(text);
  return [...differences.map(sentence), ...unread.map(({ reason }) => `unread: ${reason}`)].sort();
}

/** The comparison of a text with the contract. */
export function compared(text: string): ReturnType<typeof compare> {
  return compare(readPublication(text), contract);
}

/** What cannot be read of a text, with its line; or `read`. */
export function failure(text: string): string {
  try {
    const [unread] = readPublication(text).unread;
    return unread ? `line ${unread.line}: ${unread.reason}` : 'read';
  } catch (error) {
    if (error instanceof UnreadableError) return error.message;
    throw error;
  }
}
