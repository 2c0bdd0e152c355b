import { EVENT_TYPES, type EventType, isEventType, registry } from '@partner-webhooks/types';
import type { Schemas } from '../api/client.ts';

/** The event type that a rejected body is validated as: the recorded one or, without one, that of its path. */
export function eventTypeOf({
  eventType,
  path,
}: Pick<Schemas['Quarantined'], 'eventType' | 'path'>): string | undefined {
  return eventType ?? EVENT_TYPES.find((each) => registry[each].path === path);
}

/** The same, if the contract has it. */
export function knownEventType(eventType: string | undefined): EventType | undefined {
  return eventType !== undefined && isEventType(eventType) ? eventType : undefined;
}

/** A body as text. Bytes that are none are replaced by `�`. */
export function textOf({
  body,
  bodyEncoding,
}: Pick<Schemas['QuarantinedDetails'], 'body' | 'bodyEncoding'>): string {
  if (bodyEncoding === 'utf-8') return body;
  return new TextDecoder().decode(Uint8Array.from(atob(body), (character) => character.charCodeAt(0)));
}
