import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { PointerToken } from '@partner-webhooks/types/json-pointer';
import { type Document, isMap, isSeq, LineCounter, parseDocument } from 'yaml';
import { ReleaseError } from '../contracts.ts';
import type { Place, SourceFile } from './place.ts';
import { deadReferences, decoded, referencesIn, targetIn } from './references.ts';

/**
 * Reads a document and all files that it refers to.
 *
 * @param folder what the names of files are relative to.
 * @param root the path of the document from the folder.
 * @returns the whole document.
 * @throws ReleaseError if a file cannot be read, or if a reference leads to nothing; with all such references.
 */
export async function readSource(folder: string, root: string): Promise<Place> {
  const [file] = await readFiles(folder, root);
  if (!file) throw new ReleaseError(`${root}: no such file`);
  return { file, tokens: [], value: file.value };
}

/** The files of a document, the document itself first. @throws ReleaseError like {@link readSource}. */
export async function readFiles(folder: string, root: string): Promise<readonly SourceFile[]> {
  const files = new Map<string, SourceFile>();
  const faults: string[] = [];
  const load = async (path: string): Promise<SourceFile> => {
    const known = files.get(path);
    if (known) return known;
    const name = relative(folder, path).replaceAll('\\', '/');
    const file = parsed(name, await readText(path, name), (reference) => {
      const [other = ''] = reference.split('#');
      return other === '' ? files.get(path) : files.get(resolve(dirname(path), decoded(other)));
    });
    files.set(path, file);
    for (const { reference, tokens } of referencesIn(file.value)) {
      const [other = ''] = reference.split('#');
      if (other !== '' && !/^[a-z]+:/i.test(other))
        await load(resolve(dirname(path), decoded(other))).catch((error: unknown) => {
          if (!(error instanceof ReleaseError)) throw error;
          faults.push(`${name}:${file.lineOf(tokens)}: \`$ref: ${reference}\`: ${error.message}`);
        });
    }
    return file;
  };
  await load(join(folder, root));
  for (const each of files.values()) faults.push(...deadReferences(each));
  if (faults.length > 0) throw new ReleaseError([...new Set(faults)].join('\n'));
  return [...files.values()];
}

/** A document that is in memory; its references lead into itself. */
export function sourceOf(name: string, document: unknown): Place {
  const file: SourceFile = {
    name,
    value: document,
    lineOf: () => 1,
    target: (reference) => targetIn(file, reference),
  };
  return { file, tokens: [], value: document };
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new ReleaseError(`${name}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
    throw error;
  }
}

function parsed(
  name: string,
  text: string,
  fileOf: (reference: string) => SourceFile | undefined,
): SourceFile {
  const json = jsonIn(name, text);
  let yaml: ReturnType<typeof parsedYaml> | undefined = json ? undefined : parsedYaml(name, text);
  return {
    name,
    value: json ? json.value : yaml && dataOf(yaml.document, name),
    lineOf: (tokens) => {
      yaml ??= parsedYaml(name, text);
      return yaml.lines.linePos(offsetOf(yaml.document, tokens)).line;
    },
    target: (reference) => {
      const file = fileOf(reference);
      return file && targetIn(file, reference);
    },
  };
}

/** JSON is YAML too, but a large file is parsed a hundred times faster as JSON. */
function jsonIn(name: string, text: string): { readonly value: unknown } | undefined {
  if (!name.endsWith('.json')) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** @throws ReleaseError with the line if the text is not YAML. */
function parsedYaml(
  name: string,
  text: string,
): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new ReleaseError(`${name}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  return { document, lines };
}

/** @throws ReleaseError if its aliases lead to nothing, or to more than a person can have written. */
function dataOf(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ReleaseError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function offsetOf(document: Document, tokens: readonly PointerToken[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const token of tokens) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => String((key as { value?: unknown } | null)?.value) === String(token))
      : undefined;
    const found: unknown = pair?.key ?? (isSeq(node) ? node.items[Number(token)] : undefined);
    const range = (found as { range?: readonly number[] } | undefined)?.range;
    if (!range) return offset;
    offset = range[0] ?? offset;
    node = pair ? pair.value : found;
  }
  return offset;
}
