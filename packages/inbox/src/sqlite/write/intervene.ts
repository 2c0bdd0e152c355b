import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Tally } from './counters.ts';
import type { Lines } from './subject-queues.ts';

/** A notification whose state was changed from outside of its handling. */
export interface Changed {
  readonly id: string;
  readonly eventType: string;
}

/** Who has a notification handled again: an operator, or the sender by delivering it once more. */
export type ReplayedBy = 'operator' | 'delivery';

/**
 * Replays and discards notifications.
 *
 * @param isLive whether a handler of this process has the notification. One that is `handling` without a handler can be
 * replayed and discarded like any other.
 */
export function intervening(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  isLive: (id: string) => boolean,
) {
  const sql = prepareAll(database, STATEMENTS);

  function select(ids: readonly string[], isMeant: (row: Selected) => boolean): Selected[] {
    return [...new Set(ids)]
      .map((id) => sql.select.get(id) as unknown as Selected | undefined)
      .filter((row): row is Selected => row !== undefined && !hasHandler(row) && isMeant(row));
  }

  function hasHandler({ id, state }: Selected): boolean {
    return state === 'handling' && isLive(id);
  }

  return {
    replay(ids: readonly string[], now: number, by: ReplayedBy = 'operator'): Changed[] {
      const found = select(ids, () => true);
      for (const { id } of found) sql.replay.run(now, lines.linedUpTo(), by, id);
      for (const { line } of found) lines.reorder(line);
      for (const { eventType, state } of found) tally.move(eventType, state, 'pending');
      return found.map(changed);
    },

    discard(ids: readonly string[], reason: string, now: number): Changed[] {
      const found = select(ids, ({ state, discarded }) => state !== 'handled' && discarded === 0);
      for (const { id } of found) sql.discard.run(now, now, reason, id);
      for (const { line } of found) lines.release(line);
      for (const { eventType, state } of found) tally.move(eventType, state, 'dead');
      return found.map(changed);
    },
  };
}

interface Selected extends Changed {
  readonly line: string;
  readonly state: State;
  readonly discarded: 0 | 1;
}

function changed({ id, eventType }: Selected): Changed {
  return { id, eventType };
}

const STATEMENTS = {
  select: `
    SELECT id, event_type AS eventType, line, state, discarded_at IS NOT NULL AS discarded
    FROM notification WHERE id = ?`,

  replay: `
    UPDATE notification
    SET state = 'pending', held_back = 1, attempts = 0, replays = replays + 1, due_at = ?,
      settled_at = NULL, error = NULL, discarded_at = NULL, discard_reason = NULL, lined_up = seq <= ?, replayed_by = ?
    WHERE id = ?`,

  discard: `
    UPDATE notification
    SET state = 'dead', settled_at = coalesce(settled_at, ?), discarded_at = ?, discard_reason = ?, lined_up = 0,
      unreadable = NULL
    WHERE id = ?`,
};
