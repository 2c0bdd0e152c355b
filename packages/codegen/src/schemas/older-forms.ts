import type { Findings } from '../findings.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { schemasOf } from '../walk-document.ts';
import { type Ecma, hasDelimiters, toEcmaPattern } from './patterns.ts';

type SchemaObject = Exclude<Schema, boolean>;

/**
 * Rewrites what OpenAPI 3.0, earlier drafts of JSON Schema and other dialects of regular expressions say differently, in the
 * form of OpenAPI 3.1. Real documents mix them, and every reader after this one has to know one form only. Changes the
 * document.
 */
export function rewriteOlderForms(document: object, findings: Findings): void {
  const named =
    (document as { components?: { schemas?: Record<string, unknown> } }).components?.schemas ?? {};
  // A named schema becomes a type and a module, which are written for objects.
  for (const [name, schema] of Object.entries(named))
    if (typeof schema === 'boolean') named[name] = schema ? {} : { not: {} };
  for (const { schema, pointer } of schemasOf(document))
    walkSchema(
      schema,
      (inner, at) => {
        for (const rewrite of REWRITES) rewrite(inner, at, findings);
      },
      pointer,
    );
}

type Rewrite = (schema: SchemaObject, pointer: string, findings: Findings) => void;

/** YAML reads `type: null` as no text. */
const nullType: Rewrite = (schema) => {
  const { type } = schema as { type?: unknown };
  if (type === null) schema.type = 'null';
  else if (Array.isArray(type))
    schema.type = type.map((each) => each ?? 'null') as typeof schema.type & object;
};

/** `nullable: true` (OpenAPI 3.0, section 4.7.24.1) → `null` among the types, or beside what is composed. */
const nullable: Rewrite = (schema, pointer, findings) => {
  const { nullable: isNullable } = schema as { nullable?: unknown };
  delete schema['nullable'];
  if (isNullable !== true) return;
  findings.warn(pointer, 'OpenAPI 3.1 has no `nullable`; it is read as a type `null` beside the others');
  if ('const' in schema) {
    schema.enum = [schema.const];
    delete schema.const;
  }
  const isComposed = COMPOSITIONS.some((keyword) => schema[keyword] !== undefined);
  if (isComposed) {
    const inner = Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.has(keyword));
    for (const [keyword] of inner) delete schema[keyword];
    schema.anyOf = [Object.fromEntries(inner), { type: 'null' }];
    return;
  }
  if (schema.type !== undefined)
    schema.type = [...new Set([schema.type, 'null'].flat())] as typeof schema.type & object;
  if (Array.isArray(schema.enum) && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
};

const COMPOSITIONS = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if'] as const;
const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['externalDocs', 'xml'],
]);

/** `minimum: 0, exclusiveMinimum: true` (draft 4 of JSON Schema) → `exclusiveMinimum: 0`. */
const exclusiveLimits: Rewrite = (schema, pointer, findings) => {
  for (const [limit, exclusive] of LIMITS) {
    const { [limit]: value, [exclusive]: isExclusive } = schema as Record<string, unknown>;
    if (typeof isExclusive !== 'boolean') continue;
    delete schema[exclusive];
    if (!isExclusive) continue;
    if (typeof value !== 'number') {
      findings.warn(
        `${pointer}/${exclusive}`,
        `expected \`${limit}\` beside \`${exclusive}: true\`; it is ignored`,
      );
      continue;
    }
    delete schema[limit];
    schema[exclusive] = value;
  }
};

const LIMITS = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const;

/** `items: [a, b]` (until draft 2019-09) → `prefixItems: [a, b]`. */
const tuples: Rewrite = (schema) => {
  if (!Array.isArray(schema.items)) return;
  const { additionalItems } = schema as { additionalItems?: unknown };
  schema.prefixItems ??= schema.items as typeof schema.prefixItems & object;
  delete schema.items;
  if (additionalItems !== undefined) schema.items = additionalItems as typeof schema.items & object;
  delete schema['additionalItems'];
};

/** `dependencies` (until draft 7) → `dependentRequired` and `dependentSchemas`. */
const dependencies: Rewrite = (schema) => {
  const { dependencies: given } = schema as { dependencies?: unknown };
  if (typeof given !== 'object' || given === null) return;
  const entries = Object.entries(given);
  const required = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => !Array.isArray(value));
  if (required.length > 0) schema.dependentRequired ??= Object.fromEntries(required);
  if (schemas.length > 0) schema.dependentSchemas ??= Object.fromEntries(schemas);
  delete schema['dependencies'];
};

/** `required: true` at a property (draft 3) says nothing in later drafts, in which the object lists what it requires. */
const requiredFlag: Rewrite = (schema, pointer, findings) => {
  const { required } = schema as { required?: unknown };
  if (typeof required !== 'boolean') return;
  delete schema.required;
  if (required)
    findings.warn(
      `${pointer}/required`,
      'expected a list of the names of properties beside `properties`, found `true`; it is ignored',
    );
};

/** Identifiers change the meaning of references; all references are pointers by now. */
const identifiers: Rewrite = (schema) => {
  for (const keyword of ['$id', '$schema', 'id'] as const)
    if (keyword !== 'id' || typeof schema[keyword] === 'string') delete schema[keyword];
};

const patterns: Rewrite = (schema, pointer, findings) => {
  const convert = (source: string, at: string): string => {
    const ecma: Ecma = toEcmaPattern(source);
    if (hasDelimiters(source))
      findings.warn(
        at,
        `\`${source}\` has slashes around it, which a value must have, too; write the expression without them`,
      );
    if (ecma.isConverted)
      findings.warn(
        at,
        `\`${source}\` is no regular expression of ECMA-262; it is read as \`${ecma.source}\``,
      );
    return ecma.source;
  };
  if (typeof schema.pattern === 'string') schema.pattern = convert(schema.pattern, `${pointer}/pattern`);
  const { patternProperties } = schema;
  if (typeof patternProperties === 'object' && patternProperties !== null)
    schema.patternProperties = Object.fromEntries(
      Object.entries(patternProperties).map(([source, inner]) => [
        convert(source, `${pointer}/patternProperties`),
        inner,
      ]),
    );
};

const REWRITES: readonly Rewrite[] = [
  nullType,
  exclusiveLimits,
  tuples,
  dependencies,
  requiredFlag,
  identifiers,
  patterns,
  // Last, because it moves keywords into a schema of its own.
  nullable,
];
