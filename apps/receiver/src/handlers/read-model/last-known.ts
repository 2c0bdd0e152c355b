import {
  canonicalSubject,
  type HandlerContext,
  type Inbox,
  occurredAt,
  PermanentError,
} from '@partner-webhooks/inbox';
import { type EventType, type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';
import { parseJson } from '@partner-webhooks/types/request';
import { withoutNul } from './without-nul.ts';

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
   * @throws PermanentError if the event type has no subject.
   */
  record(notification: Notification, context: RecordContext): Promise<void>;

  /** The last known state of a subject; `undefined` if nothing is known. */
  of(eventType: EventType, subject: string): Promise<Known | undefined>;
}

/** The part of a handler's context that is needed. */
export type RecordContext = Pick<HandlerContext, 'id' | 'receivedAt' | 'repeats' | 'write'> &
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

/** The last known states in the table `app_last_known`. */
export function createLastKnown({ read }: Pick<Inbox, 'read'>): LastKnown {
  return {
    async record(notification, { id, receivedAt, repeats, write, log }) {
      const { eventType, payload } = notification;
      const subject = subjectIn(notification);
      // No retry finds one.
      if (subject === undefined) throw new PermanentError(`${eventType} has no subject`);
      const text = JSON.stringify(payload);
      const { status, notificationType } = payload as Fields;
      if (status === undefined && notificationType === 'VALIDATION_ERROR') {
        write(RECORD_REJECTION, eventType, subject, id, text);
        return;
      }
      const time = timeOf(notification, receivedAt);
      const values = [eventType, subject, withoutNul(status ?? null), time, id, text] as const;
      if (repeats === undefined) write(REPORT, ...values);
      else {
        const [other] = await read(FIND_BETWEEN, [eventType, subject, repeats, text]);
        if (other) log?.warn({ repeats }, LEFT_OUT);
        write(REPORT_REPETITION, ...values, repeats);
      }
    },

    async of(eventType, subject) {
      const [row] = await read(FIND, [eventType, withoutNul(canonicalSubject(subject))]);
      if (!row) return undefined;
      const { status, payload, rejection } = row;
      return {
        ...(typeof status === 'string' && { status }),
        ...(typeof payload === 'string' && { payload: parseJson(payload) }),
        ...(typeof rejection === 'string' && { rejection: parseJson(rejection) }),
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
  return value === undefined ? undefined : withoutNul(canonicalSubject(String(value)));
}

/**
 * The time of a notification, in nanoseconds: by the platform's clock or, without one, the time of arrival, which is the
 * latest that it can be. If notifications without a clock were older than all others, the newest could be dropped; if they
 * were compared by arrival with some and by clock with others, each of three could be newer than the next.
 */
function timeOf(notification: Notification, receivedAt: Date): bigint {
  return occurredAt(notification) ?? BigInt(receivedAt.getTime()) * 1_000_000n;
}

/** Records a report if it is newer than the one that is known. One text for both databases. */
export const REPORT = `
  INSERT INTO app_last_known (event_type, subject, status, occurred_at, reported_by, payload)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (event_type, subject) DO UPDATE SET
    status = excluded.status, occurred_at = excluded.occurred_at, reported_by = excluded.reported_by,
    payload = excluded.payload
  WHERE (app_last_known.reported_by IS NULL
    OR (excluded.occurred_at, excluded.reported_by) > (app_last_known.occurred_at, app_last_known.reported_by))`;

// $7 is the notification that this one repeats.
const REPORT_REPETITION = `${REPORT}
    AND (app_last_known.reported_by IS NULL OR app_last_known.reported_by = $7
      OR app_last_known.payload = excluded.payload)`;

// What was recorded after the notification that is repeated, and says something else.
const FIND_BETWEEN = `
  SELECT reported_by FROM app_last_known
  WHERE event_type = $1 AND subject = $2 AND reported_by <> $3 AND payload <> $4`;

/** Records a rejected update if it was received later than the one that is known. */
export const RECORD_REJECTION = `
  INSERT INTO app_last_known (event_type, subject, rejected_by, rejection) VALUES ($1, $2, $3, $4)
  ON CONFLICT (event_type, subject) DO UPDATE SET rejected_by = excluded.rejected_by, rejection = excluded.rejection
  WHERE app_last_known.rejected_by IS NULL OR excluded.rejected_by > app_last_known.rejected_by`;

const FIND = `SELECT status, payload, rejection FROM app_last_known WHERE event_type = $1 AND subject = $2`;
