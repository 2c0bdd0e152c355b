import { inferSchema } from './infer-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Observation } from './observation.ts';

/** What the contract has to have so that an observation is known. */
export type Addition =
  | {
      readonly kind: 'add-value';
      readonly eventType: string;
      readonly pointer: string;
      readonly value: string | number | boolean;
    }
  | {
      readonly kind: 'add-property';
      readonly eventType: string;
      readonly pointer: string;
      readonly schema: JsonSchema;
    };

/**
 * The addition for an observation, or the reason why there is none.
 *
 * @param seen finds a value of a new property, which suggests its schema; `undefined` if none is stored any more.
 */
export async function additionFor(
  { eventType, pointer, kind, value }: Observation,
  seen: () => Promise<unknown>,
): Promise<Addition | string> {
  if (pointer.length >= STORED_CHARS) return 'its pointer has been cut';
  if (kind === 'unknown-value') {
    if (value === undefined) return 'its value is not known';
    if (typeof value === 'string' && value.length >= STORED_CHARS) return 'its value has been cut';
    return { kind: 'add-value', eventType, pointer, value };
  }
  if (pointer.endsWith('/*')) return 'its name is a number, and numbers are not stored';
  const found = await seen();
  if (found === undefined) return 'no stored notification has it any more, so its type is not known';
  return { kind: 'add-property', eventType, pointer, schema: inferSchema(found) };
}

// The receiver stores at most this many characters of a pointer or a value.
const STORED_CHARS = 200;
