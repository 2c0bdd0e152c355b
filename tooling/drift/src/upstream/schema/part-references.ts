import { alternativeRefs } from './discriminator.ts';
import { isMapping, type Schema, type SchemaSource } from './schema.ts';

/**
 * The references that become parts: to a schema that contains itself, that a discriminator names, or to an object that is used
 * several times.
 */
export function partsOf(schema: unknown, source: SchemaSource): ReadonlySet<string> {
  const parts = new Set<string>();
  const uses = new Map<string, number>();
  const walk = (value: unknown, open: readonly string[]): void => {
    if (Array.isArray(value)) for (const each of value) walk(each, open);
    if (!isMapping(value)) return;
    if (isMapping(value['discriminator'])) for (const ref of alternativeRefs(value)) parts.add(ref);
    const { $ref, ...own } = value;
    if (typeof $ref === 'string') {
      const count = (uses.get($ref) ?? 0) + 1;
      uses.set($ref, count);
      if (open.includes($ref)) parts.add($ref);
      else if (count === 1) walk(source.resolve($ref), [...open, $ref]);
      else if (isObject(source.resolve($ref))) parts.add($ref);
    }
    for (const [keyword, inner] of Object.entries(own)) if (!OPAQUE.has(keyword)) walk(inner, open);
  };
  walk(schema, []);
  return parts;
}

function isObject({ properties, oneOf, anyOf, allOf }: Schema): boolean {
  return [properties, oneOf, anyOf, allOf].some((each) => each !== undefined);
}

// What is inside of these is no schema.
const OPAQUE: ReadonlySet<string> = new Set([
  'const',
  'default',
  'discriminator',
  'enum',
  'example',
  'examples',
]);
