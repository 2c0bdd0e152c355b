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
  const parsed = parsedOnce(text);
  const places = new Map<string, { from: number; to: number; faults: Fault[] }>();
  for (const fault of faults)
    for (const { from, to } of rangesOf(text, fault, parsed)) {
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

/** Finds the lines and the columns of positions in a text, both counted from 1. The text is read once, not for each position. */
export function openLines(text: string): (position: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (position) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: position - (starts[low] ?? 0) + 1 };
  };
}

interface Parsed {
  readonly root: Node | undefined;
  readonly error: ParseError | undefined;
}

/** Parses a text when it is first needed: a message that names the position needs no tree. */
function parsedOnce(text: string): () => Parsed {
  let own: Parsed | undefined;
  return () => {
    own ??= latest?.text === text ? latest.parsed.deref() : undefined;
    if (!own) {
      const errors: ParseError[] = [];
      own = { root: treeOf(withoutByteOrderMark(text), errors), error: errors[0] };
      latest = { text, parsed: new WeakRef(own) };
    }
    return own;
  };
}

// A body and its copy begin as the same text. The tree of one of 1 MB takes 0.1 s, and much memory, which may be freed.
let latest: { readonly text: string; readonly parsed: WeakRef<Parsed> } | undefined;

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(text: string, { pointer, code, message }: Fault, parsed: () => Parsed): readonly Range[] {
  // What is wrong with the headers or the path is nowhere in the body.
  if (pointer === '' && code !== MALFORMED && !KEYWORDS.has(code)) return [];
  const isMalformed = code === MALFORMED && pointer === '';
  const position = isMalformed ? positionIn(text, message) : undefined;
  if (position !== undefined) return [character(text, position)];
  const { root, error } = parsed();
  if (isMalformed) {
    if (error) return [character(text, error.offset)];
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

/** The names that an object has more than once, up to a limit. Parsers differ in which of their values they take. */
function repeatedNames(root: Node): Range[] {
  const ranges: Range[] = [];
  const visit = ({ type, children = [] }: Node): void => {
    if (type === 'object') {
      const names = children.flatMap(({ children: pair }) => pair?.[0] ?? []);
      for (const same of Map.groupBy(names, ({ value }) => value).values())
        if (same.length > 1 && ranges.length < MAX_REPEATED) ranges.push(...same.map(rangeOf));
    }
    for (const child of children) visit(child);
  };
  visit(root);
  return ranges.slice(0, MAX_REPEATED);
}

// Each is marked in the text: a body can repeat its names tens of thousands of times.
const MAX_REPEATED = 200;

function rangeOf({ offset, length }: Node): Range {
  return { from: offset, to: offset + length };
}

/** One character; the last one, if the text ends too early. */
function character(text: string, position: number): Range {
  const from = Math.max(0, Math.min(position, text.length - 1));
  return { from, to: from + 1 };
}
