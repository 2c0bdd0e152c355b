import { fromJSONSchema, type ZodType } from 'zod';
import type { IsValid } from './is-valid.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

const made = new Map<string, ZodType>(
  PAYLOADS.map(({ eventType, schema }) => [
    eventType,
    fromJSONSchema({ $ref: `#/$defs/${schema}`, $defs: DEFINITIONS }),
  ]),
);

export const isValid: IsValid = (eventType, body) => made.get(eventType)?.safeParse(body).success === true;
