import type { Contract } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { notice, type OutputFile } from '../output.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { openAlternatives } from '../schemas/open-alternatives.ts';
import { usedSchemas } from '../schemas/used-schemas.ts';
import { describeValues } from '../types/enum-texts.ts';
import type { Webhook } from '../webhook.ts';

type SchemaObject = Exclude<Schema, boolean>;

/**
 * A JSON Schema (2020-12) of each payload, for other languages. It contains all that it refers to, and accepts what the
 * validators accept: an extensible enum lists its values and allows others.
 *
 * Of a large contract, whose payloads share large schemas, they would be longer than everything else. Then they are left out,
 * unless the settings ask for them.
 */
export function jsonSchemas(contract: Contract): {
  readonly files: readonly OutputFile[];
  readonly warnings: readonly Finding[];
} {
  if (contract.jsonSchemas === false) return { files: [], warnings: [] };
  const definitions = new Map<string, Schema>();
  const definition = (name: string): Schema => {
    const known = definitions.get(name);
    if (known !== undefined) return known;
    const schemas = contract.document.components?.schemas as Readonly<Record<string, Schema>>;
    const rewritten = rewrittenSchema(contract, schemas[name] ?? true);
    definitions.set(name, rewritten);
    return rewritten;
  };
  let chars = 0;
  const files: OutputFile[] = [];
  for (const webhook of contract.webhooks) {
    const names = [...usedSchemas(contract.document, [webhook.schema])].sort();
    const schema = {
      $comment: notice(contract),
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: idOf(contract, webhook),
      title: webhook.summary,
      $ref: `#/$defs/${encodeURIComponent(webhook.schema.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
      $defs: Object.fromEntries(names.map((name) => [name, definition(name)])),
    };
    const content = `${text(schema)}\n`;
    files.push({ path: `schemas/${webhook.module}.json`, content });
    chars += content.length;
    if (chars > MAX_CHARS && contract.jsonSchemas !== true)
      return { files: [], warnings: [{ pointer: '/webhooks', message: TOO_LARGE }] };
  }
  return { files, warnings: [] };
}

const MAX_CHARS = 2_000_000;

const TOO_LARGE = `the JSON Schemas of all event types have more than ${MAX_CHARS} characters; they are left out. The setting \`jsonSchemas\` decides: true or false`;

/** A name that leads to no address, so that no tool tries to load it (RFC 8141). */
function idOf({ document }: Contract, { module }: Webhook): string {
  const title = String(document.info?.title ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `urn:webhook:${title || 'contract'}:${encodeURIComponent(module)}`;
}

/** Each definition on a line of its own, so that a diff shows which ones have changed. */
function text({ $defs, ...root }: { readonly $defs: object }): string {
  const lines = Object.entries(root).map(
    ([keyword, value]) => `${JSON.stringify(keyword)}: ${JSON.stringify(value)}`,
  );
  const definitions = Object.entries($defs).map(
    ([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  return `{\n${lines.join(',\n')},\n"$defs": {\n${definitions.join(',\n')}\n}\n}`;
}

function rewrittenSchema({ document, formats }: Contract, schema: Schema): Schema {
  const copy = structuredClone(schema);
  openAlternatives(document, copy);
  walkSchema(copy, (each) => {
    describeValues(each);
    if (formats !== 'assert' && !formats.includes(String(each.format))) delete each.format;
    rewriteEnum(each);
    if (typeof each.$ref === 'string') each.$ref = each.$ref.replace('#/components/schemas/', '#/$defs/');
    rewriteExample(each);
    correctForms(each);
    for (const keyword of Object.keys(each))
      if (keyword.startsWith('x-') || NOT_JSON_SCHEMA.has(keyword)) delete each[keyword];
  });
  return copy;
}

function rewriteEnum(schema: SchemaObject): void {
  const values: readonly unknown[] | undefined = schema.enum;
  if (!Array.isArray(values)) return;
  const isOpen = schema['x-extensible'] === true;
  if (!isOpen && values.length > 0) return;
  delete schema.enum;
  if (isOpen) {
    schema.type ??= [...new Set(values.map(jsonType))] as SchemaObject['type'] & object;
    if (values.length === 0) return;
    // Both are true of a known value: generators of code make a union of the list and any other.
    const list = { anyOf: [{ enum: values }, { type: schema.type }] } as SchemaObject;
    if (schema.anyOf === undefined) Object.assign(schema, list);
    else schema.allOf = [...(schema.allOf ?? []), list] as SchemaObject['allOf'] & object;
    // A list without values allows nothing.
  } else schema.not = {};
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * What our compiler passes over and the schema of JSON Schema does not allow: a name twice in a list, and annotations of other
 * types, such as `deprecated: yes, since May`.
 */
function correctForms(schema: SchemaObject): void {
  const { required, type, dependentRequired } = schema as Record<string, unknown>;
  if (Array.isArray(required)) schema.required = [...new Set(required as string[])];
  if (Array.isArray(type)) schema.type = [...new Set(type)] as SchemaObject['type'] & object;
  if (typeof dependentRequired === 'object' && dependentRequired !== null)
    schema['dependentRequired'] = Object.fromEntries(
      Object.entries(dependentRequired as Record<string, string[]>).map(([name, names]) => [
        name,
        [...new Set(names)],
      ]),
    );
  for (const [keyword, expected] of ANNOTATION_TYPES)
    if (keyword in schema && typeof schema[keyword] !== expected) delete schema[keyword];
}

const ANNOTATION_TYPES = [
  ...['$comment', 'title', 'description', 'format', 'contentMediaType', 'contentEncoding'].map(
    (keyword) => [keyword, 'string'] as const,
  ),
  ...['deprecated', 'readOnly', 'writeOnly'].map((keyword) => [keyword, 'boolean'] as const),
];

/** OpenAPI has one example, JSON Schema a list. */
function rewriteExample(schema: SchemaObject): void {
  if (schema['example'] !== undefined && schema['examples'] === undefined)
    schema['examples'] = [schema['example']];
  if (schema['examples'] !== undefined && !Array.isArray(schema['examples'])) delete schema['examples'];
}

// Keywords of OpenAPI, and names by which the contract's own references found a schema.
const NOT_JSON_SCHEMA: ReadonlySet<string> = new Set([
  ...['discriminator', 'example', 'externalDocs', 'nullable', 'summary', 'xml'],
  ...['$id', '$schema', '$anchor', '$dynamicAnchor', '$vocabulary'],
]);
