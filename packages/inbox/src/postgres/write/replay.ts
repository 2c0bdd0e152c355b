import type { State } from '../../model.ts';
import type { NotificationRecord } from '../../reading/notifications.ts';
import type { Changed } from '../../store.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn } from '../text-column.ts';
import { count, moved } from './counters.ts';
import { updateHeads } from './queue-heads.ts';
import { select } from './selection.ts';

/**
 * Replays notifications in a transaction that holds the locks of their queues.
 *
 * @returns those that are pending now.
 */
export async function replaySelected(
  query: Query,
  seqs: readonly number[],
  now: number,
  by: NonNullable<NotificationRecord['replayedBy']>,
): Promise<readonly Changed[]> {
  const found = await select(query, seqs, REPLAYABLE);
  if (found.length === 0) return [];
  await query(REPLAY, [found.map(({ seq }) => seq), now, by]);
  await updateHeads(query, [...new Set(found.map(({ queue }) => queue))], true);
  await count(
    query,
    found.flatMap(({ eventType, state }) => moved(eventType, state, 'pending')),
  );
  return found.map(({ id, eventType }) => ({ id: fromColumn(id), eventType }));
}

const REPLAYABLE: readonly State[] = ['pending', 'handling', 'handled', 'dead', 'discarded'];

const REPLAY = `
  UPDATE progress
  SET state = 'pending', blocked = true, attempts = 0, replays = replays + 1, due_at = $2, completed_at = NULL, error = NULL,
    discarded_at = NULL, discard_reason = NULL, replayed_by = $3, claim_token = NULL, lease_expires_at = NULL,
    parked = false, cause = NULL
  WHERE seq = ANY($1::bigint[])`;
