import { Compile, type Validator } from 'typebox/schema';
import type { IsValid } from './is-valid.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

const compiled = new Map<string, Validator>(
  PAYLOADS.map(({ eventType, schema }) => [
    eventType,
    Compile({ $ref: `#/$defs/${schema}`, $defs: { ...DEFINITIONS } }),
  ]),
);

export const isValid: IsValid = (eventType, body) => {
  const validator = compiled.get(eventType);
  if (validator?.Check(body)) return true;
  // `Check` stops at the first violation; `Errors` finds all of them.
  validator?.Errors(body);
  return false;
};
