import { basename, dirname, join, resolve as resolvePath } from 'node:path';
import type {
  Oas3_1Definition,
  Oas3_1Schema,
  Oas3MediaType,
  Oas3Operation,
  Oas3PathItem,
  Oas3RequestBody,
} from '@redocly/openapi-core';
// Only the bundler: loading the package's linter takes longer than bundling a contract.
import { bundleOas, createEmptyRedoclyConfig } from '@redocly/openapi-core/lib/bundle-oas';
import { pascalCase, webhookPath } from './event-type.ts';
import { hoistReferences } from './hoist-references.ts';
import { ContractError, componentName, resolve } from './schema.ts';

/** One webhook of a contract, with everything that is derived from its event type. */
export interface Webhook {
  /** The key under `webhooks`, for instance `CUSTOMER_NOTIFICATION`. */
  readonly eventType: string;
  /** The path at which a receiver serves it, for instance `/customer-notification`. */
  readonly path: string;
  readonly method: Method;
  readonly operationId: string;
  /** The title for people; the event type if the contract has none. */
  readonly summary: string;
  /** Name of the payload under `components.schemas`. */
  readonly schema: string;
  /** The property with the subject (`x-subject`). */
  readonly subject?: string;
  /** The property with the sender's clock (`x-occurred-at`). */
  readonly occurredAt?: string;
}

/** A bundled OpenAPI 3.1 document. */
export interface ApiDocument {
  /** Folder and file of the document, for the first line of generated files. */
  readonly source: string;
  readonly document: Oas3_1Definition;
}

/** A document with webhooks, each with an operationId and a named payload. */
export interface Contract extends ApiDocument {
  readonly webhooks: readonly Webhook[];
  /** What of the document cannot be generated, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads any OpenAPI 3.1 document, following references into other files.
 *
 * @param file path of the root document, YAML or JSON.
 * @throws ContractError if the document cannot be read or is not OpenAPI 3.1 or later.
 */
export async function readDocument(file: string): Promise<ApiDocument> {
  const path = resolvePath(file);
  return { source: join(basename(dirname(path)), basename(path)), document: await bundled(path) };
}

/**
 * Reads an OpenAPI 3.1 document with top-level `webhooks`, following references into other files.
 *
 * @param file path of the root document, YAML or JSON.
 * @throws ContractError if the document cannot be read, is not OpenAPI 3.1 or later, has no webhook with a JSON
 *   body, refers to nothing, or has two webhooks that would share a path, an operationId or a payload name.
 */
export async function readContract(file: string): Promise<Contract> {
  const { source, document } = await readDocument(file);
  hoistReferences(document);
  const warnings: string[] = [];
  const webhooks: Webhook[] = [];
  for (const [eventType, item] of Object.entries(document.webhooks ?? {})) {
    if (typeof item !== 'object' || item === null) {
      warnings.push(`${eventType}: expected a path item, found ${JSON.stringify(item)}; it is left out`);
      continue;
    }
    const webhook = readWebhook(document, eventType, resolve<Oas3PathItem<Oas3_1Schema>>(document, item));
    if (typeof webhook === 'string') warnings.push(`${eventType}: ${webhook}; it is left out`);
    else webhooks.push(webhook);
  }
  if (webhooks.length === 0)
    throw new ContractError(
      [`${file}: no webhook with a JSON body under \`webhooks\``, ...warnings].join('\n'),
    );
  rejectDuplicates(webhooks);
  return { source, document, webhooks, warnings };
}

const METHODS = ['post', 'put', 'patch', 'delete', 'get'] as const;
type Method = (typeof METHODS)[number];

async function bundled(path: string): Promise<Oas3_1Definition> {
  const { bundle, problems } = await bundleOrExplain(path);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ContractError(await withPositions(path, errors));
  const document = bundle.parsed as Oas3_1Definition;
  if (!/^3\.[1-9]/.test(String(document?.openapi))) {
    throw new ContractError(
      `${path}: expected OpenAPI 3.1 or later, found \`openapi: ${document?.openapi}\``,
    );
  }
  const schemas: unknown = document.components?.schemas ?? {};
  if (typeof schemas !== 'object' || Array.isArray(schemas))
    throw new ContractError(`${path}: expected a mapping under \`components.schemas\``);
  return document;
}

/** The problems of a document, one a line, each with its file, line and JSON Pointer if the bundler knows them. */
async function withPositions(path: string, problems: readonly Problem[]): Promise<string> {
  // Loaded only now, because it takes longer than bundling a contract.
  const { getLineColLocation } = await import('@redocly/openapi-core');
  return problems
    .map(({ message, location: [location] }) => {
      if (!location?.source || !('pointer' in location)) return `${path}: ${message}`;
      const { start } = getLineColLocation(location);
      return `${location.source.absoluteRef}:${start.line}: ${message} (at ${location.pointer})`;
    })
    .join('\n');
}

type Problem = Awaited<ReturnType<typeof bundleOrExplain>>['problems'][number];

async function bundleOrExplain(path: string) {
  try {
    return await bundleOas({ ref: path, config: createEmptyRedoclyConfig() });
  } catch (error) {
    throw new ContractError(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The webhook, or the reason why nothing can be generated for it. */
function readWebhook(
  document: Oas3_1Definition,
  eventType: string,
  item: Oas3PathItem<Oas3_1Schema>,
): Webhook | string {
  const method = METHODS.find((each) => item[each]?.requestBody !== undefined);
  const operation = method && item[method];
  if (!method || !operation?.requestBody) return 'no operation has a request body';
  const requestBody = resolve<Oas3RequestBody<Oas3_1Schema>>(document, operation.requestBody);
  const media = Object.entries(requestBody.content ?? {}).find(([type]) => isJson(type))?.[1];
  if (!media?.schema) return 'the request body has no JSON schema';

  for (const keyword of ['operationId', 'summary', 'description'] as const)
    if (operation[keyword] !== undefined && typeof operation[keyword] !== 'string')
      throw new ContractError(`${eventType}: \`${keyword}\` must be a string`);
  const schema = nameOfPayload(document, eventType, media);
  operation.operationId ??= `receive${pascalCase(eventType)}`;
  const { subject, occurredAt } = extensions(eventType, operation);
  return {
    eventType,
    path: webhookPath(eventType),
    method,
    operationId: operation.operationId,
    summary: operation.summary ?? eventType,
    schema,
    ...(subject !== undefined && { subject }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
}

function isJson(mediaType: string): boolean {
  return /^application\/(.+\+)?json\b/i.test(mediaType);
}

/** Gives an inline payload a name, so that every payload is a named type. */
function nameOfPayload(
  document: Oas3_1Definition,
  eventType: string,
  media: Oas3MediaType<Oas3_1Schema>,
): string {
  const schema = media.schema as Oas3_1Schema;
  // What stands beside a reference restricts it, but for words.
  const isOnlyReference = Object.keys(schema).every((keyword) => REFERENCE_KEYWORDS.has(keyword));
  const named = schema.$ref === undefined || !isOnlyReference ? undefined : componentName(schema.$ref);
  if (named !== undefined) return named;
  document.components ??= {};
  document.components.schemas ??= {};
  const { schemas } = document.components;
  let name = pascalCase(eventType);
  while (name in schemas) name += 'Payload';
  schemas[name] = schema;
  media.schema = { $ref: `#/components/schemas/${name}` };
  return name;
}

const REFERENCE_KEYWORDS: ReadonlySet<string> = new Set(['$ref', 'description', 'summary', 'title']);

function extensions(eventType: string, operation: Oas3Operation<Oas3_1Schema>) {
  const read = (keyword: keyof Extensions): string | undefined => {
    const value = (operation as Extensions)[keyword];
    if (value === undefined || typeof value === 'string') return value;
    throw new ContractError(`${eventType}: \`${keyword}\` must be the name of a property`);
  };
  return { subject: read('x-subject'), occurredAt: read('x-occurred-at') };
}

type Extensions = { readonly 'x-subject'?: unknown; readonly 'x-occurred-at'?: unknown };

function rejectDuplicates(webhooks: readonly Webhook[]): void {
  for (const key of ['path', 'operationId'] as const) {
    const seen = new Map<string, string>();
    for (const webhook of webhooks) {
      const other = seen.get(webhook[key]);
      if (other)
        throw new ContractError(`${webhook.eventType} and ${other} share the ${key} ${webhook[key]}`);
      seen.set(webhook[key], webhook.eventType);
    }
  }
}
