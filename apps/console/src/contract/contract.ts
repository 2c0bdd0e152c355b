import { type SendingContract, sendingOf, withoutReferences } from '@partner-webhooks/bundled-contract';
import { queryOptions } from '@tanstack/react-query';

/** The part of a JSON Schema that the console shows. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-extensible'?: boolean;
  readonly 'x-enumDescriptions'?: Readonly<Record<string, string>>;
}

/** What the console reads of the contract. */
export interface Contract extends SendingContract {
  readonly info: { readonly version: string };
  readonly webhooks: Readonly<Record<string, Webhook>>;
  readonly components: SendingContract['components'] & { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A webhook has one method. */
type Webhook = Readonly<Partial<Record<(typeof METHODS)[number], Operation>>>;

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

const METHODS = ['post', 'put', 'patch'] as const;

/** The contract that the console was built with: loaded when a page needs it. */
export const contractQuery = queryOptions({
  queryKey: ['contract'],
  queryFn: async () => {
    const { default: contract } = await import('@partner-webhooks/types/openapi.json');
    return withoutReferences(contract as unknown as Contract);
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** The schema of the JSON body of an event type; `undefined` if the contract has no such event type. */
export function bodySchema(contract: Contract, eventType: string): Schema | undefined {
  const webhook = Object.hasOwn(contract.webhooks, eventType) ? contract.webhooks[eventType] : undefined;
  const [operation] = METHODS.flatMap((method) => webhook?.[method] ?? []);
  const content = operation?.requestBody?.content ?? {};
  const body = content[sendingOf(contract, eventType).contentType] ?? Object.values(content)[0];
  return body?.schema && resolve(contract, body.schema);
}

/** A schema without its reference. What stands beside the reference wins. */
function resolve(contract: Contract, schema: Schema, depth = 0): Schema {
  const { $ref, ...own } = schema;
  if ($ref === undefined || depth > MAX_DEPTH) return own;
  const name = decodeURIComponent($ref.replace('#/components/schemas/', ''));
  const target = contract.components.schemas[name];
  return target ? { ...resolve(contract, target, depth + 1), ...own } : own;
}

/** The schema of a property or an item, whichever branch of the schema has it; `undefined` if none has. */
export function childSchema(contract: Contract, schema: Schema, key: string | number): Schema | undefined {
  const child =
    typeof key === 'number'
      ? schema.items
      : schema.properties && Object.hasOwn(schema.properties, key)
        ? schema.properties[key]
        : undefined;
  if (child) return resolve(contract, child);
  const branches = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  for (const branch of branches) {
    const found = childSchema(contract, resolve(contract, branch), key);
    if (found) return found;
  }
  return undefined;
}

/** What the contract says a value means. */
export function meaningOf(schema: Schema, value: unknown): string | undefined {
  const meanings = schema['x-enumDescriptions'];
  return meanings && typeof value === 'string' && Object.hasOwn(meanings, value)
    ? meanings[value]
    : undefined;
}

const MAX_DEPTH = 20;
