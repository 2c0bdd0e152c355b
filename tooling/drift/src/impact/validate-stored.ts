import type { Observation, Violation } from '@partner-webhooks/codegen';
import type { StoredItem } from '@partner-webhooks/inbox';
import { decodeForOperator } from '@partner-webhooks/request';
import { parseStrictJson } from '@partner-webhooks/types/request';
import type { Edition } from './contract/edition.ts';

/** What an edition of the contract says about a body. */
type Verdict =
  | { readonly valid: true; readonly observations: readonly Observation[] }
  | { readonly valid: false; readonly violations: readonly Violation[] };

/** What both editions say about a stored body, or why it cannot be validated. */
export type StoredValidation =
  | {
      readonly kind: 'validated';
      readonly eventType: string;
      /** The parsed body. */
      readonly value: unknown;
      readonly base: Verdict;
      readonly present: Verdict;
    }
  | { readonly kind: 'not-validated'; readonly reason: string };

/** The two editions, and the largest body that is accepted. */
export interface StoredValidatorOptions {
  readonly base: Edition;
  readonly present: Edition;
  /** After decompression. */
  readonly maxBodyBytes: number;
}

/** Creates what validates stored bodies as a receiver would: the stored notifications as they came in, rejected bodies as a replay. */
export function createStoredValidator({
  base,
  present,
  maxBodyBytes,
}: StoredValidatorOptions): (item: StoredItem) => Promise<StoredValidation> {
  return async (item) => {
    switch (item.kind) {
      case 'unreadable':
        return { kind: 'not-validated', reason: 'cannot be read' };
      case 'notification':
        return validateBody(item.eventType, item.body);
      case 'quarantined': {
        if (item.isIncomplete) return { kind: 'not-validated', reason: 'only its beginning is stored' };
        const eventType = item.eventType ?? present.eventTypeOfPath(item.path);
        if (eventType === undefined)
          return { kind: 'not-validated', reason: 'no event type is received at its path' };
        const decoded = await decodeForOperator(item, bufferOf(item.body), maxBodyBytes);
        if ('error' in decoded) return { kind: 'not-validated', reason: DECODING[decoded.error.code] };
        return validateBody(eventType, decoded.text);
      }
    }
  };

  function validateBody(eventType: string, body: Uint8Array): StoredValidation {
    const parsed = parseStrictJson(body);
    if (!parsed.ok)
      return {
        kind: 'not-validated',
        // Each position would be a reason of its own.
        reason: `not JSON that a receiver accepts: ${parsed.violation.message.replace(/ at position \d+$/, '')}`,
      };
    const { value } = parsed;
    return {
      kind: 'validated',
      eventType,
      value,
      base: verdict(base, eventType, value),
      present: verdict(present, eventType, value),
    };
  }
}

function verdict(edition: Edition, eventType: string, value: unknown): Verdict {
  return edition.has(eventType)
    ? edition.validate(eventType, value)
    : { valid: false, violations: [UNKNOWN_EVENT_TYPE] };
}

const UNKNOWN_EVENT_TYPE: Violation = {
  pointer: '',
  code: 'event-type',
  message: 'the contract does not have the event type',
};

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const DECODING = {
  UNSUPPORTED_CONTENT_TYPE: 'of another media type than JSON',
  UNSUPPORTED_CHARSET: 'in a character set that cannot be read',
  UNREADABLE_CHARSET: 'in a character set that cannot be read',
  UNSUPPORTED_CONTENT_ENCODING: 'in a compression that cannot be read',
  BODY_TOO_LARGE: 'larger than MAX_BODY_BYTES',
  BROKEN_BODY: 'cannot be decompressed',
} as const;
