export { type Addition, additionFor } from './addition.ts';
export { inferSchema } from './infer-schema.ts';
export type { JsonSchema } from './json-schema.ts';
export type { Observation } from './observation.ts';
export { type ObservedOverlay, overlayOf } from './overlay.ts';
export { type PayloadQuery, payloadOf, payloadsOf, type StoredBody } from './payloads.ts';
export { seenValues } from './seen-values.ts';
