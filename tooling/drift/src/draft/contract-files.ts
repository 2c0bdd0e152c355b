import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseFragment } from '@partner-webhooks/types/json-pointer';
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import { DraftError } from './change.ts';
import type { DraftedFile } from './drafted-file.ts';
import { pairOf } from './yaml-edit.ts';

/** A node of the contract and its file. An edit of the file invalidates it. */
export interface Location {
  readonly file: string;
  readonly node: Node;
}

/** The root document, within the folder of the contract. */
export const ROOT = 'openapi.yaml';

/** The YAML files of a contract, in memory, for editing. Paths are relative to the folder, with `/`. */
export class ContractFiles {
  readonly #before: ReadonlyMap<string, string>;
  readonly #texts: Map<string, string>;

  private constructor(texts: ReadonlyMap<string, string>) {
    this.#before = texts;
    this.#texts = new Map(texts);
  }

  /** Reads all YAML files below a folder, without its packages. @throws DraftError if there is no root document. */
  static async read(folder: string): Promise<ContractFiles> {
    const exclude = (name: string) => name === 'node_modules';
    const entries = globSync('**/*.{yaml,yml}', { cwd: folder, exclude });
    const paths = entries.map((path) => path.replaceAll('\\', '/'));
    const texts = await Promise.all(
      paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
    );
    const files = new ContractFiles(new Map(texts));
    if (!files.has(ROOT))
      throw new DraftError(`${join(folder, ROOT)}: no such file; expected the root document of a contract`);
    return files;
  }

  has(file: string): boolean {
    return this.#texts.has(file);
  }

  /** The files below a folder. */
  list(folder: string): string[] {
    return [...this.#texts.keys()].filter((file) => file.startsWith(folder));
  }

  /** The files that were added or edited, sorted by path. */
  changes(): DraftedFile[] {
    return [...this.#texts]
      .map(([path, after]) => ({ path, before: this.#before.get(path), after }))
      .filter(({ before, after }) => before !== after)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Adds a file. */
  add(file: string, text: string): void {
    this.#texts.set(file, text);
  }

  /** Edits the text of a file. */
  edit(file: string, change: (text: string) => string): void {
    this.#texts.set(file, change(this.#texts.get(file) ?? ''));
  }

  /** Runs edits; if they fail, the texts are as before. */
  attempt(edits: () => void): void {
    const texts = new Map(this.#texts);
    try {
      edits();
    } catch (error) {
      this.#texts.clear();
      for (const [file, text] of texts) this.#texts.set(file, text);
      throw error;
    }
  }

  /** The line of a location in its file, from 1. */
  lineOf({ file, node }: Location): number {
    const start = node.range?.[0] ?? 0;
    return (this.#texts.get(file) ?? '').slice(0, start).split('\n').length;
  }

  /** The root node of a file. @throws DraftError if the file is missing or not YAML. */
  document(file: string): Location {
    const { contents } = this.#parsed(file);
    if (!contents) throw new DraftError(`${file}: the file is empty`);
    return { file, node: contents };
  }

  /** The location under a key or at an index. */
  child({ file, node }: Location, key: string): Location | undefined {
    const child = isMap(node) ? pairOf(node, key)?.value : isSeq(node) ? node.items[Number(key)] : undefined;
    return child ? { file, node: child as Node } : undefined;
  }

  /** The locations under all keys of a mapping or at all indexes of a list. */
  entries(location: Location | undefined): [key: string, child: Location][] {
    if (!location) return [];
    const { node } = location;
    const keys = isMap(node)
      ? node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
      : isSeq(node)
        ? [...node.items.keys()].map(String)
        : [];
    return keys.flatMap((key) => {
      const child = this.child(location, key);
      return child ? [[key, child] as [string, Location]] : [];
    });
  }

  /** The value at a location. */
  valueOf({ file, node }: Location): unknown {
    return node.toJS(this.#parsed(file));
  }

  /** The target of a reference, or the location itself. @throws DraftError if the target does not exist. */
  follow(location: Location): Location {
    let current = location;
    for (let steps = 0; steps < MAX_REFERENCE_CHAIN; steps += 1) {
      const reference = this.child(current, '$ref')?.node;
      if (!isScalar(reference)) return current;
      current = this.targetOf(current.file, String(reference.value));
    }
    throw new DraftError(`${location.file}: the reference is circular`);
  }

  /** The location at a path of keys, references followed. */
  descend(location: Location, ...keys: readonly string[]): Location | undefined {
    let current: Location | undefined = this.follow(location);
    for (const key of keys) {
      const next = this.child(current, key);
      if (!next) return undefined;
      current = this.follow(next);
    }
    return current;
  }

  #parsed(file: string): Document.Parsed {
    const text = this.#texts.get(file);
    if (text === undefined) throw new DraftError(`${file}: the contract has no such file`);
    const document = parsedText(text);
    const [error] = document.errors;
    if (error) throw new DraftError(`${file}: ${error.message}`);
    return document;
  }

  /** The target of a reference in a file. @throws DraftError if it does not exist. */
  targetOf(from: string, reference: string): Location {
    const [path = '', pointer = ''] = reference.split('#');
    const file = path === '' ? from : posix.join(posix.dirname(from), path);
    const target = parseFragment(pointer).reduce<Location | undefined>(
      (location, token) => location && this.child(location, token),
      this.document(file),
    );
    if (target) return target;
    throw new DraftError(`${from}: the reference ${reference} leads to nothing`);
  }
}

/** Parses a text once, although it is in several drafts, or an edit of it was taken back. No document is changed. */
function parsedText(text: string): Document.Parsed {
  const document = parsedTexts.get(text) ?? parseDocument(text);
  if (parsedTexts.size >= MAX_PARSED_TEXTS) parsedTexts.clear();
  parsedTexts.set(text, document);
  return document;
}

const parsedTexts = new Map<string, Document.Parsed>();
// Several times the files of a contract.
const MAX_PARSED_TEXTS = 1_000;

// Longer than any sensible chain of references.
const MAX_REFERENCE_CHAIN = 50;

/** The mapping at a location. @throws DraftError if something else is there. */
export function mappingAt({ file, node }: Location, what: string): YAMLMap {
  if (isMap(node)) return node;
  throw new DraftError(`${file}: expected a mapping as ${what}`);
}
