import type { EventType, Payload } from '@partner-webhooks/types';
import { generateSync, type JsonSchema } from 'json-schema-faker';
import { payloadSchema, SCHEMAS } from './contract.ts';
import { type Random, seedFrom } from './random.ts';

/**
 * Generates a payload. It is valid by the contract and has nothing that the contract does not have. It need not be
 * plausible: a transfer may be processed and have an error.
 */
export function generatePayload<E extends EventType>(eventType: E, random: Random): Payload<E> {
  const schema = { ...payloadSchema(eventType), components: { schemas: SCHEMAS } };
  const payload: unknown = generateSync(schema as object as JsonSchema, {
    seed: seedFrom(random),
    maxDepth: MAX_REFERENCE_DEPTH,
    optionalsProbability: 0.5,
  });
  // The schema is that of the event type; a test validates the payloads.
  return payload as Payload<E>;
}

// At its default, the generator stops before the end of the longest chain of references.
const MAX_REFERENCE_DEPTH = 12;
