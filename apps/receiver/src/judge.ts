import { EVENT_TYPES, type EventType, type Notification, registry } from '@partner-webhooks/types';
import { type Observation, type Violation, validate } from '@partner-webhooks/types/validators';
import { parseJson } from './http/json.ts';
import { invalidNotification, Refusal, UNKNOWN_PATH } from './http/refusal.ts';

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

/** Judges a body that was refused before, by the path it was sent to. @returns what is wrong with it still. */
export function judgeAgain(
  path: string,
  body: Uint8Array,
): Judged | { readonly reasons: readonly Violation[] } {
  const eventType = EVENT_TYPES.find((each) => registry[each].path === path);
  if (!eventType) return { reasons: [UNKNOWN_PATH] };
  try {
    return judge(eventType, body);
  } catch (error) {
    if (error instanceof Refusal && error.reasons) return { reasons: error.reasons };
    throw error;
  }
}
