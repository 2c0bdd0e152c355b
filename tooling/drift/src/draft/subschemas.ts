import type { JsonSchema } from './change.ts';

/** Whether a value is a mapping, such as a schema that is not a boolean. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A schema with each of its subschemas replaced. Booleans among them become mappings, except for keywords in which a boolean says
 * that nothing else is allowed.
 *
 * @param replace gets the subschema, the keyword, and the name if it is one of a mapping of properties.
 */
export function mapSubschemas(
  schema: JsonSchema,
  replace: (inner: JsonSchema, keyword: string, name: string | undefined) => JsonSchema,
): JsonSchema {
  const each = (inner: unknown, keyword: string, name?: string): JsonSchema =>
    replace(isSchema(inner) ? inner : inner === false ? { not: {} } : {}, keyword, name);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (SINGLE.has(keyword))
        return [keyword, typeof value === 'boolean' && keyword !== 'items' ? value : each(value, keyword)];
      if (LISTS.has(keyword) && Array.isArray(value))
        return [keyword, value.map((inner) => each(inner, keyword))];
      if (MAPPINGS.has(keyword) && isSchema(value))
        return [
          keyword,
          Object.fromEntries(
            Object.entries(value).map(([name, inner]) => [
              name,
              each(inner, keyword, keyword === 'properties' ? name : undefined),
            ]),
          ),
        ];
      return [keyword, value];
    }),
  );
}

// JSON Schema 2020-12, Core, section 10, and Validation, section 8.5.
const SINGLE: ReadonlySet<string> = new Set([
  ...[
    'additionalProperties',
    'contains',
    'contentSchema',
    'else',
    'if',
    'items',
    'not',
    'propertyNames',
    'then',
  ],
  ...['unevaluatedItems', 'unevaluatedProperties'],
]);
const LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAPPINGS: ReadonlySet<string> = new Set(['dependentSchemas', 'patternProperties', 'properties']);
