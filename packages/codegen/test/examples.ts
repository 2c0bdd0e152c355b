import type { Contract, Webhook } from '../src/index.ts';
import { isSchema, resolve, type Schema } from '../src/schema.ts';
import { escapeToken } from '../src/validators/runtime/json-pointer.ts';

// Bodies for the payloads of contracts that other people wrote.

type Json = Readonly<Record<string, unknown>>;

/** The examples that a contract has of a payload and, if it has none, a sample by the schema, which may be invalid. */
export function bodiesOf({ document }: Contract, { eventType, method, schema }: Webhook): unknown[] {
  const item = resolve<Json>(document, document.webhooks?.[eventType] as Json);
  const operation = item[method] as { readonly requestBody: Json };
  const { content } = resolve<{ readonly content: Json }>(
    document,
    operation.requestBody as { $ref: string },
  );
  const payload = document.components?.schemas?.[schema] as Json | undefined;
  const media = Object.values(content) as readonly Json[];
  const found = [...media, payload].flatMap((each) => examplesOf(document, each));
  if (found.length > 0) return found;
  // As JSON, which has no `undefined`.
  return [JSON.parse(JSON.stringify(sampleOf(document, payload as Schema, 0) ?? {}))];
}

function examplesOf(document: Contract['document'], value: Json | undefined): unknown[] {
  if (typeof value !== 'object') return [];
  const { example, examples } = value;
  const listed = Array.isArray(examples)
    ? examples
    : Object.values((examples ?? {}) as Json).map((each) => resolve<Json>(document, each as Json)['value']);
  return [example, ...listed].filter((each) => each !== undefined);
}

/** A body that has what the schema requires, and the first of all choices. */
function sampleOf(document: Contract['document'], schema: Schema, depth: number): unknown {
  if (typeof schema === 'boolean' || depth > MAX_DEPTH) return {};
  const { $ref, allOf = [], type, properties = {}, required = [], items } = schema;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const inner = (each: unknown) => (isSchema(each) ? sampleOf(document, each, depth + 1) : undefined);
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  const parts = [$ref === undefined ? undefined : resolve<Json>(document, { $ref }), ...allOf, choice]
    .filter((each) => each !== undefined)
    .map(inner);
  if (parts.length > 0 && required.length === 0) {
    const objects = parts.filter((part) => typeof part === 'object' && part !== null && !Array.isArray(part));
    return objects.length === parts.length ? Object.assign({}, ...objects) : parts[0];
  }
  const kind = Array.isArray(type) ? type[0] : (type ?? (required.length > 0 ? 'object' : undefined));
  if (kind === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => inner(items));
  if (kind === 'object')
    return Object.assign(
      {},
      ...parts,
      Object.fromEntries(required.map((name) => [name, inner(properties[name]) ?? 1])),
    );
  return SCALARS[String(kind)];
}

const MAX_DEPTH = 12;
const SCALARS: Readonly<Record<string, unknown>> = {
  string: 'text',
  integer: 1,
  number: 1.5,
  boolean: true,
  null: null,
};

interface Shortened {
  readonly pointer: string;
  readonly rest: unknown;
  /** Whether the payload's schema itself requires the property. */
  readonly isRequired: boolean;
}

/** A body without each of its properties, at every depth, up to a number. */
export function withoutEachProperty({ document }: Contract, schema: string, body: unknown): Shortened[] {
  const payload = document.components?.schemas?.[schema] as
    | { readonly required?: readonly string[] }
    | undefined;
  const shortened: Shortened[] = [];
  const visit = (value: unknown, pointer: string, replace: (part: unknown) => unknown): void => {
    if (typeof value !== 'object' || value === null || shortened.length >= MAX_SHORTENED) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        visit(item, `${pointer}/${index}`, (part) => replace(value.with(index, part)));
      });
      return;
    }
    for (const [name, inner] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      const at = `${pointer}/${escapeToken(name)}`;
      const isRequired = pointer === '' && payload?.required?.includes(name) === true;
      shortened.push({ pointer: at, rest: replace(rest), isRequired });
      visit(inner, at, (part) => replace({ ...value, [name]: part }));
    }
  };
  visit(body, '', (part) => part);
  return shortened;
}

const MAX_SHORTENED = 150;
