import type { QuarantineDetails, QuarantineEdit } from '@partner-webhooks/inbox';
import { type EventType, isEventType } from '@partner-webhooks/types';
import { MAX_RECORDED_VIOLATIONS } from '@partner-webhooks/types/request';
import type { Violation } from '@partner-webhooks/types/validators';
import { decodeForOperator } from '../http/content.ts';
import { HttpError } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import { type BodyValidation, validateBody } from '../validation/validate-body.ts';

/** The result of validating a quarantined body again. */
export type RevalidationResult =
  | (Extract<BodyValidation, { valid: true }> & {
      /** The body as JSON in UTF-8, as the inbox stores it. */
      readonly body: Uint8Array;
    })
  | {
      readonly valid: false;
      /** The event type that it was validated as. Absent if none is known for it. */
      readonly eventType?: string;
      readonly violations: readonly Violation[];
    };

/** How to validate a quarantined body again. */
export interface RevalidateOptions {
  /** The event type to validate as, whatever it was received as. */
  readonly as?: EventType | undefined;
  /** The largest body that is accepted, after decompression. */
  readonly maxBytes: number;
}

/**
 * Validates a quarantined body against the present contract: as the event type that it was received as or, if there is none,
 * the one that its path has now.
 */
export async function revalidate(
  rejected: QuarantineDetails,
  { as, maxBytes }: RevalidateOptions,
): Promise<RevalidationResult> {
  const eventType = as ?? rejected.eventType ?? eventTypeOfPath(rejected.path);
  if (eventType === undefined) return { valid: false, violations: UNKNOWN_PATH };
  if (!isEventType(eventType)) return { valid: false, eventType, violations: [UNKNOWN_EVENT_TYPE] };
  if (rejected.incomplete) return { valid: false, eventType, violations: [INCOMPLETE] };
  const { buffer, byteOffset, byteLength } = rejected.body;
  const decoded = await decodeForOperator(rejected, Buffer.from(buffer, byteOffset, byteLength), maxBytes);
  if ('error' in decoded) return { valid: false, eventType, violations: decoded.error.violations ?? [] };
  const validation = validateBody(eventType, decoded.text);
  if (validation.valid) return { ...validation, body: decoded.text };
  return { valid: false, eventType, violations: validation.violations.slice(0, MAX_RECORDED_VIOLATIONS) };
}

/** An edited copy in place of a rejected body: JSON in UTF-8, complete. */
export function withEdit(
  rejected: QuarantineDetails,
  { body, eventType }: QuarantineEdit,
): QuarantineDetails {
  const { incomplete: _beginning, contentType: _type, contentEncoding: _encoding, ...rest } = rejected;
  return { ...rest, body, ...(eventType !== undefined && isEventType(eventType) && { eventType }) };
}

const UNKNOWN_PATH = new HttpError('UNKNOWN_PATH').violations ?? [];

const UNKNOWN_EVENT_TYPE: Violation = {
  pointer: '',
  code: 'event-type',
  message: 'the contract of this receiver does not have the event type',
};

const INCOMPLETE: Violation = {
  pointer: '',
  code: 'incomplete',
  message: 'only its beginning is stored: the platform has to send it again',
};
