import type { Transactions } from '../connection/transactions.ts';
import type { LiveClaim, LiveClaims } from './live-claims.ts';

/**
 * The condition on a row of `progress` that its lease has expired, by the clock of the server. A server that has just
 * started may have been away for longer than a lease: the processes get the time of a lease to renew theirs. `-infinity` is
 * what a process leaves that has ended in order.
 *
 * @param lease the parameter with the length of a lease in seconds.
 */
export function isExpired(lease: string): string {
  return `
    progress.state = 'handling' AND progress.lease_expires_at <= clock_timestamp() AND (
      progress.lease_expires_at = '-infinity'
      OR pg_postmaster_start_time() <= clock_timestamp() - ${lease} * interval '1 second')`;
}

/**
 * Renews the leases of a process. A lease that has expired is renewed as well, unless another process has the notification.
 *
 * @returns the claims that are lost. They are no longer among the live ones.
 */
export async function renewLeases(
  transactions: Transactions,
  live: LiveClaims,
  leaseMs: number,
): Promise<readonly LiveClaim[]> {
  const claims = [...live.values()];
  if (claims.length === 0) return [];
  const rows = await transactions.write([], (query) =>
    query(RENEW, [claims.map(({ seq }) => seq), claims.map(({ token }) => token), leaseMs / 1_000]),
  );
  const renewed = new Set(rows.map(({ token }) => Number(token)));
  const lost = claims.filter(
    (claim) => !renewed.has(claim.token) && live.get(claim.id) === claim && !claim.isEnding,
  );
  for (const { id } of lost) live.delete(id);
  return lost;
}

/** Gives up the leases of a process that ends, so that another process need not wait for them. */
export async function releaseLeases(transactions: Transactions, live: LiveClaims): Promise<void> {
  const claims = [...live.values()];
  if (claims.length === 0) return;
  await transactions.write([], (query) =>
    query(RELEASE, [claims.map(({ seq }) => seq), claims.map(({ token }) => token)]),
  );
}

const OWN = `unnest($1::bigint[], $2::bigint[]) AS own (seq, token)
  WHERE progress.seq = own.seq AND progress.claim_token = own.token AND progress.state = 'handling'`;

const RENEW = `
  UPDATE progress SET lease_expires_at = clock_timestamp() + $3 * interval '1 second' FROM ${OWN}
  RETURNING own.token`;

const RELEASE = `UPDATE progress SET lease_expires_at = '-infinity' FROM ${OWN}`;
