import { INBOX_SCHEMA } from '../../effects/write.ts';

/** The schema with all tables of the inbox. */
export const SCHEMA = INBOX_SCHEMA;

/**
 * Begins a transaction. The settings are those of the transaction and not of the session: a pooler in transaction mode gives
 * each transaction another session. A process that is stopped in the middle of a transaction loses it, and its locks with it.
 */
export function beginText(statementTimeoutMs: number): string {
  return `BEGIN; SET LOCAL search_path TO ${SCHEMA}, pg_catalog; SET LOCAL statement_timeout TO ${statementTimeoutMs}; SET LOCAL idle_in_transaction_session_timeout TO ${statementTimeoutMs}`;
}

/**
 * Every statement that writes finds its rows by an index. A plan that is kept from when the tables were empty would read them
 * from end to end as they grow, until they are analysed.
 */
export const BY_INDEX =
  'SET LOCAL enable_seqscan TO off; SET LOCAL enable_hashjoin TO off; SET LOCAL enable_mergejoin TO off';

/**
 * What is acknowledged survives: a commit waits for the disk, and for the synchronous standby if there is one, even if the
 * server is set to wait for less. `remote_apply`, which waits for more, stays.
 */
export const SYNCHRONOUS = `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') <> 'remote_apply'`;

/** Takes advisory locks in one order. Whole numbers, so they need no parameters, which this protocol does not have. */
export function lockText(locks: readonly bigint[]): string {
  const sorted = [...new Set(locks)].sort((a, b) => (a < b ? -1 : 1));
  if (sorted.length === 0) return 'SELECT 1';
  return `SELECT pg_advisory_xact_lock(key) FROM unnest('{${sorted.join(',')}}'::bigint[]) AS key`;
}
