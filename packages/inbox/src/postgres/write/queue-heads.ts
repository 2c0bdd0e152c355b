import type { Query } from '../connection/open-transaction.ts';

/**
 * Unblocks the next notification of each queue, unless one of it is being handled. The transaction holds the locks of the
 * queues.
 *
 * @param mayHaveHeads whether one of them may be unblocked already although an earlier one is pending.
 */
export async function updateHeads(
  query: Query,
  queues: readonly string[],
  mayHaveHeads: boolean,
): Promise<void> {
  if (queues.length === 0) return;
  // It waits for a claim of the head, and leaves it alone then. The next statement sees that claim.
  if (mayHaveHeads) await query(BLOCK_HEADS, [queues]);
  await query(UNBLOCK_FIRST, [queues]);
}

const BLOCK_HEADS = `
  UPDATE progress SET blocked = true, parked = false
  WHERE queue = ANY($1::uuid[]) AND state = 'pending' AND (NOT blocked OR parked)`;

// `handling` comes before `pending`. A parked head stays parked (pauses.ts).
const UNBLOCK_FIRST = `
  UPDATE progress SET blocked = false
  FROM (
    SELECT DISTINCT ON (queue) seq, state FROM progress
    WHERE queue = ANY($1::uuid[]) AND state IN ('pending', 'handling')
    ORDER BY queue, state, seq) AS first
  WHERE progress.seq = first.seq AND first.state = 'pending' AND progress.blocked AND NOT progress.parked`;
