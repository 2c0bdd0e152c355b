import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { DraftableSchema, JsonSchema } from '../../draft/change.ts';
import { alternativeRefs, discriminatorMapping, hasInlineAlternative } from './discriminator.ts';
import { limitsOf } from './limits.ts';
import { HANDLED, INSIDE, RETAINED, reasonFor, values, wordsIn } from './own-keywords.ts';
import { partsOf } from './part-references.ts';
import { isMapping, nameIn, type Schema, type SchemaSource } from './schema.ts';
import { simplified, withNull } from './simplify.ts';
import { withDefinedNames } from './undefined-names.ts';

/**
 * A schema of a source as JSON Schema of OpenAPI 3.1, for a draft, with all that the source says. References are resolved, except
 * those to a schema that contains itself, that a discriminator names, or that is used several times: these become parts.
 *
 * @param pointer of the value in the payload.
 * @throws UnreadableError if a reference leads to nothing.
 */
export function draftableSchema(
  schema: unknown,
  source: SchemaSource,
  pointer: string,
): DraftableSchema & { readonly leftOut: readonly LeftOutKeyword[] } {
  const partRefs = partsOf(schema, source);
  const leftOut: LeftOutKeyword[] = [];
  const parts: Record<string, JsonSchema> = {};
  const names = new Map<string, string>();

  function partName(ref: string): string {
    const known = names.get(ref);
    if (known !== undefined) return known;
    let name = nameIn(ref);
    while ([...names.values()].includes(name)) name += 'Part';
    names.set(ref, name);
    parts[name] = {};
    parts[name] = convert(source.resolve(ref), pointer);
    return name;
  }

  function referred(ref: string, at: string): JsonSchema {
    return partRefs.has(ref) ? { $ref: `#/parts/${partName(ref)}` } : convert(source.resolve(ref), at);
  }

  function convert(value: unknown, at: string): JsonSchema {
    if (value === false) return { not: {} };
    if (!isMapping(value)) return {};
    const { $ref, ...own } = value;
    if (typeof $ref !== 'string') return withNull(own, simplified(keywords(own, at)));
    const target = referred($ref, at);
    const { description, ...more } = keywords(own, at);
    const words = typeof description === 'string' ? { description } : {};
    const both = Object.keys(more).length === 0 ? target : { allOf: [target, more] };
    return withNull({ nullable: own['nullable'] }, { ...both, ...words });
  }

  function keywords(schema: Schema, at: string): JsonSchema {
    const result: Record<string, unknown> = {};
    const words = wordsIn(schema);
    if (words !== undefined) result['description'] = words;
    for (const [keyword, value] of Object.entries(schema)) {
      if (value === undefined || HANDLED.has(keyword)) continue;
      const inner = INSIDE.get(keyword);
      if (inner && isMapping(value) && inner.isNamed) result[keyword] = mapped(value, keyword, at);
      else if (inner && Array.isArray(value))
        result[keyword] = value.map((each) => convert(each, at + inner.step));
      else if (inner && keyword === 'items') result[keyword] = convert(value, at + inner.step);
      else if (inner) result[keyword] = isMapping(value) ? convert(value, at + inner.step) : value;
      else if (RETAINED.has(keyword)) result[keyword] = value;
      else leftOut.push({ pointer: at, reason: reasonFor(keyword) });
    }
    if (isMapping(schema['discriminator']) && hasInlineAlternative(schema))
      leftOut.push({ pointer: at, reason: '`discriminator` of alternatives without a name' });
    else if (isMapping(schema['discriminator'])) {
      result['discriminator'] = discriminator(schema, at);
      const refs = alternativeRefs(schema);
      const areObjects = refs.length > 0 && refs.every((ref) => source.resolve(ref)['type'] === 'object');
      // Lint checks a value that is no object by its type only.
      if (areObjects && schema['type'] === undefined) result['type'] = 'object';
    }
    if (schema['example'] !== undefined) result['examples'] = [schema['example']];
    if (Array.isArray(schema['examples'])) result['examples'] = schema['examples'];
    return { ...result, ...limitsOf(schema), ...values(schema) };
  }

  function mapped(value: Schema, keyword: string, at: string): JsonSchema {
    const step = (name: string) => (keyword === 'properties' ? `/${escapeToken(name)}` : '/*');
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        convert(each, keyword === 'dependentSchemas' ? at : at + step(name)),
      ]),
    );
  }

  function discriminator(schema: Schema, at: string): JsonSchema {
    const given = isMapping(schema['discriminator']) ? schema['discriminator'] : {};
    const alternatives = alternativeRefs(schema);
    if (alternatives.length === 0) {
      if (given['mapping'] !== undefined)
        leftOut.push({ pointer: at, reason: '`mapping` of a discriminator without `oneOf` and `anyOf`' });
      return { propertyName: given['propertyName'] };
    }
    const mapping = discriminatorMapping(given, alternatives);
    return {
      propertyName: given['propertyName'],
      mapping: Object.fromEntries(mapping.map(([value, ref]) => [value, `#/parts/${partName(ref)}`])),
    };
  }

  const converted = convert(schema, pointer);
  const defined = (each: JsonSchema) =>
    withDefinedNames(each, parts, (name) =>
      leftOut.push({ pointer, reason: `\`required\` of \`${name}\`, which no schema describes` }),
    );
  return {
    schema: defined(converted),
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, defined(part)])),
    leftOut,
  };
}

/** What of a schema is not in the draft. */
interface LeftOutKeyword {
  readonly pointer: string;
  readonly reason: string;
}
