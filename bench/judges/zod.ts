import { fromJSONSchema, type ZodType } from 'zod';
import type { Judge } from './judge.ts';
import { DEFINITIONS, PAYLOADS } from './schemas.ts';

const made = new Map<string, ZodType>(
  PAYLOADS.map(({ eventType, schema }) => [
    eventType,
    fromJSONSchema({ $ref: `#/$defs/${schema}`, $defs: DEFINITIONS }),
  ]),
);

export const judge: Judge = (eventType, body) => made.get(eventType)?.safeParse(body).success === true;
