import type { EventType, Notification } from '@partner-webhooks/types';
import { parse } from '@partner-webhooks/types/parse';
import type { Observation, Violation } from '@partner-webhooks/types/validators';

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

/**
 * Validates a body against the contract, as the generated package does for programs without a receiver.
 *
 * @param bytes JSON in UTF-8.
 * @example
 * const validation = validateBody('TRANSFER_NOTIFICATION', bytes);
 * if (validation.valid) await inbox.receive({ ...validation, … });
 */
export function validateBody(eventType: EventType, bytes: Uint8Array): BodyValidation {
  return parse(eventType, bytes);
}
