import type { Findings } from '../findings.ts';
import { isSchema, type Schema, walkSchema } from '../schema.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import { schemasOf } from '../walk-document.ts';
import { isEcmaPattern } from './patterns.ts';

/**
 * Checks the keywords of all schemas of a document. A keyword with a value that has no meaning is a fault; in a schema that no
 * webhook uses, it is a warning, and the keyword is removed.
 *
 * @param isUsed whether a webhook uses the schema at a pointer, which is not inside another schema.
 */
export function checkSchemas(
  document: object,
  isUsed: (pointer: string) => boolean,
  findings: Findings,
): void {
  for (const { schema, pointer } of schemasOf(document)) {
    const isFault = isUsed(pointer);
    walkSchema(schema, (inner, at) => checkSchema(inner, at, isFault, findings), pointer);
  }
}

type SchemaObject = Exclude<Schema, boolean>;

function checkSchema(schema: SchemaObject, pointer: string, isFault: boolean, findings: Findings): void {
  for (const [keyword, expected] of Object.entries(KEYWORDS)) {
    if (schema[keyword] === undefined) continue;
    const mismatches = expected(schema[keyword], `${pointer}/${keyword}`);
    for (const { pointer: at, text, value } of mismatches) {
      const message = `\`${keyword}\`: expected ${text}, found ${shown(value)}${advice(keyword, value)}`;
      if (isFault) findings.fault(at, message);
      else findings.warn(at, `${message}; no webhook uses it, and \`${keyword}\` is ignored`);
    }
    if (mismatches.length > 0 && !isFault) delete schema[keyword];
  }
  warnOfValuesOfOtherTypes(schema, pointer, findings);
}

/**
 * A value of another type than the schema's matches nothing, such as the number 1.0 that YAML reads in a list of texts. A number
 * that is too large is a text to YAML.
 */
function warnOfValuesOfOtherTypes(schema: SchemaObject, pointer: string, findings: Findings): void {
  const values: [at: string, value: unknown][] = Array.isArray(schema.enum)
    ? schema.enum.map((value, index) => [`enum/${index}`, value])
    : [];
  if (schema.const !== undefined) values.push(['const', schema.const]);
  const types: readonly string[] = [schema.type ?? []].flat();
  for (const [at, value] of values) {
    const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
    const isOfType = types.includes(type) || (type === 'number' && types.includes('integer'));
    if (typeof value === 'string' && TOO_LARGE.test(value) && !Number.isFinite(Number(value)))
      findings.warn(
        `${pointer}/${at}`,
        `${value} is too large for a number of JavaScript; it is read as a text`,
      );
    // A list of values often has no type `null`, though it lists the value.
    else if (types.length > 0 && !isOfType && type !== 'null')
      findings.warn(
        `${pointer}/${at}`,
        `expected a value of type ${types.join(' or ')}, found ${shown(value)}, which no body can have; quote it if it is a text`,
      );
  }
}

const TOO_LARGE = /^[-+]?\d+(?:\.\d+)?e\+?\d+$/i;

function shown(value: unknown): string {
  const text = (typeof value === 'number' ? String(value) : JSON.stringify(value)) ?? String(value);
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}

const MAX_SHOWN_CHARS = 60;

interface Mismatch {
  readonly pointer: string;
  /** What was expected. */
  readonly text: string;
  readonly value: unknown;
}

/** The mismatches of a value, which is at the pointer. */
type Expected = (value: unknown, pointer: string) => Mismatch[];

function expected(text: string, test: (value: unknown) => boolean): Expected {
  return (value, pointer) => (test(value) ? [] : [{ pointer, text, value }]);
}

const NUMBER = expected('a number', (value) => typeof value === 'number' && Number.isFinite(value));
const COUNT = expected('a whole number from 0', (value) => Number.isInteger(value) && Number(value) >= 0);
const TEXT = expected('a text', (value) => typeof value === 'string');
const FLAG = expected('`true` or `false`', (value) => typeof value === 'boolean');
const SCHEMA = expected('a schema', isSchema);
const JSON_VALUE = expected('a value that JSON has', isJson);
const PATTERN = expected(
  'a regular expression of ECMA-262 with the flag `u`',
  (value) => typeof value === 'string' && isEcmaPattern(value),
);
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const TYPE = expected(`one of ${TYPES.join(', ')}, or a list of them`, (value) => {
  const types = [value].flat();
  return types.length > 0 && types.every((each) => typeof each === 'string' && TYPES.includes(each));
});

/** YAML has numbers such as `.nan`, and binary data. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return value !== undefined;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(isJson);
}

function listOf(item: Expected): Expected {
  return (value, pointer) => {
    if (!Array.isArray(value)) return [{ pointer, text: 'a list', value }];
    return value.flatMap((each, index) => item(each, `${pointer}/${index}`));
  };
}

function mappingOf(member: Expected, name?: Expected): Expected {
  return (value, pointer) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [{ pointer, text: 'a mapping', value }];
    return Object.entries(value).flatMap(([key, each]) => {
      const at = `${pointer}/${escapeToken(key)}`;
      return [...(name?.(key, at) ?? []), ...member(each, at)];
    });
  };
}

// JSON Schema 2020-12, Core, section 10, and Validation, section 6.
const KEYWORDS: Readonly<Record<string, Expected>> = {
  $ref: TEXT,
  $defs: mappingOf(SCHEMA),
  $dynamicRef: TEXT,
  additionalProperties: SCHEMA,
  allOf: listOf(SCHEMA),
  anyOf: listOf(SCHEMA),
  const: JSON_VALUE,
  contains: SCHEMA,
  definitions: mappingOf(SCHEMA),
  dependentRequired: mappingOf(listOf(TEXT)),
  dependentSchemas: mappingOf(SCHEMA),
  else: SCHEMA,
  enum: listOf(JSON_VALUE),
  exclusiveMaximum: NUMBER,
  exclusiveMinimum: NUMBER,
  format: TEXT,
  if: SCHEMA,
  items: SCHEMA,
  maxContains: COUNT,
  maxItems: COUNT,
  maxLength: COUNT,
  maxProperties: COUNT,
  maximum: NUMBER,
  minContains: COUNT,
  minItems: COUNT,
  minLength: COUNT,
  minProperties: COUNT,
  minimum: NUMBER,
  multipleOf: expected(
    'a number above 0',
    (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  ),
  not: SCHEMA,
  oneOf: listOf(SCHEMA),
  pattern: PATTERN,
  patternProperties: mappingOf(SCHEMA, PATTERN),
  prefixItems: listOf(SCHEMA),
  properties: mappingOf(SCHEMA),
  propertyNames: SCHEMA,
  required: listOf(TEXT),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: SCHEMA,
  type: TYPE,
  unevaluatedItems: SCHEMA,
  unevaluatedProperties: SCHEMA,
  uniqueItems: FLAG,
  title: TEXT,
  description: TEXT,
  summary: TEXT,
};

/** What to write in place of a type of another language. */
function advice(keyword: string, value: unknown): string {
  if (keyword !== 'type' || typeof value !== 'string') return '';
  const name = value.toLowerCase();
  return Object.hasOwn(TYPES_ELSEWHERE, name) ? `; write \`${TYPES_ELSEWHERE[name]}\`` : '';
}

const TYPES_ELSEWHERE: Readonly<Record<string, string>> = {
  any: '{}',
  bool: 'type: boolean',
  date: 'type: string, format: date',
  'date-time': 'type: string, format: date-time',
  datetime: 'type: string, format: date-time',
  decimal: 'type: number',
  double: 'type: number, format: double',
  dict: 'type: object',
  file: 'type: string, contentMediaType: application/octet-stream',
  float: 'type: number, format: float',
  int: 'type: integer',
  int32: 'type: integer, format: int32',
  int64: 'type: integer, format: int64',
  list: 'type: array',
  long: 'type: integer, format: int64',
  map: 'type: object',
  timestamp: 'type: string, format: date-time',
  uuid: 'type: string, format: uuid',
};
