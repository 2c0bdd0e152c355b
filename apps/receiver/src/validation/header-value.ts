import { isDate, isDateTime, isTime } from '@partner-webhooks/types/date-time';
import { headerProblem } from '@partner-webhooks/types/request';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { itemTypesOf, typesOf } from './header-types.ts';

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
  const form = { json, explode, types: [...typesOf(schema, schema)], itemTypes: [...itemTypesOf(schema)] };
  return (text) => headerProblem(text, form, (value) => (validate(value) ? undefined : problemIn(validate)));
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
