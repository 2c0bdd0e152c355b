import type { EventType } from '@partner-webhooks/types';

/** Says of a parsed body whether it is a payload of its event type, after it has found all that is wrong with it. */
export type Judge = (eventType: EventType, body: unknown) => boolean;
