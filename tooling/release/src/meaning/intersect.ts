import { simplifiedNumbers } from './numbers.ts';
import { canonicalText, type Kind, type Schemas, type Shape, type TypeName } from './shape.ts';

/** What two shapes allow both. */
export function intersect(a: Shape, b: Shape): Shape {
  const shape = new Map<TypeName, Kind>();
  for (const [type, kind] of a) {
    const other = b.get(type);
    const both = other && intersectKinds(kind, other);
    if (both && both.values?.size !== 0) shape.set(type, both);
  }
  return shape;
}

/** What two kinds of the same type allow both. */
export function intersectKinds(a: Kind, b: Kind): Kind {
  const values = commonValues(a.values, b.values);
  // A value that an enum lists is known, whichever enum lists it.
  const known = values ? undefined : mergedMaps(a.known, b.known);
  const additional = [...(a.additional ?? []), ...(b.additional ?? [])];
  return {
    ...(values && { values }),
    ...(known && { known }),
    limits: strictest(a.limits, b.limits),
    patterns: new Set([...a.patterns, ...b.patterns]),
    formats: new Set([...a.formats, ...b.formats]),
    properties: commonProperties(a, b),
    required: new Set([...a.required, ...b.required]),
    patternProperties: joined(a.patternProperties, b.patternProperties),
    ...(additional.length > 0 && { additional }),
    ...commonItems(a, b),
    alternatives: [...a.alternatives, ...b.alternatives],
    conditions: [...a.conditions, ...b.conditions],
  };
}

/** What a property of a name must match, whether the kind lists it or not. */
export function schemasOfProperty(kind: Kind, name: string): Schemas {
  const listed = kind.properties.get(name);
  const matching = [...kind.patternProperties].filter(([pattern]) => matches(pattern, name));
  if (listed === undefined && matching.length === 0) return kind.additional ?? [];
  return [...(listed ?? []), ...matching.flatMap(([, schemas]) => schemas)];
}

/** What the item at an index must match. */
export function schemasOfItem(kind: Kind, index: number): Schemas {
  return kind.prefix[index] ?? kind.items;
}

function commonValues(a: Kind['values'], b: Kind['values']): Kind['values'] {
  if (!a || !b) return a ?? b;
  return new Map([...a].filter(([text]) => b.has(text)));
}

function mergedMaps(a: Kind['known'], b: Kind['known']): Kind['known'] {
  return a && b ? new Map([...a, ...b]) : (a ?? b);
}

function strictest(a: Kind['limits'], b: Kind['limits']): Kind['limits'] {
  const limits = new Map(a);
  for (const [keyword, limit] of b) {
    const other = limits.get(keyword);
    if (typeof limit !== 'number' || typeof other !== 'number') limits.set(keyword, limit);
    else if (keyword === 'multipleOf') limits.set(keyword, leastCommonMultiple(limit, other));
    else
      limits.set(
        keyword,
        /^(min|exclusiveMin)/.test(keyword) ? Math.max(limit, other) : Math.min(limit, other),
      );
  }
  return simplifiedNumbers(limits);
}

/** Of fractions too, with the precision that contracts need. */
function leastCommonMultiple(a: number, b: number): number {
  for (let factor = 1; factor <= MAX_FACTOR; factor += 1) {
    const multiple = (a * factor) / b;
    if (Math.abs(multiple - Math.round(multiple)) < 1e-9) return a * factor;
  }
  return a * b;
}

const MAX_FACTOR = 1000;

/** A property that only one of them lists must match what the other says about all others. */
function commonProperties(a: Kind, b: Kind): Kind['properties'] {
  const names = new Set([...a.properties.keys(), ...b.properties.keys()]);
  return new Map(
    [...names].map((name) => [name, distinct([...(own(a, name) ?? []), ...(own(b, name) ?? [])])]),
  );
}

function own(kind: Kind, name: string): Schemas | undefined {
  const listed = kind.properties.get(name);
  if (listed) return listed;
  const isMatched = [...kind.patternProperties.keys()].some((pattern) => matches(pattern, name));
  return isMatched ? undefined : kind.additional;
}

function joined(a: Kind['patternProperties'], b: Kind['patternProperties']): Kind['patternProperties'] {
  const all = new Map(a);
  for (const [pattern, schemas] of b) all.set(pattern, [...(all.get(pattern) ?? []), ...schemas]);
  return all;
}

function commonItems(a: Kind, b: Kind): Pick<Kind, 'prefix' | 'items'> {
  const length = Math.max(a.prefix.length, b.prefix.length);
  const prefix = Array.from({ length }, (_, index) =>
    distinct([...schemasOfItem(a, index), ...schemasOfItem(b, index)]),
  );
  return { prefix, items: distinct([...a.items, ...b.items]) };
}

/** Each value once: the same schema twice says no more than once. */
function distinct(schemas: Schemas): Schemas {
  const seen = new Set<unknown>();
  return schemas.filter(({ value }) => {
    const key = typeof value === 'object' ? value : canonicalText(value);
    return !seen.has(key) && seen.add(key);
  });
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return false;
  }
}
