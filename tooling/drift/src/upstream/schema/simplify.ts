import type { JsonSchema } from '../../draft/change.ts';
import { isMapping, type Schema } from './schema.ts';

/** Adds `null`, if the source allows it in one of the ways of OpenAPI 3.0 and 3.1. */
export function withNull(given: Schema, schema: JsonSchema): JsonSchema {
  const { description, ...rest } = schema;
  const types = [given['type']].flat().filter((type) => type !== undefined);
  const listed = given['enum'];
  const isNullable =
    given['nullable'] === true ||
    (types.includes('null') && types.length > 1) ||
    (Array.isArray(listed) && listed.includes(null) && listed.length > 1);
  if (!isNullable) return schema;
  const others = types.filter((type) => type !== 'null');
  const words = description === undefined ? {} : { description };
  const isPlain = others.length > 0 && rest['enum'] === undefined && rest['const'] === undefined;
  const hasAlternatives = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if'].some((keyword) => keyword in rest);
  if (isPlain && !hasAlternatives) return { ...schema, type: [...others, 'null'] };
  const type = others.length === 0 ? {} : { type: others.length === 1 ? others[0] : others };
  return { ...words, anyOf: [{ ...rest, ...type }, { type: 'null' }] };
}

/** One way to write what has several: `allOf` of one schema or of objects, and one alternative besides `null`. */
export function simplified(schema: JsonSchema): JsonSchema {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return withoutAlternatives(schema);
  return withoutAlternatives(
    [own, ...allOf].reduce<JsonSchema | undefined>((merged, part) => merged && merge(merged, part), {}) ??
      schema,
  );
}

/** Both schemas in one; `undefined` if a keyword of them would need another meaning. */
function merge(a: JsonSchema, b: JsonSchema): JsonSchema | undefined {
  const result: Record<string, unknown> = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const known = result[keyword];
    if (known === undefined) result[keyword] = value;
    else if (keyword === 'required' && Array.isArray(known) && Array.isArray(value))
      result[keyword] = [...new Set([...known, ...value])];
    else if (keyword === 'properties' && isMapping(known) && isMapping(value)) {
      if (Object.keys(known).some((name) => name in value)) return undefined;
      result[keyword] = { ...known, ...value };
    } else if (keyword !== 'description' && JSON.stringify(known) !== JSON.stringify(value)) return undefined;
  }
  // It would also apply to the properties of the other schema.
  const isLocal = ['additionalProperties', 'patternProperties', '$ref', 'if', 'discriminator'].some(
    (keyword) => keyword in result,
  );
  return isLocal && Object.keys(a).some((keyword) => keyword !== 'description') ? undefined : result;
}

function withoutAlternatives(schema: JsonSchema): JsonSchema {
  for (const keyword of ['oneOf', 'anyOf']) {
    const { [keyword]: listed, ...own } = schema;
    if (!Array.isArray(listed)) continue;
    const real = listed.filter((each) => !isMapping(each) || each['type'] !== 'null');
    const [only] = real;
    if (real.length !== 1 || listed.length === 1 || !isMapping(only)) continue;
    const isPlain = typeof only['type'] === 'string' && !COMPOSED.some((each) => each in only);
    const both = isPlain ? merge(own, only) : undefined;
    // With a description of its own, and nothing else that could have another meaning.
    if (both && Object.keys(own).every((each) => each === 'description'))
      return { ...both, ...own, type: [only['type'], 'null'] };
  }
  return schema;
}

const COMPOSED = ['$ref', 'allOf', 'anyOf', 'const', 'discriminator', 'enum', 'if', 'not', 'oneOf'];
