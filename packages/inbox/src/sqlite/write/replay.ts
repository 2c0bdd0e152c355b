import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import type { NotificationRecord } from '../../reading/notifications.ts';
import type { Changed } from '../../store.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { Live } from './live.ts';
import { openSelection } from './selection.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** What replays notifications. */
export interface ReplayMethods {
  /** @returns those that are pending now. A notification that a handler of this process has is left alone. */
  replay(ids: readonly string[], now: number, by?: NotificationRecord['replayedBy']): Changed[];
}

/** Opens the table for replays. */
export function openReplay(
  database: DatabaseSync,
  inserts: BatchedInserts,
  counters: Counters,
  queues: SubjectQueues,
  live: Live,
): ReplayMethods {
  const sql = prepareAll(database, STATEMENTS);
  const select = openSelection(database, live);
  return {
    replay(ids, now, by = 'operator') {
      inserts.write();
      const found = select(ids, REPLAYABLE);
      for (const { id } of found) sql.replay.run(now, queues.queuedUpTo(), by, id);
      for (const { orderingKey } of found) queues.recomputeHead(orderingKey);
      for (const { eventType, state } of found) counters.move(eventType, state, 'pending');
      return found.map(({ id, eventType }) => ({ id, eventType }));
    },
  };
}

const REPLAYABLE: readonly State[] = ['pending', 'handling', 'handled', 'dead', 'discarded'];

const STATEMENTS = {
  replay: `
    UPDATE notification
    SET state = 'pending', blocked = 1, attempts = 0, replays = replays + 1, due_at = ?,
      completed_at = NULL, error = NULL, discarded_at = NULL, discard_reason = NULL, queued = seq <= ?, replayed_by = ?, cause = NULL
    WHERE id = ?`,
};
