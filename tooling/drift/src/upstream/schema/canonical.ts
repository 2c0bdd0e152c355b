import { draftableSchema } from './draftable.ts';
import { isMapping, type SchemaSource } from './schema.ts';

/**
 * A schema as what it restricts, so that two ways to write it are equal: references resolved, and without words. A schema inside
 * itself is `recursive`.
 *
 * @throws UnreadableError if a reference leads to nothing.
 */
export function canonicalSchema(schema: unknown, source: SchemaSource): unknown {
  const { schema: converted, parts = {} } = draftableSchema(schema, source, '');
  const canonical = (value: unknown, open: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((each) => canonical(each, open));
    if (!isMapping(value)) return value;
    const { $ref } = value;
    const part = typeof $ref === 'string' ? $ref.replace('#/parts/', '') : undefined;
    if (part !== undefined)
      return open.includes(part) ? 'recursive' : canonical(parts[part], [...open, part]);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([keyword]) => !WORDS.has(keyword) && !keyword.startsWith('x-'))
        // The values have the type that a schema may also state.
        .filter(([keyword]) => keyword !== 'type' || !('enum' in value || 'const' in value))
        .map(([keyword, inner]) => {
          // A list of one value is a constant.
          if (keyword === 'enum' && Array.isArray(inner) && inner.length === 1) return ['const', inner[0]];
          // The name of a property can be that of a keyword.
          if (keyword !== 'properties' || !isMapping(inner)) return [keyword, canonical(inner, open)];
          const members = Object.entries(inner).map(([name, each]) => [name, canonical(each, open)]);
          return [keyword, Object.fromEntries(members)];
        }),
    );
  };
  return canonical(converted, []);
}

const WORDS: ReadonlySet<string> = new Set(['description', 'discriminator', 'examples']);
