import { type EventType, type Payload, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** The keywords of JSON Schema that the contract uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly 'x-extensible'?: boolean;
}

/** All schemas of the contract, by the names that references use. */
export const SCHEMAS: Readonly<Record<string, Schema>> = contract.components.schemas as object as Record<
  string,
  Schema
>;

/** The payload schema of an event type. */
export function payloadSchema(eventType: EventType): Schema {
  return resolved({ $ref: `${SCHEMAS_POINTER}${registry[eventType].schema}` });
}

/** A schema with its reference followed. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = SCHEMAS[schema.$ref.replace(SCHEMAS_POINTER, '')];
  if (!target) throw new Error(`The contract has no schema ${schema.$ref}.`);
  return target;
}

const SCHEMAS_POINTER = '#/components/schemas/';

/** The examples of an event type in the contract, by name. */
export function examplesOf<E extends EventType>(eventType: E): ReadonlyMap<string, Payload<E>> {
  const { media } = operationOf(eventType);
  const { examples = media.example === undefined ? {} : { example: { value: media.example } } } = media;
  // The contract is linted: each example is a valid payload of its webhook.
  return new Map(Object.entries(examples).map(([name, { value }]) => [name, value as Payload<E>]));
}

/** How the contract says that an event type is sent. */
export interface SentOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly mediaType: string;
  readonly media: MediaType;
}

/** The operation of an event type: its first one, with its first JSON media type. */
export function operationOf(eventType: EventType): SentOperation {
  const item = (contract.webhooks as object as Readonly<Record<string, PathItem>>)[eventType];
  const operations = [
    ['POST', item?.post],
    ['PUT', item?.put],
    ['PATCH', item?.patch],
  ] as const;
  const [method, operation] = operations.find(([, each]) => each?.requestBody) ?? ['POST', undefined];
  const content = Object.entries(operation?.requestBody?.content ?? {});
  const [mediaType, media] = content.find(([type]) => /[/+]json(?:$|;)/i.test(type)) ?? [
    'application/json',
    {},
  ];
  return { method, mediaType, media };
}

interface MediaType {
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly example?: unknown;
}

interface Operation {
  readonly requestBody?: { readonly content?: Readonly<Record<string, MediaType>> };
}

type PathItem = Readonly<Partial<Record<'post' | 'put' | 'patch', Operation>>>;
