import { isEventType, type Notification } from '@partner-webhooks/types';
import type { Claim } from '../model.ts';
import { parseBody } from './parse-body.ts';

/** A claimed notification. It is an array with the body as text, because names and bytes are expensive to copy between threads. */
export type ClaimRow = readonly [
  id: string,
  eventType: string,
  body: string,
  receivedAt: number,
  deliveries: number,
  attempts: number,
  replays: number,
  repeats: string | null,
  interrupted: 0 | 1,
  stale: 0 | 1,
  traceContext: string | null,
];

/** A pending notification that this program cannot hand to a handler. */
export interface UnreadableRow {
  readonly id: string;
  readonly eventType: string;
  /** Why. Nothing of the body is in it. */
  readonly reason: string;
}

/** The result of one call of `claim`. */
export interface Claimed {
  readonly claims: readonly ClaimRow[];
  readonly unreadable: readonly UnreadableRow[];
}

/** @returns `undefined` if the notification can be handed to its handler. */
export function whyUnreadable([, eventType, body]: ClaimRow): string | undefined {
  if (!isEventType(eventType))
    return `the contract of this program has no event type ${eventType}: start a program that knows it`;
  try {
    parseBody(body);
    return undefined;
  } catch {
    // The engine's own message quotes the body.
    return 'the stored body is not JSON: it was damaged, or stored by a program that reads JSON differently';
  }
}

/** The store has checked that the event type is one of the contract's and that the body is JSON. */
export function claimOf([
  id,
  eventType,
  body,
  receivedAt,
  deliveries,
  attempts,
  replays,
  repeats,
  interrupted,
  stale,
  traceContext,
]: ClaimRow): Claim {
  return {
    id,
    notification: { eventType, payload: parseBody(body) } as Notification,
    receivedAt: new Date(receivedAt),
    deliveries,
    attempt: attempts,
    replays,
    ...(repeats !== null && { repeats }),
    ...(interrupted === 1 && { interrupted: true }),
    stale: stale === 1,
    ...(traceContext !== null && { traceContext }),
  };
}
