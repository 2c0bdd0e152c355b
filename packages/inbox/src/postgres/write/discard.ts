import type { State } from '../../model.ts';
import type { Changed } from '../../store.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { count, moved } from './counters.ts';
import { updateHeads } from './queue-heads.ts';
import { select } from './selection.ts';

/**
 * Discards notifications in a transaction that holds the locks of their queues.
 *
 * @returns those that have been discarded now.
 */
export async function discardSelected(
  query: Query,
  seqs: readonly number[],
  reason: string,
  now: number,
): Promise<readonly Changed[]> {
  const found = await select(query, seqs, DISCARDABLE);
  if (found.length === 0) return [];
  await query(DISCARD, [found.map(({ seq }) => seq), now, toColumn(reason)]);
  await updateHeads(query, [...new Set(found.map(({ queue }) => queue))], false);
  await count(
    query,
    found.flatMap(({ eventType, state }) => moved(eventType, state, 'discarded')),
  );
  return found.map(({ id, eventType }) => ({ id: fromColumn(id), eventType }));
}

const DISCARDABLE: readonly State[] = ['pending', 'handling', 'dead'];

const DISCARD = `
  UPDATE progress
  SET state = 'discarded', blocked = true, completed_at = coalesce(completed_at, $2), discarded_at = $2, discard_reason = $3,
    unreadable = NULL, claim_token = NULL, lease_expires_at = NULL, suspect = false, parked = false,
    cause = NULL
  WHERE seq = ANY($1::bigint[])`;
