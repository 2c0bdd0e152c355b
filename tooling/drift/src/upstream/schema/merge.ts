import { UnreadableError } from '../published.ts';
import { isMapping, type Schema, type SchemaSource } from './schema.ts';

/** A schema with all that its references, its `allOf` and its only real alternative say. */
export interface MergedSchema {
  readonly keywords: Schema;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  readonly nullable: boolean;
  /** The alternatives of `oneOf` and `anyOf` if there are two or more besides `null`. */
  readonly alternatives: readonly unknown[];
  /** The schema that its chain of references leads to: two references to it are the same schema. */
  readonly target: object;
}

/**
 * Merges a schema with its references and `allOf`. Ways to write the same become one: an alternative that is `null`, in
 * OpenAPI 3.0 and 3.1; a single alternative; alternatives that are constants; an enum beside any string; a constant.
 *
 * @throws UnreadableError if a reference leads to nothing or to itself, or if it is not a schema.
 */
export function mergeSchema(schema: unknown, source: SchemaSource, line: number): MergedSchema {
  const parts = partsOf(schema, source, line, []);
  const whole: Whole = { ...combined(parts.map(({ part }) => part)), alternatives: [] };
  for (const keyword of ['oneOf', 'anyOf']) addAlternatives(whole, keyword, source, line);
  const { enum: values, const: constant, type } = whole.keywords;
  const types = [type].flat();
  const isNullable =
    whole.nullable ||
    whole.keywords['nullable'] === true ||
    (types.includes('null') && types.length > 1) ||
    (Array.isArray(values) && values.includes(null));
  return {
    ...whole,
    keywords: constant === undefined ? whole.keywords : { ...whole.keywords, enum: [constant] },
    nullable: isNullable,
    target: parts.find(({ isTarget }) => isTarget)?.part ?? {},
  };
}

interface Whole {
  keywords: { [keyword: string]: unknown };
  readonly properties: Map<string, unknown>;
  readonly required: Set<string>;
  nullable: boolean;
  alternatives: unknown[];
}

interface Part {
  readonly part: Schema;
  /** Whether it is the schema that a chain of references ends at. */
  readonly isTarget: boolean;
}

function partsOf(schema: unknown, source: SchemaSource, line: number, refs: readonly string[]): Part[] {
  if (schema === true) return [{ part: {}, isTarget: true }];
  if (schema === false) return [{ part: { not: {} }, isTarget: true }];
  if (!isMapping(schema))
    throw new UnreadableError(`expected a schema, found ${JSON.stringify(schema)}`, line);
  rejectMalformed(schema, line);
  const { $ref, allOf } = schema;
  const parts: Part[] = [];
  if (typeof $ref === 'string') {
    if (refs.includes($ref)) throw new UnreadableError(`the reference ${$ref} leads to itself`, line);
    parts.push(...partsOf(source.resolve($ref), source, line, [...refs, $ref]));
  }
  const ofAll = Array.isArray(allOf) ? allOf.flatMap((part) => partsOf(part, source, line, refs)) : [];
  // A part of `allOf` is not the schema itself.
  parts.push(...ofAll.map(({ part }) => ({ part, isTarget: false })));
  parts.push({ part: schema, isTarget: typeof $ref !== 'string' });
  return parts;
}

/** A keyword with a value of another type would be passed over. */
function rejectMalformed(schema: Schema, line: number): void {
  for (const [keyword, { expected, isValid }] of Object.entries(KEYWORDS)) {
    const value = schema[keyword];
    if (value !== undefined && !isValid(value))
      throw new UnreadableError(
        `expected \`${keyword}\` to be ${expected}, found ${JSON.stringify(value)}`,
        line,
      );
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isListOf = (isMember: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(isMember);
const isSchemaLike = (value: unknown): boolean => isMapping(value) || typeof value === 'boolean';

const KEYWORDS: Readonly<
  Record<string, { readonly expected: string; readonly isValid: (value: unknown) => boolean }>
> = {
  $ref: { expected: 'a text', isValid: isText },
  allOf: { expected: 'a list', isValid: Array.isArray },
  anyOf: { expected: 'a list', isValid: Array.isArray },
  enum: { expected: 'a list', isValid: Array.isArray },
  format: { expected: 'a text', isValid: isText },
  items: { expected: 'a schema', isValid: isSchemaLike },
  nullable: { expected: 'true or false', isValid: (value) => typeof value === 'boolean' },
  oneOf: { expected: 'a list', isValid: Array.isArray },
  properties: { expected: 'a mapping', isValid: isMapping },
  required: { expected: 'a list of names', isValid: isListOf(isText) },
  type: {
    expected: 'a type or a list of types',
    isValid: (value) => isText(value) || isListOf(isText)(value),
  },
};

function combined(parts: readonly Schema[]): Omit<Whole, 'alternatives'> {
  const keywords: Whole['keywords'] = {};
  const properties = new Map<string, unknown>();
  const required = new Set<string>();
  for (const part of parts) {
    Object.assign(keywords, part);
    const { properties: own, required: names } = part;
    if (isMapping(own)) for (const [name, property] of Object.entries(own)) properties.set(name, property);
    if (Array.isArray(names)) for (const name of names) required.add(String(name));
  }
  return { keywords, properties, required, nullable: false };
}

/** Resolves what `oneOf` or `anyOf` says into keywords if it can, and keeps it as alternatives if not. */
function addAlternatives(whole: Whole, keyword: string, source: SchemaSource, line: number): void {
  const listed = whole.keywords[keyword];
  delete whole.keywords[keyword];
  if (!Array.isArray(listed)) return;
  const merged = listed.map((schema) => ({ schema, merged: mergeSchema(schema, source, line) }));
  const real = merged.filter(({ merged: { keywords } }) => !isNull(keywords));
  if (real.length < merged.length || real.some((each) => each.merged.nullable)) whole.nullable = true;
  const [only] = real;
  const values = enumOf(real.map((each) => each.merged));
  if (real.length === 1 && only) add(whole, only.merged);
  else if (values) Object.assign(whole.keywords, values);
  else whole.alternatives.push(...real.map(({ schema }) => schema));
}

function add(whole: Whole, { keywords, properties, required, nullable, alternatives }: MergedSchema): void {
  whole.keywords = { ...keywords, ...whole.keywords };
  for (const [name, property] of properties)
    if (!whole.properties.has(name)) whole.properties.set(name, property);
  for (const name of required) whole.required.add(name);
  whole.nullable ||= nullable;
  whole.alternatives.push(...alternatives);
}

function isNull({ type, enum: values }: Schema): boolean {
  return (
    type === 'null' || (Array.isArray(values) && values.length > 0 && values.every((value) => value === null))
  );
}

function isStringOrNull({ type }: Schema): boolean {
  const types = [type].flat().filter((each) => each !== 'null');
  return types.length === 1 && types[0] === 'string';
}

/** The enum that alternatives stand for: lists of values, of which one may allow any string besides. */
function enumOf(alternatives: readonly MergedSchema[]): Schema | undefined {
  const lists = alternatives.flatMap(({ keywords }) =>
    Array.isArray(keywords['enum']) ? [keywords['enum']] : [],
  );
  const others = alternatives.filter(({ keywords }) => !Array.isArray(keywords['enum']));
  const isOpen = others.every(
    ({ keywords, alternatives: inner }) => isStringOrNull(keywords) && inner.length === 0,
  );
  if (lists.length === 0 || !isOpen) return undefined;
  const values = [...new Set(lists.flat())];
  const types = [...new Set(values.filter((value) => value !== null).map((value) => typeof value))];
  return { type: types.length === 1 ? types[0] : types, enum: values };
}
