import {
  EVENT_TYPES,
  type EventType,
  isEventType,
  type RegistryEntry,
  registry,
} from '@partner-webhooks/types';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { parseJson } from '@partner-webhooks/types/request';
import type { SeenStatus } from './find-gaps.ts';

/** A notification as the admin API has it, with its body. */
export interface NotificationWithBody {
  readonly eventType: string;
  readonly subject?: string;
  readonly receivedAt: string;
  /** Absent if it cannot be read. */
  readonly body?: string;
  readonly bodyEncoding?: 'utf-8' | 'base64';
}

/** The event types whose contract says how a status goes on: those of which gaps can be found. */
export const EVENT_TYPES_WITH_LIFECYCLE: readonly EventType[] = EVENT_TYPES.filter(
  (eventType) => lifecycles[eventType] !== undefined,
);

/** The status of which a notification tells; `undefined` if it has none, or its event type has no lifecycle. */
export function seenStatus(notification: NotificationWithBody): SeenStatus | 'unreadable' | undefined {
  const { eventType, subject, receivedAt, body, bodyEncoding } = notification;
  const lifecycle = isEventType(eventType) ? lifecycles[eventType] : undefined;
  if (!isEventType(eventType) || !lifecycle || subject === undefined) return undefined;
  if (body === undefined) return 'unreadable';
  const payload = parsed(bodyEncoding === 'base64' ? decoded(body) : body);
  if (!payload) return 'unreadable';
  const status = payload[lifecycle.property];
  // A rejected change has none.
  if (typeof status !== 'string') return undefined;
  const { occurredAt: clock }: RegistryEntry = registry[eventType];
  const occurredAt = clock === undefined ? undefined : new Date(String(payload[clock]));
  const isTimed = occurredAt !== undefined && !Number.isNaN(occurredAt.getTime());
  return {
    ...{ eventType, subject, status, receivedAt: new Date(receivedAt) },
    ...(isTimed && { occurredAt }),
  };
}

// In a browser, too.
function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
