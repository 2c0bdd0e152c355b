import type { State } from '../../model.ts';
import type { Query } from '../connection/open-transaction.ts';
import type { Transactions } from '../connection/transactions.ts';
import { COUNTER_LOCK } from '../keys.ts';

/** A change of how many notifications of an event type are in a state. */
export interface CounterChange {
  readonly eventType: string;
  readonly state: State;
  readonly change: number;
}

/** The changes for a notification that goes from one state into another. */
export function moved(eventType: string, from: State, to: State): CounterChange[] {
  if (from === to) return [];
  return [
    { eventType, state: from, change: -1 },
    { eventType, state: to, change: 1 },
  ];
}

/** Appends the changes of a transaction. */
export async function count(query: Query, changes: readonly CounterChange[]): Promise<void> {
  const sums = [...Map.groupBy(changes, ({ eventType, state }) => `${state} ${eventType}`).values()]
    .map((group) => ({ ...group[0], change: group.reduce((sum, { change }) => sum + change, 0) }))
    .filter(({ change }) => change !== 0);
  if (sums.length === 0) return;
  await query(APPEND, [
    sums.map(({ eventType }) => eventType),
    sums.map(({ state }) => state),
    sums.map(({ change }) => change),
  ]);
}

/**
 * Adds up the changes, so that reading the counters stays cheap.
 *
 * @returns whether there may be more. Another process that adds them up is not waited for.
 */
export function addUpCounters(transactions: Transactions): Promise<boolean> {
  return transactions.write([], async (query) => {
    const [lock] = await query(TRY_LOCK, [String(COUNTER_LOCK)]);
    if (lock?.['locked'] !== true) return false;
    const [row] = await query(ADD_UP, [CHANGES_PER_SUM]);
    return Number(row?.['changes']) === CHANGES_PER_SUM;
  });
}

const CHANGES_PER_SUM = 20_000;

const APPEND = `
  INSERT INTO counter_change (event_type, state, change) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`;

const TRY_LOCK = `SELECT pg_try_advisory_xact_lock($1) AS locked`;

const ADD_UP = `
  WITH taken AS (
    DELETE FROM counter_change WHERE ctid = ANY(ARRAY(SELECT ctid FROM counter_change LIMIT $1))
    RETURNING event_type, state, change),
  added AS (
    INSERT INTO counter (event_type, state, count)
    SELECT event_type, state, sum(change) FROM taken GROUP BY event_type, state ORDER BY event_type, state
    ON CONFLICT (event_type, state) DO UPDATE SET count = counter.count + excluded.count)
  SELECT count(*) AS changes FROM taken`;
