import type {
  Oas3_1Definition,
  Oas3_1Schema,
  Oas3MediaType,
  Oas3Operation,
  Oas3RequestBody,
} from '@redocly/openapi-core';
import { kebabCase, pascalCase } from './event-type.ts';
import type { Findings } from './findings.ts';
import { jsonMediaType } from './media-types.ts';
import { Names, RESERVED_MODULES } from './names.ts';
import { freeOperationId, makeOperationIdsUnique } from './operation-ids.ts';
import { warnOfParameters } from './parameters.ts';
import { type FoundItem, pathItems } from './path-items.ts';
import { nameOfPayload } from './payload-name.ts';
import { resolveAt } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';
import { METHODS, type Method, type Webhook } from './webhook.ts';
import { webhookPaths } from './webhook-paths.ts';

const OTHER_METHODS = ['options', 'head', 'trace', 'query', 'additionalOperations'] as const;

type Operation = Oas3Operation<Oas3_1Schema>;

/**
 * The webhooks of a document. What cannot be generated is a warning; what contradicts itself is a fault. Changes the document:
 * each webhook gets its event type as the key, an operation of its own, an operationId and a named payload.
 */
export function readWebhooks(document: Oas3_1Definition, findings: Findings): Webhook[] {
  const items = pathItems(document, findings);
  const candidates = items.flatMap((each) => chosenOperation(document, each, findings) ?? []);
  const operationIds = makeOperationIdsUnique(document, findings);
  const names = new Names();
  const modules = new Names(RESERVED_MODULES);
  const paths = webhookPaths(candidates, findings);
  const webhooks = candidates.map(
    ({ eventType, pointer, item, operation, method, media, mediaPointer }, index) => {
      const at = `${pointer}/${method}`;
      const name = names.take(identifierOf(eventType));
      operation.operationId ??= freeOperationId(`receive${name}`, operationIds);
      warnOfParameters(document, [item, operation], [pointer, at], findings);
      const subject = propertyName(operation, 'x-subject', at, findings);
      const occurredAt = propertyName(operation, 'x-occurred-at', at, findings);
      return {
        eventType,
        path: paths[index] ?? '',
        module: modules.take(kebabCase(eventType).slice(0, MAX_MODULE_CHARS) || 'event', '-'),
        name,
        method,
        operationId: operation.operationId,
        summary: operation.summary ?? eventType,
        schema: nameOfPayload(document, name, media, mediaPointer, findings),
        ...(subject !== undefined && { subject }),
        ...(occurredAt !== undefined && { occurredAt }),
      };
    },
  );
  // Only now, because all findings above name webhooks by the keys of the document.
  for (const { eventType, pointer } of items) findings.move(pointer, `/webhooks/${escapeToken(eventType)}`);
  return webhooks;
}

// File systems allow 255 bytes, and a letter can have three.
const MAX_MODULE_CHARS = 70;

interface Candidate extends FoundItem {
  readonly method: Method;
  readonly operation: Operation;
  readonly media: Oas3MediaType<Oas3_1Schema>;
  readonly mediaPointer: string;
}

/** The operation of a webhook that is generated: the first one with a JSON body. */
function chosenOperation(
  document: Oas3_1Definition,
  found: FoundItem,
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
    if (!isOperationIdText(operation, at, findings)) continue;
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
  if (!chosen && reasons.length === 0) findings.warn(pointer, 'the webhook has no operation; it is left out');
  for (const [at, reason] of reasons)
    findings.warn(at, `${reason}; the ${chosen ? 'method' : 'webhook'} is left out`);
  return chosen;
}

function isOperationIdText({ operationId }: Operation, pointer: string, findings: Findings): boolean {
  if (operationId === undefined || typeof operationId === 'string') return true;
  findings.fault(
    `${pointer}/operationId`,
    `\`operationId\` must be a string, found ${JSON.stringify(operationId)}`,
  );
  return false;
}

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

/** The event type as a part of an identifier. */
function identifierOf(eventType: string): string {
  return pascalCase(eventType).replace(/[^\p{ID_Continue}]/gu, '') || 'Event';
}
