import { causeOf } from '../../cause.ts';
import { InvalidCallError } from '../../errors.ts';
import type { Failure, Outcome } from '../../model.ts';
import type { AttemptRow, CompletedRow } from '../../store.ts';
import type { Query } from '../connection/open-transaction.ts';
import type { Transactions } from '../connection/transactions.ts';
import { lockOf } from '../keys.ts';
import { toColumn } from '../text-column.ts';
import { count, moved } from './counters.ts';
import type { LiveClaim } from './live-claims.ts';
import { updateHeads } from './queue-heads.ts';

/** How a claim of this process ends: by the outcome of its attempt, or because the process ends first. */
export interface Ending {
  readonly claim: LiveClaim;
  readonly outcome: Outcome | { readonly state: 'interrupted' };
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The advisory locks that a transaction holds which ends some attempts. */
export function endingLocks(endings: readonly Ending[]): bigint[] {
  return endings.map(({ claim }) => lockOf(claim.queue));
}

/**
 * Ends attempts in a transaction that holds their locks. Other statements of the same transaction are committed together with
 * the outcomes, or not at all.
 *
 * @returns for each an InvalidCallError if the process has lost its lease, and another one may have the notification.
 */
export async function endAttempts(
  query: Query,
  endings: readonly Ending[],
): Promise<readonly (CompletedRow | InvalidCallError)[]> {
  const rows = await query(END, [
    endings.map(({ claim }) => claim.seq),
    endings.map(({ claim }) => claim.token),
    endings.map(({ outcome }) => (outcome.state === 'interrupted' ? 'pending' : outcome.state)),
    endings.map(({ outcome }) => ('error' in outcome ? toColumn(outcome.error) : null)),
    endings.map(({ outcome, now }) => ('dueAt' in outcome ? outcome.dueAt.getTime() : now)),
    endings.map(({ now }) => now),
    endings.map(({ outcome }) => (outcome.state === 'interrupted' ? 'interrupted' : attemptOutcome(outcome))),
    endings.map(({ outcome }) => ('error' in outcome ? causeOf(outcome.error) : null)),
  ]);
  const ended = new Set(rows.map(({ token }) => Number(token)));
  const done = endings.filter(({ claim }) => ended.has(claim.token));
  await updateHeads(
    query,
    done.map(({ claim }) => claim.queue),
    false,
  );
  await count(
    query,
    done.flatMap(({ claim: { eventType }, outcome: { state } }) =>
      moved(eventType, 'handling', state === 'interrupted' ? 'pending' : state),
    ),
  );
  return endings.map(({ claim: { id, eventType, attempt, token } }) =>
    ended.has(token) ? { eventType, attempt } : notHandling(id),
  );
}

/** The error of a call about an attempt that this process does not have. */
export function notHandling(id: string): InvalidCallError {
  return new InvalidCallError(`notification ${id} is not being handled`);
}

/**
 * Counts an attempt as failed that ended as handled.
 *
 * @returns `undefined` if the attempt is no longer the last one, or has not ended as handled.
 */
export async function revokeAttempt(
  transactions: Transactions,
  { id, attempt, replays }: AttemptRow,
  failure: Failure,
  now: number,
): Promise<CompletedRow | undefined> {
  const [found] = await transactions.read((query) => query(FIND, [toColumn(id)]));
  if (!found) return undefined;
  const { state, error } = failure;
  const queue = String(found['queue']);
  return transactions.write([lockOf(queue)], async (query) => {
    const [row] = await query(REVOKE, [
      found['seq'],
      attempt,
      replays,
      state,
      toColumn(error),
      state === 'pending' ? failure.dueAt.getTime() : now,
      state === 'pending' ? null : now,
      causeOf(error),
    ]);
    if (!row) return undefined;
    await query(FAIL_ATTEMPT, [found['seq'], toColumn(error)]);
    await updateHeads(query, [queue], true);
    const eventType = String(row['eventType']);
    await count(query, moved(eventType, 'handled', state));
    return { eventType, attempt };
  });
}

function attemptOutcome({ state }: Outcome): string {
  return state === 'handled' ? 'handled' : 'failed';
}

const END = `
  WITH ending AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
      $8::text[]) AS row (seq, token, state, error, due_at, now, outcome, cause)),
  ended AS (
    UPDATE progress
    SET state = ending.state, blocked = true, due_at = ending.due_at,
      error = CASE WHEN ending.outcome = 'interrupted' THEN progress.error ELSE ending.error END,
      cause = CASE WHEN ending.outcome = 'interrupted' THEN progress.cause ELSE ending.cause END,
      attempts = attempts - CASE WHEN ending.outcome = 'interrupted' THEN 1 ELSE 0 END,
      completed_at = CASE WHEN ending.state = 'pending' THEN NULL ELSE ending.now END,
      claim_token = NULL, lease_expires_at = NULL
    FROM ending
    WHERE progress.seq = ending.seq AND progress.state = 'handling' AND progress.claim_token = ending.token
    RETURNING progress.seq, ending.token, progress.claimed_at, ending.now, ending.outcome, ending.error),
  kept AS (
    INSERT INTO attempt (seq, number, outcome, started_at, ended_at, error)
    SELECT seq, coalesce((SELECT max(number) FROM attempt WHERE attempt.seq = ended.seq), 0) + 1, outcome, claimed_at, now,
      error
    FROM ended)
  SELECT token FROM ended`;

const FIND = `SELECT seq, queue FROM notification WHERE id = $1`;

// As a replay, except that the attempts count on.
const REVOKE = `
  UPDATE progress SET state = $4, blocked = true, error = $5, due_at = $6, completed_at = $7, cause = $8
  WHERE seq = $1 AND state = 'handled' AND attempts = $2 AND replays = $3
  RETURNING event_type AS "eventType"`;

const FAIL_ATTEMPT = `
  UPDATE attempt SET outcome = 'failed', error = $2
  WHERE seq = $1 AND number = (SELECT max(number) FROM attempt WHERE seq = $1)`;
