import { resolve as resolvePath } from 'node:path';
import type { Oas3_1Definition } from '@redocly/openapi-core';
// Only the bundler: loading the package's linter takes longer than bundling a contract.
import { bundleOas, createEmptyRedoclyConfig } from '@redocly/openapi-core/lib/bundle-oas';
import { ContractError, walkSchema } from './schema.ts';
import { shownPath } from './source-position.ts';
import { parsePointer, valueAt } from './validators/runtime/json-pointer.ts';
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
}

/**
 * Reads an OpenAPI document, follows its references into other files, and applies overlays.
 *
 * @param path absolute path of the root document.
 * @throws ContractError if a file cannot be read or parsed, a reference leads to nothing or to the network, an overlay cannot
 *   be applied, or the document is not OpenAPI 3.1 or later.
 */
export async function bundleDocument(path: string, options: ReadOptions = {}): Promise<Bundled> {
  const { bundle, problems, fileDependencies } = await bundleOrExplain(path, options);
  const document = bundle.parsed as Oas3_1Definition;
  const errors = problems.filter(
    (problem) => problem.severity === 'error' && !isResolvedById(document, problem),
  );
  if (errors.length > 0) throw new ContractError(await withPositions(path, errors));
  rejectOtherVersions(path, document);
  const schemas: unknown = document.components?.schemas ?? {};
  if (typeof schemas !== 'object' || Array.isArray(schemas))
    throw new ContractError(`${shownPath(path)}: expected a mapping (at #/components/schemas)`);
  return { document, files: [...new Set([path, ...fileDependencies])] };
}

type BundleResult = Awaited<ReturnType<typeof bundleOas>>;
type Problem = BundleResult['problems'][number];

async function bundleOrExplain(path: string, options: ReadOptions): Promise<BundleResult> {
  const config = createEmptyRedoclyConfig();
  if (options.network !== true) config.resolve.http.customFetch = refuseNetwork;
  try {
    return await bundleOas({
      ref: path,
      config,
      overlays: (options.overlays ?? []).map((overlay) => resolvePath(overlay)),
    });
  } catch (error) {
    throw new ContractError(explanation(path, error), { cause: error });
  }
}

async function refuseNetwork(): Promise<never> {
  throw new Error('the document is on the network; download it and refer to the file, or pass --network');
}

function explanation(path: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message === 'Self-referencing circular pointer')
    return `${shownPath(path)}: a reference leads back to itself; expected a schema at its end`;
  const version = /^Unsupported OpenAPI version: (.*)$/.exec(message)?.[1];
  if (version !== undefined) return `${shownPath(path)}: ${expectedVersion(version)}`;
  return `${shownPath(path)}: ${message.split('\n')[0]}`;
}

function rejectOtherVersions(path: string, document: Oas3_1Definition & { swagger?: unknown }): void {
  const version: unknown = document?.openapi ?? document?.swagger;
  if (!/^3\.[1-9]/.test(String(document?.openapi)))
    throw new ContractError(`${shownPath(path)}: ${expectedVersion(version)}`);
}

function expectedVersion(found: unknown): string {
  const advice = /^[23]/.test(String(found)) ? '; convert the document to OpenAPI 3.1' : '';
  return `expected OpenAPI 3.1 or later, found \`openapi: ${found}\`${advice}`;
}

/** Whether a reference that the bundler does not find is the `$id` of a schema of the document. */
function isResolvedById(document: object, { location: [location] }: Problem): boolean {
  if (!location || !('pointer' in location) || location.pointer === undefined) return false;
  const reference = valueAt(document, parsePointer(location.pointer));
  const target =
    typeof reference === 'object' && reference !== null && '$ref' in reference ? reference.$ref : reference;
  if (typeof target !== 'string') return false;
  let isFound = false;
  for (const { schema } of schemasOf(document))
    walkSchema(schema, ({ $id }) => {
      isFound ||= typeof $id === 'string' && $id === target;
    });
  return isFound;
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
