// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { formatPointer, parsePointer } from './json-pointer.ts';

/**
 * The part of a JSON Pointer into a body (RFC 6901) before the first name that the sender chose: property names of the
 * contract and indexes of lists remain. For log lines, responses and reports, which must not contain text of a sender; the
 * inbox and the quarantine store the whole pointer.
 *
 * @param names those that no sender chose.
 */
export function knownPointer(pointer: string, names: ReadonlySet<string>): string {
  const tokens = parsePointer(pointer);
  const end = tokens.findIndex((token) => !names.has(token) && !INDEX.test(token));
  return formatPointer(end < 0 ? tokens : tokens.slice(0, end));
}

/** A list has at most 100,000 values. */
const INDEX = /^\d{1,6}$/;
