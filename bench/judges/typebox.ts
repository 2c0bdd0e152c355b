import { Compile, type Validator } from 'typebox/schema';
import type { Judge } from './judge.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

const compiled = new Map<string, Validator>(
  PAYLOADS.map(({ eventType, schema }) => [
    eventType,
    Compile({ $ref: `#/$defs/${schema}`, $defs: { ...DEFINITIONS } }),
  ]),
);

export const judge: Judge = (eventType, body) => {
  const validator = compiled.get(eventType);
  if (validator?.Check(body)) return true;
  // `Check` stops at the first; what is wrong is asked for apart.
  validator?.Errors(body);
  return false;
};
