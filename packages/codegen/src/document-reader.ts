import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type bundleOas, Source } from '@redocly/openapi-core/lib/bundle-oas';
import { binaryTag, CORE_SCHEMA, loadAll, mergeTag, omapTag, pairsTag, setTag } from 'js-yaml';
import type { Finding } from './findings.ts';
import { resolveIdentifiers } from './identifiers.ts';

/** How the bundler reads the files of a document. */
type Reader = NonNullable<Parameters<typeof bundleOas>[0]['externalRefResolver']>;
/** A reader, and what is to be said of the files that it has read. */
export interface DocumentReader {
  readonly reader: Reader;
  /** The findings in each file, by its path. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
}
type Document = Awaited<ReturnType<Reader['resolveDocument']>>;

/**
 * Reads the files of a document for the bundler, each once. References by `$id` and `$anchor`, which the bundler does not know,
 * become JSON Pointers.
 *
 * @param network whether files may be on the network; otherwise reading them is an error.
 */
export function createDocumentReader(network: boolean): DocumentReader {
  const findings = new Map<string, readonly Finding[]>();
  const cache = new Map<string, Promise<Document>>();
  const load = async (file: string): Promise<Source> => {
    if (isUrl(file)) return new Source(file, await download(file, network));
    const path = existingPath(file);
    if (lstatSync(path).isDirectory())
      throw new Error(`expected a file, found the folder ${path}; refer to a file in it`);
    const text = await readFile(path, 'utf8');
    return new Source(path, text.replaceAll('\r\n', '\n'));
  };
  const parse = (source: Source, isRoot = false): Document => {
    if (!isRoot && !isYaml(source.absoluteRef)) return { source, parsed: source.body };
    const parsed = parseYaml(source.body, source.absoluteRef);
    findings.set(source.absoluteRef, resolveIdentifiers(parsed));
    return { source, parsed } as Document;
  };
  const reader = {
    cache,
    getFiles: () => new Set(cache.keys()),
    resolveExternalRef(base: string | null, ref: string): string {
      if (isUrl(ref)) return ref;
      if (base !== null && isUrl(base)) return new URL(ref, base).href;
      return resolve(base === null ? process.cwd() : dirname(base), ref);
    },
    loadExternalRef: load,
    parseDocument: parse,
    resolveDocument(base: string | null, ref: string, isRoot = false): Promise<Document> {
      const file = reader.resolveExternalRef(base, ref);
      const known = cache.get(file);
      if (known) return known;
      const document = load(file).then((source) => parse(source, isRoot));
      cache.set(file, document);
      return document;
    },
  };
  return { reader: reader as unknown as Reader, findings };
}

// As the bundler reads YAML: that of version 1.2, where dates are texts, with merge keys.
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, binaryTag, omapTag, pairsTag, setTag);
// Each level takes several calls here and in the bundler, and Node has a stack for about 10,000.
const MAX_DEPTH = 500;

function parseYaml(text: string, filename: string): unknown {
  const documents = loadAll(text.replace(/^\uFEFF/, ''), { schema: SCHEMA, filename, maxDepth: MAX_DEPTH });
  if (documents.length > 1)
    throw new Error(`expected one YAML document, found ${documents.length}; remove what follows \`---\``);
  return documents[0];
}

function isUrl(file: string): boolean {
  return /^(?:https?|file|data):/.test(file);
}

function isYaml(file: string): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(isUrl(file) ? new URL(file).pathname : file));
}

/** A reference is a URI, in which a space is `%20`; many documents write it as it is. */
function existingPath(file: string): string {
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  if (isThere || !file.includes('%')) return file;
  try {
    const decoded = decodeURIComponent(file);
    return lstatSync(decoded, { throwIfNoEntry: false }) === undefined ? file : decoded;
  } catch {
    return file;
  }
}

async function download(url: string, network: boolean): Promise<string> {
  if (!network)
    throw new Error('the document is on the network; download it and name the file, or pass --network');
  const response = await fetch(url);
  if (!response.ok) throw new Error(`expected ${url}, found status ${response.status}`);
  return response.text();
}
