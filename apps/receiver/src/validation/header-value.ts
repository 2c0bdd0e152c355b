import { isDate, isDateTime, isTime } from '@partner-webhooks/types/date-time';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { itemTypesOf, type Type, typesOf } from './header-types.ts';

/** The form of a header's value, by the contract. */
export interface HeaderForm {
  /** JSON Schema 2020-12, with all that it refers to. */
  readonly schema: object | boolean;
  /** Whether the value is JSON; otherwise it is in the style `simple`. */
  readonly json: boolean;
  /** Whether an object in the style `simple` is `a=1,b=2`; otherwise it is `a,1,b,2`. */
  readonly explode: boolean;
}

/**
 * Gives a function of which each call compiles the validator of a header; equal forms are compiled once. A header is a text: what it means depends on the types that its schema allows
 * (OpenAPI 3.1, section 4.8.12.3, style `simple`). A text that can be read in several ways is valid if it is valid in one.
 *
 * A validator gives `undefined` for a valid value, and otherwise what is wrong, without the value.
 */
export function createHeaderCompiler(): (form: HeaderForm) => HeaderValidator {
  const ajv = new Ajv2020({ strict: false, logger: false });
  addFormats.default(ajv);
  for (const [format, check] of FORMATS) ajv.addFormat(format, check);
  const compiled = new Map<string, HeaderValidator>();
  return ({ schema, json, explode }) => {
    const key = JSON.stringify([schema, json, explode]);
    const validator = compiled.get(key) ?? compile(ajv, { schema, json, explode });
    compiled.set(key, validator);
    return validator;
  };
}

type HeaderValidator = (text: string) => string | undefined;

function compile(ajv: Ajv2020, { schema, json, explode }: HeaderForm): HeaderValidator {
  const validate: ValidateFunction = ajv.compile(schema);
  // Two headers may have schemas with the same `$id`.
  if (typeof schema === 'object') ajv.removeSchema(schema);
  const types = typesOf(schema, schema);
  const itemTypes = itemTypesOf(schema);
  return (text) => {
    let problem: string | undefined;
    for (const value of json ? parsed(text) : readings(text, types, itemTypes, explode)) {
      if (validate(value)) return undefined;
      problem ??= problemIn(validate);
    }
    return problem ?? (json ? 'must be JSON' : `must be ${[...types].join(' or ')}`);
  };
}

const FORMATS = [
  ['date', isDate],
  ['date-time', isDateTime],
  ['time', isTime],
] as const;

function problemIn({ errors }: ValidateFunction): string {
  const [error] = errors ?? [];
  return `${error?.instancePath ? `${error.instancePath} ` : ''}${error?.message ?? 'is not valid'}`;
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** The values that a text can stand for. */
function readings(
  text: string,
  types: ReadonlySet<Type>,
  itemTypes: ReadonlySet<Type>,
  explode: boolean,
): unknown[] {
  const values = scalars(text, types);
  if (types.has('array')) values.push(text === '' ? [] : parts(text).map((part) => scalar(part, itemTypes)));
  if (types.has('object')) {
    const all = parts(text);
    const pairs = explode ? all.map((part) => part.split(/=(.*)/s)) : pairsOf(all);
    values.push(
      Object.fromEntries(pairs.map(([name = '', value = '']) => [name, scalar(value, ANY_SCALAR)])),
    );
  }
  return values;
}

const ANY_SCALAR: ReadonlySet<Type> = new Set(['number', 'boolean', 'string']);

function scalars(text: string, types: ReadonlySet<Type>): unknown[] {
  const values: unknown[] = [];
  if (types.has('number') && NUMBER.test(text)) values.push(Number(text));
  if (types.has('boolean') && (text === 'true' || text === 'false')) values.push(text === 'true');
  if (types.has('null') && (text === '' || text === 'null')) values.push(null);
  if (types.has('string')) values.push(text);
  return values;
}

function scalar(text: string, types: ReadonlySet<Type>): unknown {
  const [first = text] = scalars(text, types);
  return first;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function parts(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function pairsOf(texts: readonly string[]): string[][] {
  return texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : []));
}
