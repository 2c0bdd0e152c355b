import type { Mapping } from '../contract/place.ts';

/** The limits of numbers that exclude something. @param isInteger whether the type is `integer`. */
export function numberLimits(schema: Mapping, isInteger: boolean): Map<string, number | true> {
  const limits = new Map<string, number | true>();
  const { multipleOf } = schema;
  const isWhole = isInteger || (typeof multipleOf === 'number' && Number.isInteger(multipleOf));
  if (isWhole) limits.set('integer', true);
  if (typeof multipleOf === 'number' && !(isWhole && multipleOf === 1)) limits.set('multipleOf', multipleOf);
  for (const [keyword, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const limit = schema[keyword];
    const beyond = schema[exclusive] === true ? limit : schema[exclusive];
    if (typeof limit === 'number' && schema[exclusive] !== true) limits.set(keyword, limit);
    if (typeof beyond === 'number') limits.set(exclusive, beyond);
  }
  return simplifiedNumbers(limits);
}

/** One limit on either side: of whole numbers one that belongs to them, of others the stricter one. */
export function simplifiedNumbers(limits: ReadonlyMap<string, number | true>): Map<string, number | true> {
  const simple = new Map(limits);
  for (const [keyword, exclusive, sign] of [
    ['minimum', 'exclusiveMinimum', 1],
    ['maximum', 'exclusiveMaximum', -1],
  ] as const) {
    let limit = simple.get(keyword);
    let beyond = simple.get(exclusive);
    if (limits.has('integer')) {
      const first = typeof limit === 'number' ? sign * Math.ceil(sign * limit) : undefined;
      const next = typeof beyond === 'number' ? sign * (Math.floor(sign * beyond) + 1) : undefined;
      limit = first === undefined || (next !== undefined && sign * next > sign * first) ? next : first;
      beyond = undefined;
    } else if (typeof limit === 'number' && typeof beyond === 'number') {
      if (sign * beyond >= sign * limit) limit = undefined;
      else beyond = undefined;
    }
    for (const [name, value] of [
      [keyword, limit],
      [exclusive, beyond],
    ] as const) {
      if (value === undefined) simple.delete(name);
      // No `-0`, which is another text.
      else simple.set(name, value === true ? true : value + 0);
    }
  }
  return simple;
}
