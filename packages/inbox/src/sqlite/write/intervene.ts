import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Counters } from './counters.ts';
import type { SubjectQueues } from './subject-queues.ts';

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
  counters: Counters,
  queues: SubjectQueues,
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
      for (const { id } of found) sql.replay.run(now, queues.queuedUpTo(), by, id);
      for (const { orderingKey } of found) queues.recomputeHead(orderingKey);
      for (const { eventType, state } of found) counters.move(eventType, state, 'pending');
      return found.map(changed);
    },

    discard(ids: readonly string[], reason: string, now: number): Changed[] {
      const found = select(ids, ({ state }) => state !== 'handled' && state !== 'discarded');
      for (const { id } of found) sql.discard.run(now, now, reason, id);
      for (const { orderingKey } of found) queues.unblockNext(orderingKey);
      for (const { eventType, state } of found) counters.move(eventType, state, 'discarded');
      return found.map(changed);
    },
  };
}

interface Selected extends Changed {
  readonly orderingKey: string;
  readonly state: State;
}

function changed({ id, eventType }: Selected): Changed {
  return { id, eventType };
}

const STATEMENTS = {
  select: `
    SELECT id, event_type AS eventType, ordering_key AS orderingKey, state
    FROM notification WHERE id = ?`,

  replay: `
    UPDATE notification
    SET state = 'pending', blocked = 1, attempts = 0, replays = replays + 1, due_at = ?,
      completed_at = NULL, error = NULL, discarded_at = NULL, discard_reason = NULL, queued = seq <= ?, replayed_by = ?
    WHERE id = ?`,

  discard: `
    UPDATE notification
    SET state = 'discarded', completed_at = coalesce(completed_at, ?), discarded_at = ?, discard_reason = ?, queued = 0,
      unreadable = NULL
    WHERE id = ?`,
};
