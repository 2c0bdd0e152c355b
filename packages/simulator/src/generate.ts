import type { EventType, Payload } from '@partner-webhooks/types';
import { generateSync, type JsonSchema } from 'json-schema-faker';
import { payloadSchema, SCHEMAS } from './contract.ts';
import { type Random, seedFrom } from './random.ts';

/**
 * Makes up a payload. It is valid by the contract and holds nothing that the contract does not know; it need not be
 * likely: a transfer may be processed and have an error all the same.
 */
export function generatePayload<E extends EventType>(eventType: E, random: Random): Payload<E> {
  const schema = { ...payloadSchema(eventType), components: { schemas: SCHEMAS } };
  const payload: unknown = generateSync(schema as object as JsonSchema, {
    seed: seedFrom(random),
    maxDepth: MAX_DEPTH,
    optionalsProbability: 0.5,
  });
  // The schema is that of the event type, and a test holds what comes out against its validator.
  return payload as Payload<E>;
}

// Schemas refer to others; at its default the generator stops before the last of them.
const MAX_DEPTH = 12;
