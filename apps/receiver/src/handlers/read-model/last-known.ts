import {
  canonicalSubject,
  type Database,
  type HandlerContext,
  occurredAt,
  PermanentError,
} from '@partner-webhooks/inbox';
import { type EventType, type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';
import { isUuidWithCapitals } from './uuid-spelling.ts';

/** The last known state of each subject: a customer, a transfer, an order. */
export interface LastKnown {
  /**
   * Records the content of a notification. The newest one wins, whatever the order of the calls and however often each is
   * made: by the platform's clock, or by the time of arrival if there is none; of two with the same time, the one that was
   * received later.
   *
   * A rejected update (`VALIDATION_ERROR` without a status) does not change the state. It is stored beside it.
   *
   * A notification that repeats an earlier one (`context.repeats`) may be a late retry: it does not overwrite a different
   * state that was recorded in between, and a warning is logged. PENDING, EXECUTED, PENDING stays EXECUTED.
   *
   * The promise resolves once the record has been synced.
   *
   * @throws PermanentError if the event type has no subject.
   */
  record(notification: Notification, context: RecordContext): Promise<void>;

  /** The last known state of a subject; `undefined` if nothing is known. */
  of(eventType: EventType, subject: string): Promise<Known | undefined>;
}

/** The part of a handler's context that is needed. */
export type RecordContext = Pick<HandlerContext, 'id' | 'receivedAt' | 'repeats'> &
  Partial<Pick<HandlerContext, 'log'>>;

/** The last known state of a subject. */
export interface Known {
  /** Absent if only a rejected update is known, or the event type has no status. */
  readonly status?: string;
  /** The payload of the newest notification. */
  readonly payload?: unknown;
  /** The payload of the newest rejected update. */
  readonly rejection?: unknown;
}

/** Opens the table in a database. Creates it if it does not exist. */
export async function openLastKnown(database: Database): Promise<LastKnown> {
  await database.exec(SCHEMA);
  if (await database.get(FIND_EARLIER_NAMES)) await database.exec(RENAME_COLUMNS);
  if (await database.get(FIND_CAPITALS)) await database.exec(MERGE_CAPITALS);
  return {
    async record(notification, { id, receivedAt, repeats, log }) {
      const { eventType, payload } = notification;
      const subject = subjectIn(notification);
      // No retry finds one.
      if (subject === undefined) throw new PermanentError(`${eventType} has no subject`);
      const text = JSON.stringify(payload);
      const { status, notificationType } = payload as Fields;
      if (status === undefined && notificationType === 'VALIDATION_ERROR')
        await database.run(RECORD_REJECTION, eventType, subject, id, text);
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
      const { status, payload, rejection } = row;
      return {
        ...(typeof status === 'string' && { status }),
        ...(typeof payload === 'string' && { payload: JSON.parse(payload) }),
        ...(typeof rejection === 'string' && { rejection: JSON.parse(rejection) }),
      };
    },
  };
}

const LEFT_OUT = 'a repetition is ignored: a different state was recorded in between';

type Fields = { readonly status?: string; readonly notificationType?: string };
type Values = Readonly<Record<string, unknown>>;

function subjectIn(notification: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[notification.eventType];
  const value = subject === undefined ? undefined : (notification.payload as Values)[subject];
  return value === undefined ? undefined : canonicalSubject(String(value));
}

/**
 * The time of a notification, in nanoseconds: by the platform's clock or, without one, the time of arrival, which is the
 * latest that it can be. If notifications without a clock were older than all others, the newest could be dropped; if they
 * were compared by arrival with some and by clock with others, each of three could be newer than the next.
 */
function timeOf(notification: Notification, receivedAt: Date): bigint {
  return occurredAt(notification) ?? BigInt(receivedAt.getTime()) * 1_000_000n;
}

// `occurred_at` is the result of `timeOf`. Ids are UUIDs of version 7: their order is the order of arrival.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS last_known (
    event_type  TEXT NOT NULL,
    subject     TEXT NOT NULL,
    status      TEXT,
    occurred_at INTEGER,
    reported_by TEXT,
    payload     TEXT,
    rejected_by  TEXT,
    rejection     TEXT,
    PRIMARY KEY (event_type, subject)
  ) STRICT`;

// An earlier version had other names.
const FIND_EARLIER_NAMES = `SELECT 1 FROM pragma_table_info('last_known') WHERE name = 'refusal'`;
const RENAME_COLUMNS = `
  ALTER TABLE last_known RENAME COLUMN refused_by TO rejected_by;
  ALTER TABLE last_known RENAME COLUMN refusal TO rejection;`;

// One statement decides and writes, so that two concurrent ones cannot both decide by the same earlier state.
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

const INSERT_REJECTION = `INSERT INTO last_known (event_type, subject, rejected_by, rejection)`;
const IF_NEWER_REJECTION = `
  ON CONFLICT DO UPDATE SET rejected_by = excluded.rejected_by, rejection = excluded.rejection
  WHERE last_known.rejected_by IS NULL OR excluded.rejected_by > last_known.rejected_by`;
const RECORD_REJECTION = `${INSERT_REJECTION} VALUES (?, ?, ?, ?) ${IF_NEWER_REJECTION}`;

const WITH_CAPITALS = `FROM last_known AS other WHERE ${isUuidWithCapitals('subject')}`;
const FIND_CAPITALS = `SELECT 1 ${WITH_CAPITALS} LIMIT 1`;
const MERGE_CAPITALS = `
  ${INSERT_REPORT} SELECT event_type, lower(subject), status, occurred_at, reported_by, payload
    ${WITH_CAPITALS} AND reported_by IS NOT NULL ${IF_NEWER_REPORT};
  ${INSERT_REJECTION} SELECT event_type, lower(subject), rejected_by, rejection
    ${WITH_CAPITALS} AND rejected_by IS NOT NULL ${IF_NEWER_REJECTION};
  DELETE FROM last_known WHERE ${isUuidWithCapitals('subject')};`;

const FIND = `SELECT status, payload, rejection FROM last_known WHERE event_type = ? AND subject = ?`;
