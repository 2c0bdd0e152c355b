import { canonicalSchema } from './canonical.ts';
import { LIMITS, limitsOf } from './limits.ts';
import { isMapping, type Schema, type SchemaSource } from './schema.ts';

/**
 * The keywords that restrict a value or say how it is used, apart from type, format, enum and properties. A keyword that is
 * not known here is one of them, so that it is compared. What changes nothing is left out, so that two ways to write the
 * same are equal.
 */
export function constraintsOf(keywords: Schema, source: SchemaSource): Record<string, unknown> {
  const found = Object.entries(keywords).filter(
    ([keyword, value]) =>
      !READ.has(keyword) &&
      !LIMITS.has(keyword) &&
      !keyword.startsWith('x-') &&
      !isWithoutEffect(keyword, value),
  );
  return {
    ...Object.fromEntries(found.map(([keyword, value]) => [keyword, shown(keyword, value, source)])),
    ...limitsOf(keywords),
  };
}

// Read elsewhere, or for people only.
const READ: ReadonlySet<string> = new Set([
  ...[
    '$ref',
    'allOf',
    'anyOf',
    'const',
    'discriminator',
    'enum',
    'format',
    'items',
    'nullable',
    'oneOf',
    'properties',
    'required',
    'type',
  ],
  ...[
    '$anchor',
    '$comment',
    '$defs',
    '$id',
    '$schema',
    'description',
    'example',
    'examples',
    'externalDocs',
    'title',
  ],
  ...['definitions', 'xml'],
]);

function isWithoutEffect(keyword: string, value: unknown): boolean {
  if (value === undefined) return true;
  if (value === false) return keyword !== 'additionalProperties' && !keyword.startsWith('unevaluated');
  if (value === 0) return keyword.startsWith('min') && keyword !== 'minimum';
  // Properties that are not listed are allowed without the keyword too.
  return /^(additional|unevaluated)/.test(keyword) && (value === true || JSON.stringify(value) === '{}');
}

/** A mapping with a schema for all other names is compared by its members. */
function shown(keyword: string, value: unknown, source: SchemaSource): unknown {
  if (keyword === 'additionalProperties' && value !== false) return 'of one schema';
  if (!WITH_SCHEMAS.has(keyword)) return value;
  // The name of a subschema can be that of any property, so its keywords are found below it.
  const canonical = (each: unknown) => (isMapping(each) ? canonicalSchema(each, source) : each);
  if (Array.isArray(value)) return value.map(canonical);
  return NAMED.has(keyword) && isMapping(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, canonical(each)]))
    : canonical(value);
}

const NAMED: ReadonlySet<string> = new Set(['dependentSchemas', 'patternProperties']);
const WITH_SCHEMAS: ReadonlySet<string> = new Set([
  ...NAMED,
  ...['contains', 'contentSchema', 'else', 'if', 'not', 'prefixItems', 'propertyNames', 'then'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
]);
