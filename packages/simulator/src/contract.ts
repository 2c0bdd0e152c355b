import {
  type Sending,
  type SendingContract,
  sendingOf,
  withoutReferences,
} from '@partner-webhooks/bundled-contract';
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
  const { contentType, method } = sendingOf(webhooks, eventType);
  const operation = webhooks.webhooks[eventType]?.[method.toLowerCase() as 'post' | 'put' | 'patch'];
  const media = (operation?.requestBody?.content?.[contentType] ?? {}) as MediaType;
  const { examples = media.example === undefined ? {} : { example: { value: media.example } } } = media;
  // The contract is linted: each example is a valid payload of its webhook.
  return new Map(Object.entries(examples).map(([name, { value }]) => [name, value as Payload<E>]));
}

interface MediaType {
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly example?: unknown;
}

/** How the contract says that an event type is sent, and acknowledged. */
export function sentAs(eventType: EventType): Sending {
  return sendingOf(webhooks, eventType);
}

const webhooks: SendingContract = withoutReferences(contract as object as SendingContract);
