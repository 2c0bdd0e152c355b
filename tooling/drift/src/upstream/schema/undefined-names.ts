import type { JsonSchema } from '../../draft/change.ts';
import { isSchema, mapSubschemas } from '../../draft/subschemas.ts';

/**
 * A schema in which each required name is a property, as lint demands. A name that no schema of the same value describes is left
 * out of `required`; inside of alternatives and conditions, where that would change what is accepted, it is described as any value.
 *
 * @param leave is called with each name that is left out.
 */
export function withDefinedNames(
  schema: JsonSchema,
  parts: Readonly<Record<string, JsonSchema>>,
  leave: (name: string) => void,
): JsonSchema {
  const defined = (given: JsonSchema, seen: readonly unknown[] = []): string[] => {
    const { $ref, properties, allOf, anyOf, oneOf } = given;
    const part = typeof $ref === 'string' ? parts[$ref.replace('#/parts/', '')] : undefined;
    const branches = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
    return [
      ...Object.keys(isSchema(properties) ? properties : {}),
      ...[part, ...branches]
        .filter(isSchema)
        .filter((each) => !seen.includes(each))
        .flatMap((each) => defined(each, [...seen, each])),
    ];
  };
  const walk = (given: JsonSchema, outer: readonly string[], isPlain: boolean): JsonSchema => {
    const known = [...outer, ...defined(given)];
    const own = defining(given, known, isPlain);
    return mapSubschemas(own, (inner, keyword) =>
      COMPOSED.has(keyword)
        ? walk(inner, known, isPlain && keyword === 'allOf')
        : walk(inner, [], !CONDITIONS.has(keyword)),
    );
  };
  const defining = (given: JsonSchema, known: readonly string[], isPlain: boolean): JsonSchema => {
    const { required, ...rest } = given;
    if (!Array.isArray(required)) return given;
    const missing = required.filter((name) => !known.includes(name));
    if (missing.length === 0) return given;
    if (!isPlain) {
      const added = Object.fromEntries(missing.map((name) => [name, { description: 'Any value.' }]));
      return { ...given, properties: { ...(isSchema(rest['properties']) && rest['properties']), ...added } };
    }
    for (const name of missing) leave(String(name));
    const left = required.filter((name) => known.includes(name));
    return { ...rest, ...(left.length > 0 && { required: left }) };
  };
  return walk(schema, [], true);
}

const COMPOSED: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);
const CONDITIONS: ReadonlySet<string> = new Set([
  'contains',
  'dependentSchemas',
  'else',
  'if',
  'not',
  'then',
]);
