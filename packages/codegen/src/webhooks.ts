import type {
  Oas3_1Definition,
  Oas3_1Schema,
  Oas3MediaType,
  Oas3Operation,
  Oas3PathItem,
  Oas3RequestBody,
} from '@redocly/openapi-core';
import { kebabCase, pascalCase } from './event-type.ts';
import type { Findings } from './findings.ts';
import { jsonMediaType } from './media-types.ts';
import { Names, RESERVED_MODULES } from './names.ts';
import { freeOperationId, makeOperationIdsUnique } from './operation-ids.ts';
import { warnOfParameters } from './parameters.ts';
import { componentName, isSchema, resolveAt } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';
import { METHODS, type Method, type Webhook } from './webhook.ts';

const OTHER_METHODS = ['options', 'head', 'trace', 'query', 'additionalOperations'] as const;

type PathItem = Oas3PathItem<Oas3_1Schema>;
type Operation = Oas3Operation<Oas3_1Schema>;

/**
 * The webhooks of a document. What cannot be generated is a warning; what contradicts itself is a fault. Changes the document:
 * each webhook gets its event type as the key, an operation of its own, an operationId and a named payload.
 */
export function readWebhooks(document: Oas3_1Definition, findings: Findings): Webhook[] {
  const candidates = pathItems(document, findings).flatMap(
    (each) => chosenOperation(document, each, findings) ?? [],
  );
  const operationIds = makeOperationIdsUnique(document, findings);
  const names = new Names();
  const modules = new Names(RESERVED_MODULES);
  const paths = new Names(candidates.flatMap(({ operation, item }) => explicitPath(operation, item) ?? []));
  return candidates.map(({ eventType, pointer, item, operation, method, media, mediaPointer }) => {
    const at = `${pointer}/${method}`;
    const name = names.take(identifierOf(eventType));
    const wanted = `/${kebabCase(eventType) || 'event'}`;
    const path = explicitPath(operation, item) ?? paths.take(wanted, '-');
    if (path !== wanted && path.startsWith(`${wanted}-`) && explicitPath(operation, item) === undefined)
      findings.warn(
        pointer,
        `another webhook has the path \`${wanted}\`; \`${path}\` is used, and \`x-path\` sets another`,
      );
    operation.operationId ??= freeOperationId(`receive${name}`, operationIds);
    warnOfParameters(document, [item, operation], [pointer, at], findings);
    const subject = propertyName(operation, 'x-subject', at, findings);
    const occurredAt = propertyName(operation, 'x-occurred-at', at, findings);
    return {
      eventType,
      path,
      module: modules.take(kebabCase(eventType).slice(0, MAX_MODULE_CHARS) || 'event', '-'),
      name,
      method,
      operationId: operation.operationId,
      summary: operation.summary ?? eventType,
      schema: nameOfPayload(document, name, media, mediaPointer, findings),
      ...(subject !== undefined && { subject }),
      ...(occurredAt !== undefined && { occurredAt }),
    };
  });
}

// File systems allow 255 bytes, and a letter can have three.
const MAX_MODULE_CHARS = 70;

interface Found {
  readonly eventType: string;
  /** Where the webhook is in the document, as its author knows it. */
  readonly pointer: string;
  readonly item: PathItem;
}

/** The path items of the webhooks, none of them shared. */
function pathItems(document: Oas3_1Definition, findings: Findings): Found[] {
  const used = new Set<object>();
  const found: Found[] = [];
  const webhooks: [string, PathItem][] = [];
  const eventTypes = new Map<string, string>();
  for (const [key, given] of Object.entries((document.webhooks ?? {}) as Record<string, unknown>)) {
    const pointer = `/webhooks/${escapeToken(key)}`;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      findings.warn(pointer, `expected a path item, found ${JSON.stringify(given)}; it is left out`);
      continue;
    }
    const item = ownItem(document, given as PathItem, used, pointer, findings);
    if (!item) continue;
    const eventType = eventTypeOf(item, key, pointer, findings);
    const other = eventTypes.get(eventType);
    if (other !== undefined)
      findings.fault(pointer, `${other} has the event type \`${eventType}\`, too; expected another`);
    eventTypes.set(eventType, `#${pointer}`);
    findings.move(pointer, `/webhooks/${escapeToken(eventType)}`);
    // A first reference to a path item stays a reference.
    webhooks.push([eventType, item.isReference ? (given as PathItem) : item.value]);
    found.push({ eventType, pointer, item: item.value });
  }
  document.webhooks = Object.fromEntries(webhooks);
  return found;
}

interface OwnItem {
  readonly value: PathItem;
  readonly isReference: boolean;
}

function ownItem(
  document: Oas3_1Definition,
  given: PathItem,
  used: Set<object>,
  pointer: string,
  findings: Findings,
): OwnItem | undefined {
  const resolved = resolveAt<PathItem>(document, given, pointer, findings);
  if (!resolved) return undefined;
  const { $ref, ...beside } = given as PathItem & { $ref?: unknown };
  const isReference = resolved !== given;
  const isOwn = !used.has(resolved) && (!isReference || Object.keys(beside).length === 0);
  used.add(resolved);
  if (isOwn) return { value: resolved, isReference };
  return { value: structuredClone(isReference ? { ...resolved, ...beside } : resolved), isReference: false };
}

function eventTypeOf(item: OwnItem, key: string, pointer: string, findings: Findings): string {
  const named: unknown = (item.value as { 'x-event-type'?: unknown })['x-event-type'];
  if (named === undefined) return key;
  if (typeof named === 'string' && named.trim() !== '') return named;
  findings.fault(
    `${pointer}/x-event-type`,
    `expected the name of an event type, found ${JSON.stringify(named)}`,
  );
  return key;
}

interface Candidate extends Found {
  readonly method: Method;
  readonly operation: Operation;
  readonly media: Oas3MediaType<Oas3_1Schema>;
  readonly mediaPointer: string;
}

/** The operation of a webhook that is generated: the first one with a JSON body. */
function chosenOperation(
  document: Oas3_1Definition,
  found: Found,
  findings: Findings,
): Candidate | undefined {
  const { item, pointer } = found;
  const given = METHODS.filter((method) => typeof item[method] === 'object' && item[method] !== null);
  let chosen: Candidate | undefined;
  const reasons: [pointer: string, reason: string][] = [];
  for (const method of given) {
    const operation = item[method] as Operation;
    const at = `${pointer}/${method}`;
    if (chosen) {
      findings.warn(
        at,
        `a webhook has one method, and this one has \`${chosen.method}\`; \`${method}\` is left out`,
      );
      continue;
    }
    if (!areTextsStrings(operation, at, findings)) continue;
    const body = operation.requestBody;
    if (body === undefined || body === null) {
      reasons.push([at, `\`${method}\` has no request body`]);
      continue;
    }
    const bodyPointer = `${at}/requestBody`;
    const requestBody = resolveAt<Oas3RequestBody<Oas3_1Schema>>(document, body, bodyPointer, findings);
    const media = requestBody && jsonMediaType(document, requestBody, bodyPointer, findings);
    if (!media) reasons.push([at, 'the request body has no JSON schema']);
    else chosen = { ...found, method, operation, media: media.media, mediaPointer: media.pointer };
  }
  for (const method of OTHER_METHODS)
    if (method in item)
      findings.warn(`${pointer}/${method}`, `\`${method}\` is not supported; it is left out`);
  if (!chosen && reasons.length === 0)
    findings.warn(pointer, 'no operation has a request body; it is left out');
  for (const [at, reason] of reasons)
    findings.warn(at, `${reason}; the ${chosen ? 'method' : 'webhook'} is left out`);
  return chosen;
}

function areTextsStrings(operation: Operation, pointer: string, findings: Findings): boolean {
  const keywords = ['operationId', 'summary', 'description'] as const;
  const wrong = keywords.filter(
    (keyword) => operation[keyword] !== undefined && typeof operation[keyword] !== 'string',
  );
  for (const keyword of wrong)
    findings.fault(
      `${pointer}/${keyword}`,
      `\`${keyword}\` must be a string, found ${JSON.stringify(operation[keyword])}`,
    );
  return wrong.length === 0;
}

/** Gives an inline payload a name, so that every payload is a named type. */
function nameOfPayload(
  document: Oas3_1Definition,
  webhookName: string,
  media: Oas3MediaType<Oas3_1Schema>,
  pointer: string,
  findings: Findings,
): string {
  const schema: unknown = media.schema;
  // What stands beside a reference restricts it, but for words.
  const isOnlyReference =
    typeof schema === 'object' &&
    schema !== null &&
    Object.keys(schema).every((keyword) => REFERENCE_KEYWORDS.has(keyword));
  const $ref = isOnlyReference && '$ref' in schema ? schema.$ref : undefined;
  const named = typeof $ref === 'string' ? componentName($ref) : undefined;
  if (named !== undefined) return named;
  document.components ??= {};
  document.components.schemas ??= {};
  const schemas: Record<string, unknown> = document.components.schemas;
  let name = webhookName;
  while (Object.hasOwn(schemas, name)) name += 'Payload';
  if (!isSchema(schema))
    findings.fault(`${pointer}/schema`, `expected a schema, found ${JSON.stringify(schema)}`);
  schemas[name] = schema;
  findings.move(`${pointer}/schema`, `/components/schemas/${escapeToken(name)}`);
  media.schema = { $ref: `#/components/schemas/${escapeToken(name)}` };
  return name;
}

const REFERENCE_KEYWORDS: ReadonlySet<string> = new Set(['$ref', 'description', 'summary', 'title']);

function propertyName(
  operation: Operation,
  keyword: 'x-subject' | 'x-occurred-at',
  pointer: string,
  findings: Findings,
): string | undefined {
  const value: unknown = (operation as { [key in typeof keyword]?: unknown })[keyword];
  if (value === undefined || typeof value === 'string') return value;
  // It says that no property is it.
  if (value === false) return undefined;
  findings.fault(
    `${pointer}/${keyword}`,
    `\`${keyword}\` must be the name of a property, or false, found ${JSON.stringify(value)}`,
  );
  return undefined;
}

function explicitPath(operation: Operation, item: PathItem): string | undefined {
  const path: unknown =
    (operation as { 'x-path'?: unknown })['x-path'] ?? (item as { 'x-path'?: unknown })['x-path'];
  return typeof path === 'string' ? path : undefined;
}

/** The event type as a part of an identifier. */
function identifierOf(eventType: string): string {
  return pascalCase(eventType).replace(/[^\p{ID_Continue}]/gu, '') || 'Event';
}
