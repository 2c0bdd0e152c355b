import {
  canonicalSubject,
  type Database,
  type HandlerContext,
  occurredAt,
  PermanentError,
  subjectOf,
} from '@partner-webhooks/inbox';
import { type EventType, type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';
import { isUuidWithCapitals } from './uuid-spelling.ts';

/** The last known state of what notifications are about: a customer, a transfer, an order. */
export interface LastKnown {
  /**
   * Takes over what a notification says. The newest one counts, whatever the order of the calls and however often each
   * is made: by the platform's clock, or the time of receipt where there is none; of two that are as new, the one that
   * was received later.
   *
   * A refused update (`VALIDATION_ERROR` without a status) says nothing about the state. It is kept beside it.
   *
   * What repeats an earlier notification (`context.repeats`) may be a late retry: it does not overwrite a different state
   * that came in between, which is logged as a warning. PENDING, EXECUTED, PENDING stays EXECUTED.
   *
   * When the promise resolves, what it says has been synced.
   *
   * @throws PermanentError where the event type has no subject.
   */
  record(notification: Notification, context: RecordContext): Promise<void>;

  /** What is known of a subject. */
  of(eventType: EventType, subject: string): Promise<Known | undefined>;
}

/** What of a handler's context is needed. */
export type RecordContext = Pick<HandlerContext, 'id' | 'receivedAt' | 'repeats'> &
  Partial<Pick<HandlerContext, 'log'>>;

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
  if (await database.get(FIND_CAPITALS)) await database.exec(MERGE_CAPITALS);
  return {
    async record(notification, { id, receivedAt, repeats, log }) {
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
        const values = [eventType, subject, status ?? null, time, id, text, repeats ?? null];
        const changes = await database.run(REPORT, ...values);
        if (changes === 0 && repeats !== undefined) log?.warn({ repeats }, LEFT_OUT);
      }
    },

    async of(eventType, subject) {
      const row = await database.get(FIND, eventType, canonicalSubject(subject));
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

const LEFT_OUT = 'a repetition is left out: a different state came in between';

type Fields = { readonly status?: string; readonly notificationType?: string };

function subjectIn(notification: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[notification.eventType];
  if (subject === undefined || subjectOf(notification) === undefined) return undefined;
  return canonicalSubject(String((notification.payload as Readonly<Record<string, unknown>>)[subject]));
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
const INSERT_REPORT = `INSERT INTO last_known (event_type, subject, status, occurred_at, reported_by, payload)`;
const IF_NEWER_REPORT = `
  ON CONFLICT DO UPDATE SET
    status = excluded.status, occurred_at = excluded.occurred_at, reported_by = excluded.reported_by,
    payload = excluded.payload
  WHERE (last_known.reported_by IS NULL
    OR (excluded.occurred_at, excluded.reported_by) > (last_known.occurred_at, last_known.reported_by))`;
// ?7 is the notification that this one repeats.
const UNLESS_REPETITION = `
  AND (?7 IS NULL OR last_known.reported_by IS NULL OR last_known.reported_by = ?7
    OR last_known.payload = excluded.payload)`;
const REPORT = `${INSERT_REPORT} VALUES (?1, ?2, ?3, ?4, ?5, ?6) ${IF_NEWER_REPORT} ${UNLESS_REPETITION}`;

const INSERT_REFUSAL = `INSERT INTO last_known (event_type, subject, refused_by, refusal)`;
const IF_NEWER_REFUSAL = `
  ON CONFLICT DO UPDATE SET refused_by = excluded.refused_by, refusal = excluded.refusal
  WHERE last_known.refused_by IS NULL OR excluded.refused_by > last_known.refused_by`;
const REFUSE = `${INSERT_REFUSAL} VALUES (?, ?, ?, ?) ${IF_NEWER_REFUSAL}`;

const WITH_CAPITALS = `FROM last_known AS other WHERE ${isUuidWithCapitals('subject')}`;
const FIND_CAPITALS = `SELECT 1 ${WITH_CAPITALS} LIMIT 1`;
const MERGE_CAPITALS = `
  ${INSERT_REPORT} SELECT event_type, lower(subject), status, occurred_at, reported_by, payload
    ${WITH_CAPITALS} AND reported_by IS NOT NULL ${IF_NEWER_REPORT};
  ${INSERT_REFUSAL} SELECT event_type, lower(subject), refused_by, refusal
    ${WITH_CAPITALS} AND refused_by IS NOT NULL ${IF_NEWER_REFUSAL};
  DELETE FROM last_known WHERE ${isUuidWithCapitals('subject')};`;

const FIND = `SELECT status, payload, refusal FROM last_known WHERE event_type = ? AND subject = ?`;
