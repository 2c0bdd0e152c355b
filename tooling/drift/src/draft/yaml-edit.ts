import { isCollection, isNode, isPair, isScalar, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { blockText, flowText, jsonText } from './yaml-text.ts';

// Inserts text at the positions that the parser gives. Serializing the parsed document would reformat unchanged lines.

/** How a pair is written: in block style, or in one line. */
interface Style {
  readonly oneLine?: boolean;
}

/** The text with a pair added at the end of a mapping. */
export function appendPair(
  text: string,
  mapping: YAMLMap,
  key: string,
  value: unknown,
  style: Style = {},
): string {
  if (mapping.flow) {
    const inline = inlineOf(text);
    return insertIntoFlow(text, mapping, `${inline(key)}: ${inline(value)}`);
  }
  return insertLines(
    text,
    endOfLine(text, endOfItems(mapping)),
    pairText(key, value, style),
    columnOf(text, mapping),
  );
}

/** The text with a pair inserted after another one of a mapping; at its end if there is no such one. */
export function insertPairAfter(
  text: string,
  mapping: YAMLMap,
  after: string | undefined,
  key: string,
  value: unknown,
  style: Style = {},
): string {
  const previous = after === undefined ? undefined : pairOf(mapping, after);
  if (mapping.flow || !previous || previous === mapping.items.at(-1))
    return appendPair(text, mapping, key, value, style);
  const position = endOfLine(text, endOfPair(previous));
  return insertLines(text, position, pairText(key, value, style), columnOf(text, mapping));
}

/** The text with a pair inserted before another one of a mapping. */
export function insertPairBefore(
  text: string,
  mapping: YAMLMap,
  before: string,
  key: string,
  value: unknown,
  style: Style = {},
): string {
  const next = pairOf(mapping, before)?.key;
  if (mapping.flow || !isNode(next) || !next.range) return appendPair(text, mapping, key, value, style);
  const line = text.lastIndexOf('\n', next.range[0] - 1) + 1;
  // The first key of a list item is on the line of the dash.
  if (text.slice(line, next.range[0]).trim() !== '') return appendPair(text, mapping, key, value, style);
  return insertLines(text, line, pairText(key, value, style), columnOf(text, mapping));
}

/** The text with an item added at the end of a list. */
export function appendItem(text: string, list: YAMLSeq, item: unknown): string {
  if (list.flow) return insertIntoFlow(text, list, inlineOf(text)(item));
  return insertLines(text, endOfLine(text, endOfItems(list)), blockText([item]), columnOf(text, list));
}

/** The pair with a key. */
export function pairOf(mapping: YAMLMap, key: string): Pair | undefined {
  return mapping.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function pairText(key: string, value: unknown, { oneLine = false }: Style): string {
  return oneLine ? `${flowText(key)}: ${flowText(value)}` : blockText({ [key]: value });
}

function insertLines(text: string, position: number, lines: string, column: number): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const indented = lines.split('\n').map((line) => (line === '' ? '' : ' '.repeat(column) + line));
  const before = text.slice(0, position);
  const separator = before === '' || before.endsWith('\n') ? '' : newline;
  return `${before}${separator}${indented.join(newline)}${newline}${text.slice(position)}`;
}

/** How values are written in one line: a text that is JSON stays JSON. */
function inlineOf(text: string): (value: unknown) => string {
  return /^\s*\{\s*"/.test(text) ? jsonText : flowText;
}

function insertIntoFlow(text: string, collection: YAMLMap | YAMLSeq, inserted: string): string {
  const isEmpty = collection.items.length === 0;
  const position = isEmpty ? rangeOf(collection)[0] + 1 : endOfItems(collection);
  const [before, after] = isEmpty ? [' ', ' '] : [', ', ''];
  return text.slice(0, position) + before + inserted + after + text.slice(position);
}

/** The end of the last item, without the blank lines and comments after it. */
function endOfItems(collection: YAMLMap | YAMLSeq): number {
  const last = collection.items.at(-1);
  return isPair(last) ? endOfPair(last) : endOfNode(last);
}

function endOfPair({ key, value }: Pair): number {
  return endOfNode(value ?? key);
}

function endOfNode(inner: unknown): number {
  if (isCollection(inner) && !inner.flow && inner.items.length > 0) return endOfItems(inner as YAMLMap);
  return rangeOf(inner)[1];
}

/** The beginning of the next line; the position itself at the beginning of a line. */
function endOfLine(text: string, position: number): number {
  if (text[position - 1] === '\n') return position;
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, collection: YAMLMap | YAMLSeq): number {
  const [start] = rangeOf(collection);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  // The range begins after the anchor and the tag of the first key.
  return before.replace(/(?:[&!]\S*\s+)+$/, '').length;
}

function rangeOf(node: unknown): readonly [number, number, number] {
  if (!isNode(node) || !node.range) throw new Error('expected a node of a parsed text');
  return node.range;
}
