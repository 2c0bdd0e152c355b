import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import { type Member, memberOf, membersOf } from '../yaml-members.ts';
import { DraftError } from './change.ts';
import type { DraftedFile } from './drafted-file.ts';
import { parsedText, withoutMark } from './parsed-text.ts';
import { parseReference } from './reference.ts';

/** A node of the contract and its file. An edit of the file invalidates it. */
export interface Location {
  readonly file: string;
  readonly node: Node;
  /** The YAML alias or merge key that led there: the node may be shared with other parts of the file, so it is not edited. */
  readonly alias?: string;
}

/** The root document, within the folder of the contract. */
export const ROOT = 'openapi.yaml';

/** The YAML files of a contract, in memory, for editing. Paths are relative to the folder, with `/`. */
export class ContractFiles {
  readonly #folder: string;
  readonly #before: Map<string, string>;
  readonly #texts: Map<string, string>;

  private constructor(folder: string, texts: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#before = new Map(texts);
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
    const files = new ContractFiles(folder, new Map(texts));
    if (!files.has(ROOT))
      throw new DraftError(`${join(folder, ROOT)}: no such file; expected the root document of a contract`);
    return files;
  }

  has(file: string): boolean {
    return this.#textOf(file) !== undefined;
  }

  /** The YAML files below a folder. */
  list(folder: string): string[] {
    return [...this.#texts.keys()].filter((file) => file.startsWith(folder) && YAML_FILE.test(file));
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

  /** Edits the text of a file. @throws DraftError if the file is not in the folder, or not YAML any more. */
  edit(file: string, change: (text: string) => string): void {
    if (isOutside(file))
      throw new DraftError(`${file} is outside of the folder of the contract: edit it by hand`);
    const text = this.#textOf(file) ?? '';
    const content = withoutMark(text);
    const edited = text.slice(0, text.length - content.length) + change(content);
    const [error] = parsedText(edited).errors;
    if (error) throw new DraftError(`${file}: no draft fits in how the file is written: ${error.message}`);
    this.#texts.set(file, edited);
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
    return withoutMark(this.#textOf(file) ?? '')
      .slice(0, start)
      .split('\n').length;
  }

  /** The root node of a file. @throws DraftError if the file is missing or not YAML. */
  document(file: string): Location {
    const { contents } = this.#parsed(file);
    if (!contents) throw new DraftError(`${file}: the file is empty`);
    return { file, node: contents };
  }

  /** The root nodes of the YAML files below a folder. A file that cannot be parsed is none of the contract. */
  documents(folder: string): Location[] {
    return this.list(folder).flatMap((file) => {
      const { contents, errors } = parsedText(this.#texts.get(file) ?? '');
      return contents && errors.length === 0 ? [{ file, node: contents }] : [];
    });
  }

  /** The location under a key or at an index. */
  child(location: Location, key: string): Location | undefined {
    const { file, node } = location;
    const document = this.#parsed(file);
    const member = isMap(node)
      ? membersOf(document, node).get(key)
      : isSeq(node)
        ? memberOf(document, node.items[Number(key)])
        : undefined;
    return member && inside(location, member);
  }

  /** The locations under all keys of a mapping or at all indexes of a list. */
  entries(location: Location | undefined): [key: string, child: Location][] {
    if (!location) return [];
    const { file, node } = location;
    const document = this.#parsed(file);
    const members: readonly [string, Member | undefined][] = isMap(node)
      ? [...membersOf(document, node)]
      : isSeq(node)
        ? node.items.map((item, index) => [String(index), memberOf(document, item)])
        : [];
    return members.flatMap(([key, member]) => (member ? [[key, inside(location, member)]] : []));
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
    const text = this.#textOf(file);
    if (text === undefined) throw new DraftError(`${file}: the contract has no such file`);
    const document = parsedText(text);
    const [error] = document.errors;
    if (error) throw new DraftError(`${file}: ${error.message}`);
    return document;
  }

  /** Also reads a file that is not in the list: JSON, or one outside of the folder. */
  #textOf(file: string): string | undefined {
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    let text: string;
    try {
      text = readFileSync(resolve(this.#folder, file), 'utf8');
    } catch {
      return undefined;
    }
    this.#before.set(file, text);
    this.#texts.set(file, text);
    return text;
  }

  /** The target of a reference in a file. @throws DraftError if it does not exist. */
  targetOf(from: string, reference: string): Location {
    const { path, tokens } = parseReference(from, reference);
    const file = path === '' ? from : this.#fileAt(from, path);
    const target = tokens.reduce<Location | undefined>(
      (location, token) => location && this.child(location, token),
      this.document(file),
    );
    if (target) return target;
    throw new DraftError(`${from}: the reference ${reference} leads to nothing`);
  }

  /** A reference is a URI, in which a space is `%20`; the bundler takes it as it is, too. */
  #fileAt(from: string, path: string): string {
    const named = (name: string) =>
      relative(this.#folder, resolve(this.#folder, dirname(from), name)).replaceAll(sep, '/');
    const file = named(path);
    if (!path.includes('%') || this.has(file)) return file;
    try {
      return named(decodeURIComponent(path));
    } catch {
      return file;
    }
  }
}

function inside({ file, alias: outer }: Location, { node, alias = outer }: Member): Location {
  return { file, node, ...(alias !== undefined && { alias }) };
}

function isOutside(file: string): boolean {
  return file.startsWith('../') || resolve(file) === file;
}

const YAML_FILE = /\.ya?ml$/;

// Longer than any sensible chain of references.
const MAX_REFERENCE_CHAIN = 50;
