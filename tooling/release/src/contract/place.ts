import { formatPointer, type PointerToken, valueAt } from '@partner-webhooks/types/json-pointer';

/** A value of a contract and where it is written. */
export interface Place {
  readonly file: SourceFile;
  readonly tokens: readonly PointerToken[];
  readonly value: unknown;
}

/** A mapping of a contract. */
export type Mapping = { readonly [key: string]: unknown };

/** One file of a contract. */
export interface SourceFile {
  /** The path that messages show. */
  readonly name: string;
  readonly value: unknown;
  /** The line of a value, or of what is around it if the file does not have it. The first line is 1. */
  lineOf(tokens: readonly PointerToken[]): number;
  /** The place that a reference in this file leads to; `undefined` if there is none. */
  target(reference: string): Place | undefined;
}

/** The place below a key or an index; its value is `undefined` if there is nothing. */
export function child(place: Place, ...keys: readonly PointerToken[]): Place {
  return { file: place.file, tokens: [...place.tokens, ...keys], value: valueAt(place.value, keys) };
}

/** The places below all keys of a mapping, or none. */
export function children(place: Place): [key: string, place: Place][] {
  return isMapping(place.value) ? Object.keys(place.value).map((key) => [key, child(place, key)]) : [];
}

/** The place that a chain of references leads to, or the place itself. A circular chain leads to its last member. */
export function follow(place: Place): Place {
  const seen = new Set<string>();
  let current = place;
  while (isMapping(current.value) && typeof current.value['$ref'] === 'string' && !seen.has(idOf(current))) {
    seen.add(idOf(current));
    current = current.file.target(current.value['$ref']) ?? current;
  }
  return current;
}

/** What tells a place from all others of a contract. */
export function idOf({ file, tokens }: Place): string {
  return `${file.name}#${formatPointer(tokens)}`;
}

/** `file:line`. */
export function positionOf({ file, tokens }: Place): string {
  return `${file.name}:${file.lineOf(tokens)}`;
}

/** Whether a value is a mapping, not a list. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
