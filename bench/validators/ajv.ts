import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { IsValid } from './is-valid.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

// Compiled at the start of the program, with the settings of our own validators.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat('currency', true);
ajv.addSchema({ $id: 'contract', $defs: DEFINITIONS });
const compiled = new Map<string, ValidateFunction>(
  PAYLOADS.map(({ eventType, schema }) => [eventType, ajv.compile({ $ref: `contract#/$defs/${schema}` })]),
);

export const isValid: IsValid = (eventType, body) => compiled.get(eventType)?.(body) === true;
