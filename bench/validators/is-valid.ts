import type { EventType } from '@partner-webhooks/types';

/** Whether a parsed body is a payload of an event type; the answer comes after all violations have been found. */
export type IsValid = (eventType: EventType, body: unknown) => boolean;
