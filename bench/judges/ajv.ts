import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Judge } from './judge.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

// Compiled when the program starts, with the settings of our own validators.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat('currency', true);
ajv.addSchema({ $id: 'contract', $defs: DEFINITIONS });
const compiled = new Map<string, ValidateFunction>(
  PAYLOADS.map(({ eventType, schema }) => [eventType, ajv.compile({ $ref: `contract#/$defs/${schema}` })]),
);

export const judge: Judge = (eventType, body) => compiled.get(eventType)?.(body) === true;
