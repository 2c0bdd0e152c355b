import {
  type Database,
  type HandlerContext,
  occurredAt,
  PermanentError,
  subjectOf,
} from '@partner-webhooks/inbox';
import { type EventType, type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';

/** The last known state of what notifications are about: a customer, a transfer, an order. */
export interface LastKnown {
  /**
   * Takes over what a notification says. The newest one counts, whatever the order of the calls and however often each
   * is made: by the platform's clock, or the time of receipt where there is none; of two that are as new, the one that
   * was received later.
   *
   * A refused update (`VALIDATION_ERROR` without a status) says nothing about the state. It is kept beside it.
   *
   * When the promise resolves, what it says has been synced.
   *
   * @throws PermanentError where the event type has no subject.
   */
  record(notification: Notification, context: Pick<HandlerContext, 'id' | 'receivedAt'>): Promise<void>;

  /** What is known of a subject. */
  of(eventType: EventType, subject: string): Promise<Known | undefined>;
}

/** What is known of a subject. */
export interface Known {
  /** Absent where only a refused update is known, or the event type has none. */
  readonly status?: string;
  /** What the newest notification said. */
  readonly payload?: unknown;
  /** What the newest refused update said. */
  readonly refusal?: unknown;
}

/** Opens the table in a database, where it is made if it does not exist. */
export async function openLastKnown(database: Database): Promise<LastKnown> {
  await database.exec(SCHEMA);
  return {
    async record(notification, { id, receivedAt }) {
      const { eventType, payload } = notification;
      const subject = subjectIn(notification);
      // No further attempt will find one.
      if (subject === undefined) throw new PermanentError(`${eventType} has no subject`);
      const text = JSON.stringify(payload);
      const { status, notificationType } = payload as Fields;
      if (status === undefined && notificationType === 'VALIDATION_ERROR')
        await database.run(REFUSE, eventType, subject, id, text);
      else {
        const time = timeOf(notification, receivedAt);
        await database.run(REPORT, eventType, subject, status ?? null, time, id, text);
      }
    },

    async of(eventType, subject) {
      const row = await database.get(FIND, eventType, subject);
      if (!row) return undefined;
      const { status, payload, refusal } = row;
      return {
        ...(typeof status === 'string' && { status }),
        ...(typeof payload === 'string' && { payload: JSON.parse(payload) }),
        ...(typeof refusal === 'string' && { refusal: JSON.parse(refusal) }),
      };
    },
  };
}

type Fields = { readonly status?: string; readonly notificationType?: string };

function subjectIn(notification: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[notification.eventType];
  if (subject === undefined || subjectOf(notification) === undefined) return undefined;
  return String((notification.payload as Readonly<Record<string, unknown>>)[subject]);
}

/**
 * When it was so, in nanoseconds. What came without a clock was so when it was received, at the latest. Were it older than
 * everything with a clock, the newest report could be the one that is dropped; were it compared by receipt with some and
 * others by clock, three reports could each be newer than the next.
 */
function timeOf(notification: Notification, receivedAt: Date): bigint {
  return occurredAt(notification) ?? BigInt(receivedAt.getTime()) * 1_000_000n;
}

// `occurred_at` is what `timeOf` says. Ids are UUIDs of version 7: their order is that of receipt.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS last_known (
    event_type  TEXT NOT NULL,
    subject     TEXT NOT NULL,
    status      TEXT,
    occurred_at INTEGER,
    reported_by TEXT,
    payload     TEXT,
    refused_by  TEXT,
    refusal     TEXT,
    PRIMARY KEY (event_type, subject)
  ) STRICT`;

// One statement decides and writes, so that two at the same time cannot both decide by what was there before.
const REPORT = `
  INSERT INTO last_known (event_type, subject, status, occurred_at, reported_by, payload)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    status = excluded.status, occurred_at = excluded.occurred_at, reported_by = excluded.reported_by,
    payload = excluded.payload
  WHERE reported_by IS NULL
    OR (excluded.occurred_at, excluded.reported_by) > (last_known.occurred_at, last_known.reported_by)`;

const REFUSE = `
  INSERT INTO last_known (event_type, subject, refused_by, refusal) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET refused_by = excluded.refused_by, refusal = excluded.refusal
  WHERE last_known.refused_by IS NULL OR excluded.refused_by > last_known.refused_by`;

const FIND = `SELECT status, payload, refusal FROM last_known WHERE event_type = ? AND subject = ?`;
