import { isMapping, nameIn, type Schema } from './schema.ts';

/** The values of a discriminator with the references that they stand for: those of its mapping, and names of schemas. */
export function discriminatorMapping(
  given: Schema,
  alternatives: readonly string[],
): [value: string, ref: string][] {
  const mapping = isMapping(given['mapping']) ? Object.entries(given['mapping']) : [];
  const explicit = mapping.map(([value, target]): [string, string] => {
    const ref = String(target);
    return [value, ref.includes('/') || ref.includes('#') ? ref : `#/components/schemas/${ref}`];
  });
  const implied = alternatives.filter((ref) => !explicit.some(([, target]) => target === ref));
  return [
    ...explicit.filter(([, ref]) => alternatives.includes(ref)),
    ...implied.map((ref): [string, string] => [nameIn(ref), ref]),
  ];
}

/** The references among the alternatives of a schema. */
export function alternativeRefs({ oneOf, anyOf }: Schema): string[] {
  return [oneOf, anyOf]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((each) => (isMapping(each) && typeof each['$ref'] === 'string' ? [each['$ref']] : []));
}

/**
 * Whether an alternative other than `null` stands in its place. A discriminator does not consider such alternatives (OpenAPI 3.1,
 * Discriminator Object), and lint rejects them beside one.
 */
export function hasInlineAlternative({ oneOf, anyOf }: Schema): boolean {
  return [oneOf, anyOf]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .some((each) => isMapping(each) && each['$ref'] === undefined && each['type'] !== 'null');
}
