import { parseStrictJson } from '@partner-webhooks/request';
import type { EventType, Notification } from '@partner-webhooks/types';
import { type Observation, type Violation, validate } from '@partner-webhooks/types/validators';

/** Whether a body is a notification by the contract, and if not, why. */
export type BodyValidation =
  | {
      readonly valid: true;
      readonly notification: Notification;
      /** What the contract does not know yet. */
      readonly observations: readonly Observation[];
    }
  | {
      readonly valid: false;
      /** At least one. */
      readonly violations: readonly Violation[];
    };

/** The violations of one body that are recorded and sent to the sender. */
export const MAX_RECORDED_VIOLATIONS = 20;

/**
 * Validates a body against the contract.
 *
 * @param bytes JSON in UTF-8.
 * @example
 * const validation = validateBody('TRANSFER_NOTIFICATION', bytes);
 * if (validation.valid) await inbox.receive({ ...validation, … });
 */
export function validateBody(eventType: EventType, bytes: Uint8Array): BodyValidation {
  const parsed = parseStrictJson(bytes);
  if (!parsed.ok) return { valid: false, violations: [parsed.violation] };
  const result = validate(eventType, parsed.value);
  if (!result.valid) return result;
  // The validator paired them; TypeScript cannot know that the payload belongs to this member of the union.
  const notification = { eventType, payload: result.payload } as Notification;
  return { valid: true, notification, observations: result.observations };
}
