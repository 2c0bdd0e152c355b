import type { EventType, Notification } from '@partner-webhooks/types';
import { type Observation, validate } from '@partner-webhooks/types/validators';
import { invalidNotification } from '../http/errors.ts';
import { parseJson } from './strict-json.ts';

/** A body that is a notification by the contract. */
export interface Judged {
  readonly notification: Notification;
  readonly observations: readonly Observation[];
}

/** Judges a body by the contract. @throws Refusal 400 saying what is wrong with it, and where. */
export function judge(eventType: EventType, body: Uint8Array): Judged {
  const verdict = validate(eventType, parseJson(body));
  if (!verdict.valid) throw invalidNotification(verdict.violations);
  // The validator paired them; TypeScript cannot know that the payload belongs to this member of the union.
  const notification = { eventType, payload: verdict.payload } as Notification;
  return { notification, observations: verdict.observations };
}
