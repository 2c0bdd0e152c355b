import { parseFragment } from '@partner-webhooks/types/json-pointer';
import { DraftError } from './change.ts';

/** The parts of a `$ref` of the contract: the file, empty for the same one, and the tokens of the JSON Pointer in it. */
export interface Reference {
  readonly path: string;
  readonly tokens: readonly string[];
}

/** Reads a `$ref` in a file. @throws DraftError if it leads to the network, or if its fragment is not a JSON Pointer (RFC 6901). */
export function parseReference(from: string, reference: string): Reference {
  const [path = '', fragment = ''] = reference.split('#');
  // A letter alone is a drive of Windows.
  if (/^[a-z][a-z\d+.-]+:/i.test(path))
    throw new DraftError(`${from}: the reference ${reference} leads to the network: no draft reads that`);
  try {
    if (fragment === '' || fragment.startsWith('/')) return { path, tokens: parseFragment(fragment) };
  } catch {
    // Not percent-encoding: no pointer either.
  }
  throw new DraftError(
    `${from}: expected a JSON Pointer (RFC 6901) in the reference ${reference}, found #${fragment}`,
  );
}
