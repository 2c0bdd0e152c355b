import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { DraftableSchema, JsonSchema } from '../../draft/change.ts';
import { isMapping, type Schema, type SchemaSource } from './schema.ts';
import { withDefinedNames } from './undefined-names.ts';

/** What of a schema is not in the draft. */
export interface LeftOutKeyword {
  readonly pointer: string;
  readonly reason: string;
}

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
      else if (KEPT.has(keyword)) result[keyword] = value;
      else leftOut.push({ pointer: at, reason: reasonFor(keyword) });
    }
    if (isMapping(schema['discriminator'])) {
      result['discriminator'] = discriminator(schema, at);
      const refs = alternativeRefs(schema);
      const areObjects = refs.length > 0 && refs.every((ref) => source.resolve(ref)['type'] === 'object');
      // Lint judges a value that is no object by its type only.
      if (areObjects && schema['type'] === undefined) result['type'] = 'object';
    }
    if (schema['example'] !== undefined) result['examples'] = [schema['example']];
    if (Array.isArray(schema['examples'])) result['examples'] = schema['examples'];
    return { ...result, ...limits(schema), ...values(schema) };
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
        .map(([keyword, inner]) => [
          keyword === 'const' ? 'enum' : keyword,
          keyword === 'const'
            ? [inner]
            : keyword === 'properties' && isMapping(inner)
              ? Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, canonical(each, open)]))
              : canonical(inner, open),
        ]),
    );
  };
  return canonical(converted, []);
}

const WORDS: ReadonlySet<string> = new Set(['description', 'discriminator', 'examples']);

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

/** The references that become parts. */
function partsOf(schema: unknown, source: SchemaSource): ReadonlySet<string> {
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

function nameIn(ref: string): string {
  return decodeURIComponent(ref.split('/').at(-1) ?? '')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

function wordsIn({ title, description, summary }: Schema): string | undefined {
  const words = [title, description ?? summary].filter(
    (each) => typeof each === 'string' && each.trim() !== '',
  );
  const [first, second] = words as string[];
  return first === undefined || second === undefined || second.includes(first)
    ? (second ?? first)
    : `${first}: ${second}`;
}

/** OpenAPI 3.0 has a boolean beside the limit, OpenAPI 3.1 the limit itself. */
function limits(schema: Schema): JsonSchema {
  const result: Record<string, unknown> = {};
  for (const [exclusive, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const isExclusive = schema[exclusive] === true;
    if (typeof schema[exclusive] === 'number') result[exclusive] = schema[exclusive];
    if (isExclusive && schema[limit] !== undefined) result[exclusive] = schema[limit];
    if (!isExclusive && schema[limit] !== undefined) result[limit] = schema[limit];
  }
  return result;
}

/** The values of an enum, each once, with their meanings if the source has them in one of the usual extensions. */
function values(schema: Schema): JsonSchema {
  const { enum: given } = schema;
  if (!Array.isArray(given)) return {};
  const listed = [...new Set(given)].filter((value) => value !== null);
  const meanings = schema['x-enumDescriptions'] ?? schema['x-enum-descriptions'] ?? schema['x-enum-varnames'];
  const words = Array.isArray(meanings)
    ? Object.fromEntries(given.map((value, index) => [String(value), meanings[index]]))
    : meanings;
  if (listed.length === 0) return given.length === 0 ? { not: {} } : { type: 'null' };
  return { enum: listed, ...(isMapping(words) && { 'x-enumDescriptions': words }) };
}

/** Adds `null`, if the source allows it in one of the ways of OpenAPI 3.0 and 3.1. */
function withNull(given: Schema, schema: JsonSchema): JsonSchema {
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

/** Why a keyword is not in a draft. */
function reasonFor(keyword: string): string {
  return keyword === 'readOnly' ? READ_ONLY : `\`${keyword}\` is not a keyword that the contract has`;
}

/** Why `readOnly` is not in a draft. */
export const READ_ONLY = '`readOnly`: it would say that a notification does not have the property';

/** One way to write what has several: `allOf` of one schema or of objects, and one alternative besides `null`. */
function simplified(schema: JsonSchema): JsonSchema {
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

/** The keywords with subschemas, and where a pointer leads into them. */
const INSIDE: ReadonlyMap<string, Inside> = new Map([
  ...inside(
    { step: '' },
    'allOf',
    'anyOf',
    'contentSchema',
    'else',
    'if',
    'not',
    'oneOf',
    'propertyNames',
    'then',
  ),
  ...inside({ step: '/*' }, 'additionalProperties', 'contains', 'items', 'prefixItems'),
  ...inside({ step: '/*' }, 'unevaluatedItems', 'unevaluatedProperties'),
  ...inside({ step: '', isNamed: true }, 'dependentSchemas', 'patternProperties', 'properties'),
]);

interface Inside {
  /** What is added to the pointer. */
  readonly step: string;
  /** Whether the subschemas have names. */
  readonly isNamed?: boolean;
}

function inside(where: Inside, ...keywords: readonly string[]): [string, Inside][] {
  return keywords.map((keyword) => [keyword, where]);
}

const KEPT: ReadonlySet<string> = new Set([
  ...['const', 'contentEncoding', 'contentMediaType', 'default', 'dependentRequired', 'deprecated', 'format'],
  ...['maxContains', 'maxItems', 'maxLength', 'maxProperties', 'minContains', 'minItems', 'minLength'],
  ...['minProperties', 'multipleOf', 'pattern', 'required', 'type', 'uniqueItems', 'writeOnly'],
  'x-extensible',
]);

/** Converted separately, resolved, or without meaning for values. */
const HANDLED: ReadonlySet<string> = new Set([
  ...[
    '$comment',
    '$defs',
    '$id',
    '$schema',
    'definitions',
    'description',
    'discriminator',
    'enum',
    'example',
  ],
  ...[
    'examples',
    'exclusiveMaximum',
    'exclusiveMinimum',
    'maximum',
    'minimum',
    'nullable',
    'summary',
    'title',
  ],
  ...['x-enum-descriptions', 'x-enum-varnames', 'x-enumDescriptions'],
]);

// What is inside of these is no schema.
const OPAQUE: ReadonlySet<string> = new Set([
  'const',
  'default',
  'discriminator',
  'enum',
  'example',
  'examples',
]);
