import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { findNodeAtLocation, type Node, type ParseError } from 'jsonc-parser';
import { treeOf, withoutByteOrderMark } from './indented.ts';

/** What is wrong at a place, as validators and the admin API report it. */
export interface Fault {
  /** JSON Pointer (RFC 6901); `''` is the whole body. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The text from `from` to `to`, excluded, and what is wrong with it. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly faults: readonly Fault[];
}

/** A piece of a text, and what is wrong with it. */
export interface Piece {
  /** Where it begins in the text. */
  readonly from: number;
  readonly text: string;
  readonly faults: readonly Fault[];
}

/**
 * Where in a text the faults are, in the order of the text. A missing property is where its object begins, and a fault of the
 * whole body at its first character. A text that is no JSON is wrong where its parser stops.
 */
export function placesOf(text: string, faults: readonly Fault[]): Place[] {
  if (text === '' || faults.length === 0) return [];
  const errors: ParseError[] = [];
  const root = treeOf(withoutByteOrderMark(text), errors);
  const places = new Map<string, { from: number; to: number; faults: Fault[] }>();
  for (const fault of faults)
    for (const { from, to } of rangesOf(text, fault, root, errors)) {
      const place = places.get(`${from} ${to}`) ?? { from, to, faults: [] };
      place.faults.push(fault);
      places.set(`${from} ${to}`, place);
    }
  return [...places.values()].sort((a, b) => a.from - b.from || b.to - a.to);
}

/** A text in pieces: what is inside of several places has the faults of all. Together they are the text. */
export function piecesOf(text: string, places: readonly Place[]): Piece[] {
  const ends = new Set([0, text.length]);
  for (const { from, to } of places) ends.add(from).add(to);
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, index) => {
    const to = sorted[index + 1] ?? text.length;
    const around = places.filter((place) => place.from <= from && place.to >= to);
    return { from, text: text.slice(from, to), faults: around.flatMap(({ faults }) => faults) };
  });
}

/** The line and the column of a position in a text, both counted from 1. */
export function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: position - start + 1 };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(
  text: string,
  { pointer, code, message }: Fault,
  root: Node | undefined,
  [error]: readonly ParseError[],
): readonly Range[] {
  // What is wrong with the headers or the path is nowhere in the body.
  if (pointer === '' && code !== MALFORMED && !KEYWORDS.has(code)) return [];
  if (code === MALFORMED && pointer === '') {
    if (error) return [character(text, positionIn(text, message) ?? error.offset)];
    const repeated = root ? repeatedNames(root) : [];
    if (repeated.length > 0) return repeated;
  }
  if (!root) return [character(text, error?.offset ?? 0)];
  const found = nodeAt(root, parsePointer(pointer));
  if (found.isMissing || found.node === root) return [character(text, found.node.offset)];
  return [rangeOf(found.node)];
}

// The code of a violation of strict JSON.
const MALFORMED = 'json';

// The keywords of JSON Schema that a whole body can violate.
const KEYWORDS = new Set(
  'type enum const allOf anyOf oneOf not if minProperties maxProperties minItems maxItems'.split(' '),
);

/** The position that the message names. It counts from behind a byte order mark. */
function positionIn(text: string, message: string): number | undefined {
  const position = /position (\d+)/.exec(message)?.[1];
  return position === undefined ? undefined : Number(position) + (text.startsWith('\uFEFF') ? 1 : 0);
}

/** The value at a pointer, or the nearest one around it. */
function nodeAt(root: Node, tokens: readonly string[]): { node: Node; isMissing: boolean } {
  let node = root;
  for (const token of tokens) {
    const next = findNodeAtLocation(node, [node.type === 'array' ? Number(token) : token]);
    if (!next) return { node, isMissing: true };
    node = next;
  }
  return { node, isMissing: false };
}

/** The names that an object has more than once. Parsers differ in which of their values they take. */
function repeatedNames(node: Node): Range[] {
  const children = node.children ?? [];
  const names = node.type === 'object' ? children.map(({ children: pair }) => pair?.[0]) : [];
  const repeated = names.filter(
    (name, index) => name && names.some((other, at) => at !== index && other?.value === name.value),
  );
  return [...repeated.flatMap((name) => (name ? [rangeOf(name)] : [])), ...children.flatMap(repeatedNames)];
}

function rangeOf({ offset, length }: Node): Range {
  return { from: offset, to: offset + length };
}

/** One character; the last one, if the text ends too early. */
function character(text: string, position: number): Range {
  const from = Math.max(0, Math.min(position, text.length - 1));
  return { from, to: from + 1 };
}
