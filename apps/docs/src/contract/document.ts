import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type SendingContract, withoutReferences } from '@partner-webhooks/bundled-contract';

/** The parts of the bundled contract that the site shows. */
export interface Contract extends SendingContract {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly Tag[];
  readonly webhooks: Readonly<Record<string, PathItem>>;
  readonly components?: SendingContract['components'] & {
    readonly schemas?: Readonly<Record<string, Schema>>;
  };
}

/** A group of webhooks. */
interface Tag {
  readonly name: string;
  readonly description?: string;
}

type PathItem = Readonly<Partial<Record<Method, Operation>>>;

/** The methods that a webhook can be sent by. */
export const METHODS = ['post', 'put', 'patch'] as const;
export type Method = (typeof METHODS)[number];

export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, MediaType>> };
  readonly responses?: Readonly<Record<string, Response>>;
}

export interface MediaType {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, Example>>;
  readonly example?: unknown;
}

export interface Example {
  readonly summary?: string;
  readonly description?: string;
  readonly value?: unknown;
}

export interface Response {
  readonly description?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

/** A schema; `true` and `false` are schemas too. */
export type Schema = SchemaObject | boolean;

export interface SchemaObject {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly 'x-extensible'?: boolean;
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>;
}

/** Reads the bundled contract, without the references that {@link withoutReferences} resolves. */
export async function readContract(): Promise<Contract> {
  return withoutReferences(JSON.parse(await readFile(contractFile('openapi.json'), 'utf8')));
}

/** The path of the bundled contract, as JSON or YAML. */
export function contractFile(name: 'openapi.json' | 'openapi.yaml'): string {
  return fileURLToPath(import.meta.resolve(`@partner-webhooks/types/${name}`));
}

/** The path of the bundled contract of the admin API, as JSON or YAML. */
export function adminContractFile(name: 'openapi.json' | 'openapi.yaml'): string {
  return fileURLToPath(import.meta.resolve(`@partner-webhooks/admin-api/${name}`));
}

/** The operation of a webhook, and the method that it is sent by. */
export function operationOf(contract: Contract, eventType: string): [Method, Operation] | undefined {
  const item = contract.webhooks[eventType];
  for (const method of METHODS) {
    const operation = item?.[method];
    if (operation) return [method, operation];
  }
  return undefined;
}

/** The JSON body of a request or response. */
export function jsonOf(content: Readonly<Record<string, MediaType>> = {}): MediaType | undefined {
  const types = Object.keys(content);
  return content[types.find((type) => JSON_TYPE.test(type)) ?? types[0] ?? ''];
}

const JSON_TYPE = /^[^/]+\/([^/]+\+)?json\s*(;|$)/i;

/** The name of the component that a reference leads to. */
export function nameOf(reference: string): string {
  return decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1));
}
