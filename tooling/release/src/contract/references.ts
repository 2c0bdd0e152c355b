import { type PointerToken, parsePointer, valueAt } from '@partner-webhooks/types/json-pointer';
import { child, type Place, type SourceFile } from './place.ts';

/** What a reference in a file leads to, within the file. */
export function targetIn(file: SourceFile, reference: string): Place | undefined {
  const fragment = reference.split('#')[1] ?? '';
  if (fragment !== '' && !fragment.startsWith('/'))
    return anchored({ file, tokens: [], value: file.value }, fragment);
  const tokens = parsePointer(decoded(fragment));
  const value = valueAt(file.value, tokens);
  return value === undefined ? undefined : { file, tokens, value };
}

/** The schema with an anchor (JSON Schema 2020-12, Core, section 8.2.2). */
function anchored(place: Place, anchor: string): Place | undefined {
  const { value } = place;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('$anchor' in value && value.$anchor === anchor) return place;
  for (const key of Object.keys(value)) {
    const found = anchored(child(place, key), anchor);
    if (found) return found;
  }
  return undefined;
}

/** The references of a file that lead to nothing, a line each. */
export function deadReferences(file: SourceFile): string[] {
  return referencesIn(file.value).flatMap(({ reference, tokens }) => {
    if (/^[a-z]+:/i.test(reference))
      return [
        `${file.name}:${file.lineOf(tokens)}: expected a reference to a file or within this one, found ${reference}`,
      ];
    const [other] = reference.split('#');
    // A file that cannot be read has been named already.
    if (other !== '' && file.target(`${other}#`) === undefined) return [];
    if (file.target(reference)) return [];
    return [`${file.name}:${file.lineOf(tokens)}: the reference ${reference} leads to nothing`];
  });
}

interface Reference {
  readonly reference: string;
  readonly tokens: readonly PointerToken[];
}

/** All references, except for what only looks like one within an example. */
export function referencesIn(
  value: unknown,
  tokens: readonly PointerToken[] = [],
  found: Reference[] = [],
): Reference[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...tokens, key];
    if (key === '$ref' && typeof inner === 'string') found.push({ reference: inner, tokens: at });
    else if (!DATA.has(key) || NAMED.has(tokens.at(-1) ?? '')) referencesIn(inner, at, found);
  }
  return found;
}

// Their values are data, not parts of the document.
const DATA: ReadonlySet<PointerToken> = new Set(['value', 'const', 'enum', 'default', 'example']);
// Their keys are names, so a key of theirs is not a keyword.
const NAMED: ReadonlySet<PointerToken> = new Set([
  ...['$defs', 'callbacks', 'definitions', 'dependentSchemas', 'examples', 'headers', 'links', 'parameters'],
  ...['paths', 'patternProperties', 'properties', 'requestBodies', 'responses', 'schemas', 'webhooks'],
]);

/** The path of a reference, percent-decoded; as it is if its percent-encoding is invalid. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
