import type { Oas3_1Definition, Oas3PathItem } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { kebabCase } from '../event-type.ts';
import { referenceTokens } from '../reference-tokens.ts';
import { isSchema, resolve, type Schema } from '../schema.ts';
import type { Webhook } from '../webhook.ts';

/** What a person decides about a document, because the document does not say it. */
export interface Decisions {
  readonly title: string;
  readonly webhooks: readonly WebhookDecisions[];
  /** Whether the document says itself which enums are open. */
  readonly isTolerant: boolean;
}

/** What a person decides about a webhook. */
export interface WebhookDecisions {
  /** JSONPath of the webhook. */
  readonly target: string;
  /** The event type as it is, unless the document sets it. */
  readonly eventType?: string;
  /** How a constant of the payload names the event type: `type: order.changed`. */
  readonly constants: readonly string[];
  /** The path as it is, unless the document sets it. */
  readonly path?: string;
  /** The operation, if something about it is to be decided that no webhook before has with it in common. */
  readonly operation?: {
    readonly target: string;
    readonly method: string;
    /** Properties of the payload that may be the subject. */
    readonly subject: readonly string[];
    /** Properties of the payload that may be the sender's clock. */
    readonly occurredAt: readonly string[];
  };
}

/**
 * What is to be decided about each webhook of a document.
 *
 * @param document the document in one file, with the webhooks as they stand there.
 * @param contract the contract that was read from it; without it, only what the document shows.
 */
export function decisionsOf(document: Oas3_1Definition, contract?: Contract): Decisions {
  const seen = new Set<string>();
  const webhooks = Object.entries((document.webhooks ?? {}) as Record<string, unknown>).flatMap(
    ([key, given]) => {
      if (typeof given !== 'object' || given === null) return [];
      const item = { ...resolvedItem(document, given), ...given } as Extensions;
      const named = item['x-event-type'];
      const webhook = contract?.webhooks.find(({ eventType }) => eventType === (named ?? key));
      // It is left out of what is generated, for a reason that `generate` says.
      if (contract && !webhook) return [];
      const target = `$.webhooks${member(key)}`;
      const operation = webhook && operationOf(document, target, given, webhook, contract, seen);
      const decision: WebhookDecisions = {
        target,
        constants: webhook ? constantsOf(contract, webhook) : [],
        ...(named === undefined && { eventType: key }),
        ...(item['x-path'] === undefined && webhook && { path: webhook.path }),
        ...(operation && { operation }),
      };
      return decision.eventType === undefined && decision.path === undefined && !operation ? [] : [decision];
    },
  );
  return {
    title: String(document.info?.title ?? 'the document'),
    webhooks,
    isTolerant: JSON.stringify(document).includes('"x-extensible"'),
  };
}

type Extensions = Readonly<Record<string, unknown>>;

function operationOf(
  document: Oas3_1Definition,
  target: string,
  given: object,
  webhook: Webhook,
  contract: Contract | undefined,
  seen: Set<string>,
): WebhookDecisions['operation'] {
  const place = '$ref' in given ? jsonPathOf(given.$ref) : target;
  const { method } = webhook;
  const operation = (resolvedItem(document, given) as Record<string, unknown> | undefined)?.[method];
  if (place === undefined || typeof operation !== 'object' || operation === null) return undefined;
  const at = `${place}.${method}`;
  const properties = contract ? propertiesOf(contract, webhook.schema) : new Map<string, Schema>();
  const candidates = (keyword: string, test: (name: string, schema: Schema) => boolean): string[] =>
    keyword in operation
      ? []
      : [...properties].filter(([name, schema]) => test(name, schema)).map(([name]) => name);
  const subject = candidates('x-subject', isIdentifier).slice(0, MAX_CANDIDATES);
  const occurredAt = candidates('x-occurred-at', isClock).slice(0, MAX_CANDIDATES);
  if (seen.has(at) || subject.length + occurredAt.length === 0) return undefined;
  seen.add(at);
  return { target: at, method, subject, occurredAt };
}

const MAX_CANDIDATES = 6;

function isIdentifier(name: string, schema: Schema): boolean {
  const { type, format } = typeof schema === 'object' ? schema : {};
  const isScalar = [type]
    .flat()
    .some((each) => each === undefined || each === 'string' || each === 'integer');
  return (
    isScalar &&
    (format === 'uuid' ||
      /^(?:id|uuid|guid|key)$|(?:[a-z\d](?:Id|ID|Uuid|UUID|Guid)|[_-](?:id|uuid|guid))$/.test(name))
  );
}

function isClock(name: string, schema: Schema): boolean {
  const { type, format } = typeof schema === 'object' ? schema : {};
  if (format === 'date-time') return true;
  const isScalar = [type].flat().some((each) => each === 'string' || each === 'integer' || each === 'number');
  return (
    isScalar &&
    format !== 'date' &&
    /^(?:timestamp|time|created|updated)$|(?:[a-z\d](?:At|Time|Timestamp)|[_-](?:at|time|timestamp))$/i.test(
      name,
    ) &&
    !/format|count/i.test(name)
  );
}

/** Constants of the payload that name the event type otherwise than the document's key. */
function constantsOf(contract: Contract | undefined, { schema, eventType }: Webhook): string[] {
  const properties = contract ? propertiesOf(contract, schema) : new Map<string, Schema>();
  return [...properties].flatMap(([name, each]) => {
    if (typeof each !== 'object' || !EVENT_PROPERTY.test(name)) return [];
    const value: unknown = each.const ?? (each.enum?.length === 1 ? each.enum[0] : undefined);
    // A part of the name is not another name: `order-created`, with `action: created`.
    const isPart = typeof value === 'string' && kebabCase(eventType).includes(kebabCase(value));
    return typeof value === 'string' && !isPart ? [`${name}: ${value}`] : [];
  });
}

const EVENT_PROPERTY =
  /^(?:type|event|topic|kind|action|name|event[-_]?(?:type|name|code)|notification[-_]?type)$/i;

/** The properties that a payload has at its top, whichever of its parts declares them. */
function propertiesOf({ document }: Contract, name: string): Map<string, Schema> {
  const found = new Map<string, Schema>();
  const seen = new Set<Schema>();
  const resolved = (schema: Schema): Schema =>
    typeof schema === 'object' && '$ref' in schema
      ? resolve<Exclude<Schema, boolean>>(document, schema)
      : schema;
  const visit = (given: Schema): void => {
    const schema = resolved(given);
    if (seen.has(schema) || typeof schema !== 'object') return;
    seen.add(schema);
    for (const [property, value] of Object.entries(schema.properties ?? {}))
      if (isSchema(value) && !found.has(property)) found.set(property, resolved(value));
    for (const part of [schema.allOf, schema.anyOf, schema.oneOf].flat()) if (isSchema(part)) visit(part);
  };
  const payload: unknown = document.components?.schemas?.[name];
  if (isSchema(payload)) visit(payload);
  return found;
}

function resolvedItem(document: Oas3_1Definition, given: object): object | undefined {
  try {
    return resolve<Oas3PathItem>(document, given as Oas3PathItem);
  } catch {
    return undefined;
  }
}

/** `#/components/pathItems/a~1b` as JSONPath. */
function jsonPathOf($ref: unknown): string | undefined {
  if (typeof $ref !== 'string' || !$ref.startsWith('#/')) return undefined;
  return `$${referenceTokens($ref)
    .map((token) => member(String(token)))
    .join('')}`;
}

/** A member by its name (RFC 9535, section 2.3). */
function member(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
  return /^[^'\\\p{Cc}]*$/u.test(name) ? `['${name}']` : `[${JSON.stringify(name)}]`;
}
