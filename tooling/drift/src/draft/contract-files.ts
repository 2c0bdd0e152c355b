import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseFragment } from '@partner-webhooks/types/json-pointer';
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap } from 'yaml';
import { DraftError } from './change.ts';
import type { DraftedFile } from './drafted-file.ts';
import { pairOf } from './yaml-edit.ts';

/** A node of the contract and the file it is written in. It is gone once that file has been edited. */
export interface Place {
  readonly file: string;
  readonly node: Node;
}

/** The root of the contract, within its folder. */
export const ROOT = 'openapi.yaml';

/** The YAML files of a contract, while it is edited. Paths are relative to its folder, with `/`. */
export class ContractFiles {
  readonly #before: ReadonlyMap<string, string>;
  readonly #texts: Map<string, string>;
  readonly #documents = new Map<string, Document.Parsed>();

  private constructor(texts: ReadonlyMap<string, string>) {
    this.#before = texts;
    this.#texts = new Map(texts);
  }

  /** Reads all YAML files below a folder. @throws DraftError where there is no root document. */
  static async read(folder: string): Promise<ContractFiles> {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    const paths = entries.filter((path) => /\.ya?ml$/.test(path)).map((path) => path.replaceAll('\\', '/'));
    const texts = await Promise.all(
      paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
    );
    const files = new ContractFiles(new Map(texts));
    if (!files.has(ROOT))
      throw new DraftError(`${join(folder, ROOT)}: no such file; a contract begins there`);
    return files;
  }

  has(file: string): boolean {
    return this.#texts.has(file);
  }

  /** The files below a folder. */
  list(folder: string): string[] {
    return [...this.#texts.keys()].filter((file) => file.startsWith(folder));
  }

  /** The files that have been edited since they were read, in the order of their paths. */
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

  /** Has the text of a file edited. */
  edit(file: string, change: (text: string) => string): void {
    this.#documents.delete(file);
    this.#texts.set(file, change(this.#texts.get(file) ?? ''));
  }

  /** The whole of a file. @throws DraftError where it is missing or not YAML. */
  document(file: string): Place {
    const { contents } = this.#parsed(file);
    if (!contents) throw new DraftError(`${file}: the file is empty`);
    return { file, node: contents };
  }

  /** What is written under a key or at an index. */
  child({ file, node }: Place, key: string): Place | undefined {
    const child = isMap(node) ? pairOf(node, key)?.value : isSeq(node) ? node.items[Number(key)] : undefined;
    return child ? { file, node: child as Node } : undefined;
  }

  /** What is written under each key of a mapping or at each index of a list. */
  entries(place: Place | undefined): [key: string, child: Place][] {
    if (!place) return [];
    const { node } = place;
    const keys = isMap(node)
      ? node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''))
      : isSeq(node)
        ? [...node.items.keys()].map(String)
        : [];
    return keys.flatMap((key) => {
      const child = this.child(place, key);
      return child ? [[key, child] as [string, Place]] : [];
    });
  }

  /** What is written at a place, as a value. */
  valueOf({ file, node }: Place): unknown {
    return node.toJS(this.#parsed(file));
  }

  /** The place that a reference leads to, or the place itself. @throws DraftError where it leads nowhere. */
  follow(place: Place): Place {
    let current = place;
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const reference = this.child(current, '$ref')?.node;
      if (!isScalar(reference)) return current;
      current = this.#target(current.file, String(reference.value));
    }
    throw new DraftError(`${place.file}: the reference leads back to itself`);
  }

  /** The place at the end of a path of keys, every reference followed. */
  descend(place: Place, ...keys: readonly string[]): Place | undefined {
    let current: Place | undefined = this.follow(place);
    for (const key of keys) {
      const next = this.child(current, key);
      if (!next) return undefined;
      current = this.follow(next);
    }
    return current;
  }

  #parsed(file: string): Document.Parsed {
    const text = this.#texts.get(file);
    if (text === undefined) throw new DraftError(`${file}: no such file in the contract`);
    const document = this.#documents.get(file) ?? parseDocument(text);
    this.#documents.set(file, document);
    const [error] = document.errors;
    if (error) throw new DraftError(`${file}: ${error.message}`);
    return document;
  }

  #target(from: string, reference: string): Place {
    const [path = '', pointer = ''] = reference.split('#');
    const file = path === '' ? from : posix.join(posix.dirname(from), path);
    const target = parseFragment(pointer).reduce<Place | undefined>(
      (place, token) => place && this.child(place, token),
      this.document(file),
    );
    if (target) return target;
    throw new DraftError(`${from}: the reference ${reference} leads to nothing`);
  }
}

// Longer than any chain of references that somebody would write.
const MAX_STEPS = 50;

/** The mapping at a place. @throws DraftError where something else is there. */
export function mappingAt({ file, node }: Place, what: string): YAMLMap {
  if (isMap(node)) return node;
  throw new DraftError(`${file}: expected a mapping as ${what}`);
}
