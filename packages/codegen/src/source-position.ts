import { readFileSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { referenceTokens } from './reference-tokens.ts';
import { parsePointer } from './validators/runtime/json-pointer.ts';

/** A line of a file. */
export interface Place {
  /** Relative to the working directory if the file is inside it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * Finds the file and the line of a pointer into a bundled document. References into other files are followed; if nothing
 * more of a pointer is found, the line of the last token that was found is given.
 *
 * @param files paths of all files of the document, the root document first.
 */
export function sourcePositions(files: readonly string[]): (pointer: string) => Place | undefined {
  const [root = ''] = files;
  const sources = new Map<string, Source | undefined>();
  const source = (file: string): Source | undefined => {
    if (!sources.has(file)) sources.set(file, readSource(file));
    return sources.get(file);
  };
  // The bundler names a component after the file in which it is.
  const fileOf = (name: string): string | undefined =>
    files.find((file) => file !== root && basename(file, extname(file)) === name.replace(/-\d+$/, ''));

  const follow = (file: string, tokens: readonly string[], depth = 0): Place | undefined => {
    const start = source(file);
    if (!start) return undefined;
    let node = start.content;
    let offset = 0;
    for (const [index, token] of tokens.entries()) {
      const found = childOf(node, token);
      if (!found) {
        const next = referenceOf(node);
        if (next !== undefined && depth < MAX_FILES) {
          const [path = '', fragment = ''] = next.split('#');
          const target = path === '' ? file : resolve(dirname(file), path);
          const deeper = follow(target, [...referenceTokens(fragment), ...tokens.slice(index)], depth + 1);
          if (deeper) return deeper;
        }
        const [, , name = ''] = tokens;
        const component = tokens[0] === 'components' && index <= 2 ? fileOf(name) : undefined;
        if (component !== undefined && depth === 0) return follow(component, tokens.slice(3), 1);
        break;
      }
      node = found.value;
      offset = found.offset;
    }
    return { file: start.name, line: start.lines.linePos(offset).line };
  };
  return (pointer) => follow(root, parsePointer(pointer));
}

const MAX_FILES = 20;

/** A path as it is shown: relative to the working directory if it is inside. */
export function shownPath(file: string): string {
  if (isOnNetwork(file)) return file;
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}

/** Whether a document is at an address, not in a file. */
export function isOnNetwork(file: string): boolean {
  return /^https?:\/\//i.test(file);
}

/** The absolute path of a file. An address stays as it is. */
export function absolutePath(file: string, folder = '.'): string {
  return isOnNetwork(file) ? file : resolve(folder, file);
}

interface Source {
  readonly name: string;
  readonly content: Node | null;
  readonly lines: LineCounter;
}

function readSource(file: string): Source | undefined {
  try {
    const lines = new LineCounter();
    const { contents } = parseDocument(readFileSync(file, 'utf8'), {
      lineCounter: lines,
      logLevel: 'silent',
    });
    return { name: shownPath(file), content: contents, lines };
  } catch {
    // A file that is on the network, or that has been removed since.
    return undefined;
  }
}

function childOf(
  node: Node | null,
  token: string,
): { readonly value: Node | null; readonly offset: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(token)] as Node | undefined;
    return item && { value: item, offset: item.range?.[0] ?? 0 };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === token);
  if (!isPair(pair) || !isScalar(pair.key)) return undefined;
  return { value: pair.value as Node | null, offset: pair.key.range?.[0] ?? 0 };
}

function referenceOf(node: Node | null): string | undefined {
  const target = isMap(node) ? node.get('$ref') : undefined;
  return typeof target === 'string' ? target : undefined;
}
