import type { Schema } from './schema.ts';

/**
 * The limits of a number, one for each side. OpenAPI 3.0 has a boolean beside the limit, OpenAPI 3.1 the limit itself, which can
 * stand beside another one: then the one that is stricter decides.
 */
export function limitsOf(schema: Schema): Record<string, unknown> {
  return {
    ...limitOf(schema, 'minimum', 'exclusiveMinimum', (a, b) => a > b),
    ...limitOf(schema, 'maximum', 'exclusiveMaximum', (a, b) => a < b),
  };
}

/** The keywords that {@link limitsOf} reads. */
export const LIMITS: ReadonlySet<string> = new Set([
  'exclusiveMaximum',
  'exclusiveMinimum',
  'maximum',
  'minimum',
]);

function limitOf(
  schema: Schema,
  inclusive: string,
  exclusive: string,
  isStricter: (a: number, b: number) => boolean,
): Record<string, unknown> {
  const { [inclusive]: limit, [exclusive]: given } = schema;
  const other = given === true ? limit : given === false ? undefined : given;
  if (other === undefined) return limit === undefined ? {} : { [inclusive]: limit };
  const isInclusive =
    given !== true && typeof limit === 'number' && typeof other === 'number' && isStricter(limit, other);
  return isInclusive ? { [inclusive]: limit } : { [exclusive]: other };
}
