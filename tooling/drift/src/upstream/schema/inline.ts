import { isMapping, type Schema, type SchemaSource } from './schema.ts';

/**
 * A schema without references and words, for a draft.
 *
 * @returns `undefined` if it contains itself, or if it would be too large to be read by a person.
 */
export function inlineSchema(schema: unknown, source: SchemaSource): Schema | undefined {
  let left = MAX_OBJECTS;
  const inline = (value: unknown, refs: readonly string[]): unknown => {
    left -= 1;
    if (left < 0) throw new TooLarge();
    if (Array.isArray(value)) return value.map((each) => inline(each, refs));
    if (!isMapping(value)) return value;
    const { $ref, ...rest } = value;
    const own = Object.fromEntries(
      Object.entries(rest)
        .filter(([keyword, inner]) => !(WORDS.has(keyword) && typeof inner !== 'object'))
        .map(([keyword, inner]) => [keyword, inline(inner, refs)]),
    );
    if (typeof $ref !== 'string') return own;
    if (refs.includes($ref)) throw new TooLarge();
    return { ...(inline(source.resolve($ref), [...refs, $ref]) as Schema), ...own };
  };
  try {
    const inlined = inline(schema, []);
    return isMapping(inlined) ? inlined : undefined;
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

class TooLarge extends Error {}

const MAX_OBJECTS = 2000;
const WORDS: ReadonlySet<string> = new Set(['description', 'summary', 'title']);
