import { parseJson as parseJsonText } from '@partner-webhooks/types/request';
import { type Document, isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Member, memberOf, membersOf } from '../../yaml-members.ts';
import { UnreadableError } from '../published.ts';
import { isMapping, type Schema } from '../schema/schema.ts';
import { jsonLines } from './json-lines.ts';

/** A parsed document, and the lines of its objects. */
export interface DocumentLines {
  readonly root: Schema;
  /** Line of an object of the document, from 1. */
  readonly lineOf: (value: object) => number;
}

/**
 * Parses JSON or YAML.
 *
 * @param firstLine the line of the source at which the document begins.
 * @throws UnreadableError if it is invalid, has a key twice, is not one mapping, or contains itself by aliases.
 */
export function parseWithLines(text: string, firstLine: number): DocumentLines {
  return text.trimStart().startsWith('{') ? parseJson(text, firstLine) : parseYaml(text, firstLine);
}

// YAML reads more than JSON: a stray word would become part of a key.
function parseJson(text: string, firstLine: number): DocumentLines {
  let root: Schema;
  try {
    root = parseJsonText(text) as Schema;
  } catch (error) {
    const { message } = error as Error;
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? 1);
    throw new UnreadableError(`expected JSON: ${message}`, line + firstLine - 1);
  }
  const { lines, duplicate } = jsonLines(text, root);
  if (duplicate)
    throw new UnreadableError(
      `expected each name once in an object, found ${JSON.stringify(duplicate.name)} twice`,
      duplicate.line + firstLine - 1,
    );
  return { root, lineOf: (value) => (lines.get(value) ?? 1) + firstLine - 1 };
}

function parseYaml(text: string, firstLine: number): DocumentLines {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: true });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  if (document.errors.some(({ code }) => code === 'MULTIPLE_DOCS'))
    throw new UnreadableError('expected one document, found several');
  const [error] = document.errors;
  if (error)
    throw new UnreadableError(error.message.split('\n')[0] ?? 'the YAML is invalid', lineAt(error.pos[0]));
  let root: unknown;
  try {
    root = document.toJS();
  } catch (failure) {
    // A few aliases of aliases can stand for a document of any size.
    throw new UnreadableError(`the aliases cannot be resolved: ${(failure as Error).message}`, firstLine);
  }
  if (!isMapping(root)) throw new UnreadableError('expected a mapping', firstLine);

  const lineNumbers = new Map<object, number>();
  // Values have no line numbers; their nodes do. Aliases share values, so a value is visited once.
  const note = (value: unknown, node: unknown, outer: ReadonlySet<object>): void => {
    if (typeof value !== 'object' || value === null) return;
    if (outer.has(value))
      throw new UnreadableError('an alias stands for a mapping that contains it', firstLine);
    if (lineNumbers.has(value)) return;
    lineNumbers.set(value, isNode(node) ? lineAt(startOf(node)) : firstLine);
    const inner = new Set([...outer, value]);
    const nodes = nodesIn(document, node);
    for (const [key, each] of Object.entries(value)) note(each, nodes.get(key)?.node, inner);
  };
  note(root, document.contents, new Set());
  return { root, lineOf: (value) => lineNumbers.get(value) ?? firstLine };
}

/** The nodes in a collection by the names that its value has: a key such as `200` or `null` is no text in YAML. */
function nodesIn(document: Document, node: unknown): ReadonlyMap<string, Member | undefined> {
  if (isMap(node)) return membersOf(document, node);
  const items = isSeq(node) ? node.items : [];
  return new Map(items.map((item, index) => [String(index), memberOf(document, item)]));
}

/** The position of the first key of a mapping: its node may begin at a bracket before. */
function startOf(node: Node): number {
  const first = isMap(node) ? node.items[0]?.key : undefined;
  return (isNode(first) ? first.range?.[0] : undefined) ?? node.range?.[0] ?? 0;
}
