import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import type { PauseRow } from '../../rows/pauses.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Damage } from './damage.ts';
import type { Participant } from './unit-of-work.ts';

/** What pauses and resumes the handling of event types. */
export interface PauseMethods {
  /** @returns the pause; the earlier one if the event type is paused already. */
  pause(pause: PauseRow): Row;
  /** @returns whether the event type was paused. */
  resume(eventType: string, now: number): boolean;
}

/**
 * The event types whose handling is paused. A notification that the dispatcher reaches while its event type is paused is
 * parked: it stays the head of its queue, and leaves the list of those that are due. After the resumption each claim takes as
 * many of the parked ones back as it can claim.
 */
export interface Pauses extends PauseMethods, Participant {
  /** Whether anything is paused, or still parked after a pause. */
  isActive(): boolean;
  /** Whether anything is parked whose event type is no longer paused. */
  isResuming(): boolean;
  /** Parks a pending notification if its event type is paused. @returns whether it is. */
  park(seq: number): boolean;
  /** Takes back up to `limit` parked notifications of each resumed event type, the longest due first. */
  takeBack(limit: number): void;
}

/** Opens the table of pauses. */
export function openPauses(database: DatabaseSync, damage: Damage): Pauses {
  const sql = prepareAll(database, STATEMENTS);
  // `undefined` if it has to be read.
  let known: { readonly count: number; readonly resumed: readonly string[] } | undefined;

  function all(): NonNullable<typeof known> {
    if (known) return known;
    const rows = sql.all.all();
    const resumed = rows.filter((row) => row['resumedAt'] !== null).map((row) => String(row['eventType']));
    known = { count: rows.length, resumed };
    return known;
  }

  function forget(): void {
    known = undefined;
  }

  return {
    pause({ eventType, pausedAt, pausedBy, reason }) {
      forget();
      return { ...sql.pause.get(eventType, pausedAt, pausedBy ?? null, reason ?? null) };
    },
    resume(eventType, now) {
      forget();
      return sql.resume.run(now, eventType).changes === 1;
    },
    isActive: () => all().count > 0,
    isResuming: () => all().resumed.length > 0,
    park: (seq) => all().count > 0 && sql.park.run(seq).changes === 1,
    takeBack(limit) {
      for (const eventType of all().resumed) {
        const seqs = sql.parked.all(eventType, limit + damage.count()).map(({ seq }) => Number(seq));
        const readable = damage.isKnown() ? seqs.filter(damage.isReadable) : seqs;
        for (const seq of readable) {
          damage.approach(seq);
          sql.takeBack.run(seq);
          damage.approach(undefined);
        }
        if (readable.length >= limit) continue;
        sql.end.run(eventType);
        forget();
      }
    },
    afterRollback: forget,
  };
}

const PAUSE = `event_type AS eventType, paused_at AS pausedAt, paused_by AS pausedBy, reason, resumed_at AS resumedAt`;

const STATEMENTS = {
  all: `SELECT ${PAUSE} FROM pause`,
  pause: `
    INSERT INTO pause (event_type, paused_at, paused_by, reason) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      paused_at = iif(resumed_at IS NULL, paused_at, excluded.paused_at),
      paused_by = iif(resumed_at IS NULL, paused_by, excluded.paused_by),
      reason = iif(resumed_at IS NULL, reason, excluded.reason),
      resumed_at = NULL
    RETURNING ${PAUSE}`,
  resume: `UPDATE pause SET resumed_at = ? WHERE event_type = ? AND resumed_at IS NULL`,
  end: `DELETE FROM pause WHERE event_type = ? AND resumed_at IS NOT NULL`,

  park: `
    UPDATE notification SET queued = 1, blocked = 2
    WHERE seq = ? AND event_type IN (SELECT event_type FROM pause WHERE resumed_at IS NULL)`,
  parked: `
    SELECT seq FROM notification INDEXED BY notification_parked
    WHERE blocked = 2 AND event_type = ? ORDER BY due_at, seq LIMIT ?`,
  takeBack: `UPDATE notification SET blocked = 0 WHERE seq = ? AND blocked = 2`,
};
