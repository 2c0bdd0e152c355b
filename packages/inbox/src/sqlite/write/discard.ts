import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import type { Changed } from '../../store.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { Live } from './live.ts';
import { openSelection } from './selection.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** What discards notifications. */
export interface DiscardMethods {
  /** @returns those that have been discarded now. A notification that a handler of this process has is left alone. */
  discard(ids: readonly string[], reason: string, now: number): Changed[];
}

/** Opens the table for discards. */
export function openDiscard(
  database: DatabaseSync,
  inserts: BatchedInserts,
  counters: Counters,
  queues: SubjectQueues,
  live: Live,
): DiscardMethods {
  const sql = prepareAll(database, STATEMENTS);
  const select = openSelection(database, live);
  return {
    discard(ids, reason, now) {
      inserts.write();
      const found = select(ids, DISCARDABLE);
      for (const { id } of found) sql.discard.run(now, now, reason, id);
      for (const { orderingKey } of found) queues.unblockNext(orderingKey);
      for (const { eventType, state } of found) counters.move(eventType, state, 'discarded');
      return found.map(({ id, eventType }) => ({ id, eventType }));
    },
  };
}

const DISCARDABLE: readonly State[] = ['pending', 'handling', 'dead'];

const STATEMENTS = {
  discard: `
    UPDATE notification
    SET state = 'discarded', blocked = 1, completed_at = coalesce(completed_at, ?), discarded_at = ?, discard_reason = ?,
      queued = 0, unreadable = NULL, cause = NULL
    WHERE id = ?`,
};
