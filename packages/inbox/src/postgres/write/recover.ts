import type { Query } from '../connection/open-transaction.ts';
import type { Transactions } from '../connection/transactions.ts';
import { lockOf } from '../keys.ts';
import { count, moved } from './counters.ts';
import { isExpired } from './leases.ts';
import { updateHeads } from './queue-heads.ts';

/**
 * Makes notifications pending again whose process has lost its lease: it has ended, or has had no connection for too long.
 * Their attempts count, as interrupted. One that has lost more than one attempt so is a suspect, and is handled alone.
 */
export async function recoverExpired(transactions: Transactions, leaseMs: number): Promise<void> {
  for (;;) {
    const rows = await transactions.read((query) => query(FIND_EXPIRED, [leaseMs / 1_000]));
    if (rows.length === 0) return;
    const locks = rows.map(({ queue }) => lockOf(String(queue)));
    const seqs = rows.map(({ seq }) => Number(seq));
    await transactions.write(locks, (query) => recover(query, seqs, leaseMs));
    if (rows.length < ROWS_PER_TRANSACTION) return;
  }
}

async function recover(query: Query, seqs: readonly number[], leaseMs: number): Promise<void> {
  const rows = await query(RECOVER, [leaseMs / 1_000, seqs]);
  await updateHeads(
    query,
    rows.map(({ queue }) => String(queue)),
    false,
  );
  await count(
    query,
    rows.flatMap(({ eventType }) => moved(String(eventType), 'handling', 'pending')),
  );
}

/**
 * Repairs what earlier processes have left: expired leases; notifications that an earlier program could not read, which are
 * tried again if they are the heads of their queues; due times that are further away than the longest wait for a retry,
 * because the clock was set back.
 */
export async function recoverAtStart(
  transactions: Transactions,
  leaseMs: number,
  now: number,
): Promise<void> {
  const [found] = await transactions.read((query) =>
    query(LOOK_AT_START, [leaseMs / 1_000, now + MAX_WAIT_MS]),
  );
  if (found?.['hasExpired'] === true) await recoverExpired(transactions, leaseMs);
  if (found?.['hasUnreadable'] === true) await retryUnreadable(transactions);
  if (found?.['hasFarDue'] === true)
    await transactions.write([], (query) => query(CAP_DUE_AT, [now, now + MAX_WAIT_MS]));
}

async function retryUnreadable(transactions: Transactions): Promise<void> {
  for (let after = 0; ; ) {
    const rows = await transactions.read((query) => query(FIND_UNREADABLE, [after]));
    const last = rows.at(-1);
    if (!last) return;
    const queues = rows.map(({ queue }) => String(queue));
    await transactions.write(queues.map(lockOf), (query) => updateHeads(query, queues, false));
    after = Number(last['seq']);
  }
}

// The longest wait between two attempts (dispatch/retry.ts): 15 minutes.
const MAX_WAIT_MS = 900_000;

// Each holds an advisory lock.
const ROWS_PER_TRANSACTION = 500;

const LOOK_AT_START = `
  SELECT
    EXISTS (SELECT 1 FROM progress WHERE ${isExpired('$1')}) AS "hasExpired",
    EXISTS (SELECT 1 FROM progress WHERE unreadable IS NOT NULL) AS "hasUnreadable",
    EXISTS (SELECT 1 FROM progress WHERE state = 'pending' AND NOT blocked AND due_at > $2) AS "hasFarDue"`;

const FIND_EXPIRED = `
  SELECT seq, queue FROM progress WHERE ${isExpired('$1')} ORDER BY lease_expires_at LIMIT ${ROWS_PER_TRANSACTION}`;

const RECOVER = `
  WITH recovered AS (
    UPDATE progress
    SET state = 'pending', blocked = true, claim_token = NULL, lease_expires_at = NULL, suspect = attempts > 1
    WHERE ${isExpired('$1')} AND seq = ANY($2::bigint[])
    RETURNING seq, queue, event_type, claimed_at),
  kept AS (
    INSERT INTO attempt (seq, number, outcome, started_at)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE attempt.seq = recovered.seq), 0) + 1, 'interrupted',
      claimed_at
    FROM recovered)
  SELECT queue, event_type AS "eventType" FROM recovered`;

const FIND_UNREADABLE = `
  SELECT seq, queue FROM progress WHERE unreadable IS NOT NULL AND seq > $1 ORDER BY seq LIMIT ${ROWS_PER_TRANSACTION}`;

// One that is blocked is capped at a later start, once it is the head of its queue.
const CAP_DUE_AT = `
  UPDATE progress SET due_at = $1 WHERE state = 'pending' AND NOT blocked AND due_at > $2`;
