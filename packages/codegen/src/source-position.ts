import { readFileSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { referenceTokens } from './reference-tokens.ts';
import { type SourceNode, type SourceTree, sourceTree } from './source-tree.ts';
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

  // Or after a part of a file. If several files have a part of that name, it is not known which.
  const partNamed = (name: string) => {
    const found = files.slice(1).flatMap((file) =>
      PARTS.flatMap((keys) => {
        const tokens = [...keys, name];
        const isThere = tokens.reduce<SourceNode | undefined>(
          (node, token) => node?.child(token)?.value,
          source(file)?.root,
        );
        return isThere ? [{ file, tokens }] : [];
      }),
    );
    return found.length === 1 ? found[0] : undefined;
  };

  const follow = (file: string, tokens: readonly string[], depth = 0): Place | undefined => {
    const start = source(file);
    if (!start) return undefined;
    let node = start.root;
    let offset = 0;
    for (const [index, token] of tokens.entries()) {
      const found = node.child(token);
      if (!found) {
        const next = node.reference();
        if (next !== undefined && depth < MAX_FILES) {
          const [path = '', fragment = ''] = next.split('#');
          const target = path === '' ? file : resolve(dirname(file), path);
          const deeper = follow(target, [...referenceTokens(fragment), ...tokens.slice(index)], depth + 1);
          if (deeper) return deeper;
        }
        const [kind, , name = ''] = tokens;
        if (kind !== 'components' || index > 2 || depth > 0) break;
        const whole = fileOf(name);
        if (whole !== undefined) return follow(whole, tokens.slice(3), 1);
        const part = partNamed(name);
        if (part) return follow(part.file, [...part.tokens, ...tokens.slice(3)], 1);
        break;
      }
      node = found.value;
      offset = found.offset;
    }
    return { file: start.name, line: start.lineAt(offset) };
  };
  return (pointer) => follow(root, parsePointer(pointer));
}

const MAX_FILES = 20;

// Where files have schemas by name.
const PARTS = [['$defs'], ['definitions'], ['components', 'schemas']];

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

interface Source extends SourceTree {
  readonly name: string;
}

function readSource(file: string): Source | undefined {
  try {
    return { name: shownPath(file), ...sourceTree(readFileSync(file, 'utf8')) };
  } catch {
    // A file that is on the network, or that has been removed since.
    return undefined;
  }
}
