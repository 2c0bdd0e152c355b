import type { State } from '../../model.ts';
import type { Changed } from '../../store.ts';
import type { Query } from '../connection/open-transaction.ts';
import type { Transactions } from '../connection/transactions.ts';
import { lockOf } from '../keys.ts';
import { toColumn } from '../text-column.ts';

/** A notification that can be changed. */
export interface Selected extends Changed {
  readonly seq: number;
  readonly queue: string;
  readonly state: State;
}

/**
 * Changes notifications from outside of their handling, some hundred in each transaction, which holds the locks of their
 * queues.
 *
 * @returns what `change` returns for all of them, in the order of the ids.
 */
export async function changeById(
  transactions: Transactions,
  ids: readonly string[],
  change: (query: Query, seqs: readonly number[]) => Promise<readonly Changed[]>,
): Promise<readonly Changed[]> {
  const changed: Changed[] = [];
  const all = [...new Set(ids)];
  for (let start = 0; start < all.length; start += IDS_PER_TRANSACTION) {
    const some = all.slice(start, start + IDS_PER_TRANSACTION).map(toColumn);
    const rows = await transactions.read((query) => query(FIND, [some]));
    const locks = rows.map(({ queue }) => lockOf(String(queue)));
    const seqs = rows.map(({ seq }) => Number(seq));
    changed.push(...(await transactions.write(locks, (query) => change(query, seqs))));
  }
  return changed;
}

/**
 * Selects notifications by state and locks them. One that a process has is never among them; one that is `handling` while no
 * process has a lease for it is.
 */
export async function select(
  query: Query,
  seqs: readonly number[],
  states: readonly State[],
): Promise<Selected[]> {
  if (seqs.length === 0) return [];
  const rows = await query(SELECT, [seqs, states]);
  const bySeq = new Map(rows.map((row) => [Number(row['seq']), row as unknown as Selected]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

// Each holds an advisory lock.
const IDS_PER_TRANSACTION = 500;

const FIND = `
  SELECT seq, queue FROM notification JOIN unnest($1::text[]) WITH ORDINALITY AS requested (id, n) USING (id) ORDER BY n`;

const SELECT = `
  SELECT progress.seq, notification.id, progress.event_type AS "eventType", progress.queue, progress.state
  FROM progress JOIN notification USING (seq)
  WHERE progress.seq = ANY($1::bigint[]) AND progress.state = ANY($2::text[])
    AND (progress.state <> 'handling' OR coalesce(progress.lease_expires_at <= clock_timestamp(), true))
  ORDER BY progress.seq
  FOR UPDATE OF progress`;
