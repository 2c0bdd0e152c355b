import { resolve as resolvePath } from 'node:path';
import type { Oas3_1Definition } from '@redocly/openapi-core';
// Only the bundler: loading the package's linter takes longer than bundling a contract.
import { bundleOas, createEmptyRedoclyConfig } from '@redocly/openapi-core/lib/bundle-oas';
import { circularReferences } from './circular-references.ts';
import { createDocumentReader } from './document-reader.ts';
import { failingPart } from './failing-part.ts';
import { type Finding, formatFindings } from './findings.ts';
import { referenceTokens } from './reference-tokens.ts';
import { ContractError, walkSchema } from './schema.ts';
import { isOnNetwork, shownPath } from './source-position.ts';
import { escapeToken, formatPointer, parsePointer, valueAt } from './validators/runtime/json-pointer.ts';
import { schemasOf } from './walk-document.ts';

/** How a document is read. */
export interface ReadOptions {
  /** Overlay documents (OpenAPI Overlay 1.0) that are applied to the document, in this order. */
  readonly overlays?: readonly string[];
  /** Whether references may lead to `http:` and `https:`. Without it, they are faults. */
  readonly network?: boolean;
}

/** A document in one file. */
export interface Bundled {
  readonly document: Oas3_1Definition;
  /** Paths of the files it was read from, the root document first. */
  readonly files: readonly string[];
  /** Anchors that several schemas have, and actions of overlays that change nothing, a line each. */
  readonly warnings: readonly string[];
  /** References to nothing outside of webhooks. In their places are empty schemas. */
  readonly unresolved: readonly Finding[];
}

/**
 * Reads an OpenAPI document, follows its references into other files, and applies overlays.
 *
 * @param path absolute path or address of the root document.
 * @throws ContractError if a file cannot be read or parsed, a reference leads to nothing or to the network, an overlay cannot
 *   be applied, or the document is not OpenAPI 3.1 or later.
 */
export async function bundleDocument(path: string, options: ReadOptions = {}): Promise<Bundled> {
  const overlays = (options.overlays ?? []).map((overlay) => {
    if (isOnNetwork(overlay)) throw new ContractError(`${overlay}: expected a file; download the overlay`);
    return resolvePath(overlay);
  });
  const { bundle, problems, fileDependencies, warnings } = await bundleOrExplain(path, overlays, options);
  const document = bundle.parsed as Oas3_1Definition;
  const errors = problems.filter(
    (problem) => problem.severity === 'error' && !isResolved(path, document, problem),
  );
  rejectOtherVersions(path, document);
  rejectCycles(path, document);
  const unresolved = errors.flatMap((error) => forgotten(path, document, error) ?? []);
  // Of several faults all are shown, also those that nothing may depend on.
  if (unresolved.length < errors.length) throw new ContractError(await withPositions(path, errors));
  const files = [...new Set([path, ...fileDependencies])];
  if (overlays.length === 0) return { document, files, warnings, unresolved };
  const before = await bundleOrExplain(path, [], options);
  const { warnOfTargets } = await import('./overlay-targets.ts');
  return {
    document,
    files,
    warnings: [...warnings, ...warnOfTargets(overlays, [before.bundle.parsed, document])],
    unresolved,
  };
}

type BundleResult = Awaited<ReturnType<typeof bundleOas>> & { readonly warnings: readonly string[] };
type Problem = BundleResult['problems'][number];

async function bundleOrExplain(
  path: string,
  overlays: string[],
  options: ReadOptions,
): Promise<BundleResult> {
  const config = createEmptyRedoclyConfig();
  const { reader, findings } = createDocumentReader(options.network === true);
  try {
    const circular = await circularReferences(path, reader);
    if (circular.size > 0) throw new ContractError(linesOf(circular).join('\n'));
    const result = await bundleOas({ ref: path, config, overlays, externalRefResolver: reader });
    return { ...result, warnings: linesOf(findings) };
  } catch (error) {
    if (error instanceof ContractError) throw error;
    // Of the bundler: it takes for granted what this part does not have.
    if (error instanceof TypeError)
      throw new ContractError(await failurePlace(path, error, options), { cause: error });
    throw new ContractError(explanation(path, error), { cause: error });
  }
}

/** Where the bundler fails. If a reference leads there, that is followed into its file. */
async function failurePlace(path: string, { message }: TypeError, { network }: ReadOptions): Promise<string> {
  const reading = async (file: string, replacement?: unknown) => {
    const { reader } = createDocumentReader(network === true);
    const { source, parsed } = (await reader.resolveDocument(null, file, true)) as Document;
    if (replacement !== undefined) reader.cache.set(file, Promise.resolve({ source, parsed: replacement }));
    return { reader, parsed: parsed as unknown };
  };
  const visited = new Set<string>();
  for (let file = path; ; ) {
    visited.add(file);
    const { parsed, reader } = await reading(file);
    const keys = await failingPart(parsed, async (reduced) => {
      const changed = await reading(file, reduced);
      const result = bundleOas({
        ref: path,
        config: createEmptyRedoclyConfig(),
        externalRefResolver: changed.reader,
      });
      return result.then(
        () => false,
        (error: unknown) => error instanceof TypeError && error.message === message,
      );
    });
    const pointer = formatPointer(keys);
    const part = valueAt(parsed, keys.map(String));
    const target = keys.at(-1) === '$ref' && typeof part === 'string' ? part.split('#')[0] : '';
    const next = target ? reader.resolveExternalRef(file, target) : undefined;
    if (next !== undefined && !visited.has(next) && !isOnNetwork(next)) {
      file = next;
      continue;
    }
    const name = keys.at(-1);
    const text =
      name === undefined
        ? 'expected another document, or other overlays'
        : part === null
          ? `expected a value, or no \`${name}\`; found \`${name}\` without a value`
          : `expected what OpenAPI has at \`${name}\`, found something else`;
    const finding = { pointer, message: `${text}; the bundler fails: ${message}` };
    return formatFindings([finding], { files: [file], moved: new Map() }).join('\n');
  }
}

type Document = Exclude<Awaited<ReturnType<BaseResolver['resolveDocument']>>, Error>;
type BaseResolver = NonNullable<Parameters<typeof bundleOas>[0]['externalRefResolver']>;

/** Findings in the files in which they are. */
function linesOf(findings: ReadonlyMap<string, readonly Finding[]>): string[] {
  return [...findings].flatMap(([file, found]) => formatFindings(found, { files: [file], moved: new Map() }));
}

function explanation(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message === 'Unsupported specification') return `${shownPath(path)}: ${expectedVersion('nothing')}`;
  if (error instanceof RangeError)
    return `${shownPath(path)}: expected a document that ends, but a YAML alias (\`*name\`) makes a part contain itself, or parts are nested too deeply; use \`$ref\` in place of the alias`;
  if (message.startsWith('Invalid OpenAPI version'))
    return `${shownPath(path)}: expected \`openapi: 3.1.0\` or later: ${message}`;
  const version = /^Unsupported OpenAPI version: (.*)$/.exec(message)?.[1];
  if (version !== undefined) return `${shownPath(path)}: ${expectedVersion(version)}`;
  const overlay = /^(?:Failed to load overlay at )?(.*?)(?: is not an (Overlay)|: (.*))/.exec(message);
  if (/^Failed to load overlay| is not an Overlay/.test(message))
    return `${shownPath(overlay?.[1] ?? path)}: expected an Overlay 1.0 document${overlay?.[3] ? `: ${overlay[3]}` : ''}`;
  const found = /^Document must be JSON object, got (\w+)$/.exec(message)?.[1];
  if (found !== undefined)
    return `${shownPath(path)}: expected an OpenAPI document, found ${FOUND[found] ?? `a ${found}`}`;
  const [, text, file = path, line] = /^(.*) in "(.*)" \((\d+):\d+\)/.exec(message) ?? [];
  if (text !== undefined) return `${shownPath(file)}:${line}: expected YAML or JSON: ${text}`;
  return `${shownPath(path)}: ${message.split('\n')[0]}`;
}

const FOUND: Readonly<Record<string, string>> = { undefined: 'nothing', object: 'a list', string: 'a text' };

/** The bundler puts what a reference leads to in its place, where OpenAPI has no references: then a part can contain itself. */
function rejectCycles(path: string, document: object): void {
  const finished = new Set<object>();
  const around = new Set<object>();
  const visit = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null || finished.has(value)) return;
    if (around.has(value)) {
      const message =
        'a reference makes this part contain itself; expected no reference, or one to another part';
      throw new ContractError(
        formatFindings([{ pointer, message }], { files: [path], moved: new Map() }).join('\n'),
      );
    }
    around.add(value);
    for (const [key, inner] of Object.entries(value)) visit(inner, `${pointer}/${escapeToken(key)}`);
    around.delete(value);
    finished.add(value);
  };
  visit(document, '');
}

function rejectOtherVersions(path: string, document: Oas3_1Definition & { swagger?: unknown }): void {
  const version: unknown = document?.openapi ?? document?.swagger;
  if (!/^3\.[1-9]/.test(String(document?.openapi)))
    throw new ContractError(`${shownPath(path)}: ${expectedVersion(version)}`);
}

function expectedVersion(found: unknown): string {
  const advice = /^[23]/.test(String(found)) ? '; convert the document to OpenAPI 3.1' : '';
  const text = found === 'nothing' ? 'no `openapi: 3.1.x`' : `\`openapi: ${found}\``;
  return `expected OpenAPI 3.1 or later, found ${text}${advice}`;
}

/**
 * Whether a reference that the bundler did not find leads to something after all: to the `$id` of a schema of the document, or
 * to what an overlay has added. An overlay may have removed the reference, too.
 */
function isResolved(path: string, document: object, { location: [location] }: Problem): boolean {
  if (!location || !('pointer' in location) || location.pointer === undefined) return false;
  if (location.source.absoluteRef !== path) return false;
  const reference = valueAt(document, parsePointer(location.pointer));
  const target =
    typeof reference === 'object' && reference !== null && '$ref' in reference ? reference.$ref : undefined;
  if (target === undefined) return true;
  if (typeof target !== 'string') return false;
  if (target.startsWith('#/') && isDefined(document, target)) return true;
  let isFound = false;
  for (const { schema } of schemasOf(document))
    walkSchema(schema, ({ $id }) => {
      isFound ||= typeof $id === 'string' && $id === target;
    });
  return isFound;
}

/** Replaces a reference to nothing by an empty schema, if it is in a schema outside of webhooks, which none may use. */
function forgotten(path: string, document: object, problem: Problem): Finding | undefined {
  const [location] = problem.location;
  if (!location || !('pointer' in location) || location.source.absoluteRef !== path) return undefined;
  const pointer = location.pointer?.slice(1) ?? '';
  const reference = valueAt(document, parsePointer(pointer));
  const isInSchema = /^\/(?:components\/schemas|paths)\//.test(pointer);
  if (!isInSchema || typeof reference !== 'object' || reference === null) return undefined;
  if (!('$ref' in reference)) return undefined;
  Reflect.deleteProperty(reference, '$ref');
  return { pointer, message: problem.message };
}

function isDefined(document: object, $ref: string): boolean {
  return valueAt(document, referenceTokens($ref)) !== undefined;
}

/** The problems of a document, one a line, each with its file, line and JSON Pointer if the bundler knows them. */
async function withPositions(path: string, problems: readonly Problem[]): Promise<string> {
  // Loaded only now, because it takes longer than bundling a contract.
  const { getLineColLocation } = await import('@redocly/openapi-core');
  return problems
    .map(({ message, location: [location] }) => {
      if (!location?.source || !('pointer' in location)) return `${shownPath(path)}: ${message}`;
      const { start } = getLineColLocation(location);
      return `${shownPath(location.source.absoluteRef)}:${start.line}: ${message} (at ${location.pointer})`;
    })
    .join('\n');
}
