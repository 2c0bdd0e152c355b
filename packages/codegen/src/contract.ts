import { basename, dirname } from 'node:path';
import type { Oas3_1Definition } from '@redocly/openapi-core';
import { bundleDocument, type ReadOptions } from './bundle-document.ts';
import { checkStructure } from './check-structure.ts';
import { resolveDynamicReferences } from './dynamic-references.ts';
import { Findings, formatFindings, type Origin } from './findings.ts';
import { hoistReferences } from './hoist-references.ts';
import { ContractError } from './schema.ts';
import { checkSchemas } from './schemas/check-schemas.ts';
import { rewriteOlderForms } from './schemas/older-forms.ts';
import { applyTolerance, type Tolerance } from './schemas/tolerance.ts';
import { unreadKeywords } from './schemas/unread-keywords.ts';
import { usedSchemas } from './schemas/used-schemas.ts';
import { absolutePath, shownPath } from './source-position.ts';
import { parsePointer } from './validators/runtime/json-pointer.ts';
import type { Webhook } from './webhook.ts';
import { readWebhooks } from './webhooks.ts';

/** A bundled OpenAPI 3.1 document. */
export interface ApiDocument extends Origin {
  /** The document as the first line of generated files names it. */
  readonly source: string;
  /** The command that generates the files, for the same line. */
  readonly command: string;
  readonly document: Oas3_1Definition;
}

/** How a document is read, and what the first line of generated files says. */
export interface DocumentOptions extends ReadOptions {
  /** The name of the document in the first line of generated files. Default: its folder and file. */
  readonly source?: string;
  /** The command in the same line, which generates the files. Default: {@link DEFAULT_COMMAND}. */
  readonly command?: string;
}

/** How a contract is read. */
export interface ContractOptions extends DocumentOptions {
  readonly tolerance?: Tolerance;
  /** Whether JSON Schemas are generated; otherwise they are if they are small. */
  readonly jsonSchemas?: boolean;
}

/** How a project that has installed the package generates. */
export const DEFAULT_COMMAND = 'npx codegen generate';

/** A document with webhooks, each with an operationId and a named payload. */
export interface Contract extends ApiDocument {
  readonly webhooks: readonly Webhook[];
  /** What of the document cannot be generated, a line each. */
  readonly warnings: readonly string[];
  /** The formats that validators check: all, none, or those of the list. */
  readonly formats: NonNullable<Tolerance['formats']>;
  /** Whether JSON Schemas are generated; otherwise they are if they are small. */
  readonly jsonSchemas?: boolean;
}

/**
 * Reads any OpenAPI 3.1 document, following references into other files.
 *
 * @param file path of the root document, YAML or JSON.
 * @throws ContractError if the document cannot be read or is not OpenAPI 3.1 or later.
 */
export async function readDocument(file: string, options: DocumentOptions = {}): Promise<ApiDocument> {
  const path = absolutePath(file);
  const { document, files, unresolved } = await bundleDocument(path, options);
  if (unresolved.length > 0)
    throw new ContractError(formatFindings(unresolved, { files, moved: new Map() }).join('\n'));
  return { ...namesOf(path, options), document, files, moved: new Map() };
}

/**
 * Reads an OpenAPI 3.1 document with top-level `webhooks`, following references into other files.
 *
 * @param file path of the root document, YAML or JSON.
 * @throws ContractError with all faults if the document cannot be read, is not OpenAPI 3.1 or later, has no webhook with a
 *   JSON body, refers to nothing, or has schemas that are invalid.
 */
export async function readContract(file: string, options: ContractOptions = {}): Promise<Contract> {
  const path = absolutePath(file);
  const { document, files, warnings: unused, unresolved } = await bundleDocument(path, options);
  const findings = new Findings();
  // Findings of this function have the pointers of authors already.
  const origin = { files, moved: new Map() };
  checkStructure(document, findings);
  resolveDynamicReferences(document, findings);
  hoistReferences(document, findings);
  const webhooks = readWebhooks(document, findings);
  const unread = unreadKeywords(document);
  rewriteOlderForms(document, findings);
  const used = usedSchemas(
    document,
    webhooks.map(({ schema }) => schema),
  );
  const isUsed = (pointer: string) => {
    const [root, kind, name = ''] = parsePointer(pointer);
    return root === 'webhooks' || (kind === 'schemas' && used.has(name));
  };
  for (const { pointer, message } of unresolved) {
    if (isUsed(pointer)) findings.fault(pointer, message);
    else findings.warn(pointer, `${message}; no webhook uses it, and anything is accepted there`);
  }
  for (const { within, pointer, message } of unread)
    if (within === '' || isUsed(within)) findings.warn(pointer, message);
  checkSchemas(document, isUsed, findings);
  const { tolerance = {} } = options;
  applyTolerance(document, tolerance, isUsed, findings);
  if (findings.faults.length > 0) throw new ContractError(formatFindings(findings.faults, origin).join('\n'));
  const warnings = [...unused, ...formatFindings(findings.warnings, origin)];
  if (webhooks.length === 0) {
    const advice = 'x-webhooks' in document ? '; found `x-webhooks`, which OpenAPI 3.1 calls `webhooks`' : '';
    throw new ContractError(
      [`${shownPath(path)}: no webhook with a JSON body under \`webhooks\`${advice}`, ...warnings].join('\n'),
    );
  }
  return {
    ...namesOf(path, options),
    document,
    webhooks,
    warnings,
    formats: tolerance.formats ?? 'assert',
    ...(options.jsonSchemas !== undefined && { jsonSchemas: options.jsonSchemas }),
    files,
    moved: findings.moved,
  };
}

function namesOf(
  path: string,
  { source, command }: DocumentOptions,
): Pick<ApiDocument, 'source' | 'command'> {
  return {
    source: source ?? `${basename(dirname(path))}/${basename(path)}`,
    command: command ?? DEFAULT_COMMAND,
  };
}
