import { openPostgresInbox } from '@partner-webhooks/inbox/postgres';
import { createDatabase, startServer } from '@partner-webhooks/test-postgres';
import { Client } from 'pg';
import { machine } from './machine.ts';
import { connectionTo } from './postgres-connection.ts';
import { writeResult } from './result.ts';
import { handleAll, measureQueries, print, receive, secondsOf } from './used-inbox.ts';

// An inbox on PostgreSQL with many stored notifications: its throughput, the time of each query of the admin API, and of removing
// what is old. The server has half a gibibyte of shared buffers and otherwise the settings of the tests, and waits for its disk.

const STORED_NOTIFICATIONS = Number(process.env['STORED'] ?? 1_000_000);
const RECEIVED_NOTIFICATIONS = Math.min(20_000, STORED_NOTIFICATIONS);
const MEASURED_NOTIFICATIONS = Math.min(20_000, STORED_NOTIFICATIONS);
const REMOVED_AT_A_TIME = 500;
const REMOVALS = 20;

// In the order of `seq`, as rows that have been received one after the other.
const COPY = `
  WITH copied AS MATERIALIZED (
    SELECT nextval('partner_webhooks.notification_seq_seq') AS new_seq, gen_random_uuid()::text AS new_id,
      event_type || ':' || gen_random_uuid() AS new_key, notification.*
    FROM partner_webhooks.notification WHERE seq <= ${RECEIVED_NOTIFICATIONS}),
  queued AS MATERIALIZED (
    SELECT copied.*, encode(substr(sha256(convert_to(new_key, 'UTF8')), 1, 16), 'hex')::uuid AS new_queue FROM copied),
  stored AS (
    INSERT INTO partner_webhooks.notification
      (seq, id, event_type, ordering_key, queue, occurred_at, clock, hash, body, received_at, terms)
    OVERRIDING SYSTEM VALUE
    SELECT new_seq, new_id, event_type, new_key, new_queue, occurred_at, clock, sha256(convert_to(new_id, 'UTF8')), body,
      received_at + new_seq - seq, terms || array_to_tsvector(ARRAY[new_id, split_part(new_key, ':', 2)])
    FROM queued ORDER BY new_seq),
  handled AS (
    INSERT INTO partner_webhooks.progress (seq, queue, event_type, occurred_at, received_at, state, blocked, attempts, due_at,
      claimed_at, completed_at, error, last_received_at)
    SELECT new_seq, new_queue, progress.event_type, progress.occurred_at, progress.received_at + new_seq - seq, state, blocked,
      attempts, due_at, claimed_at, completed_at + new_seq - seq, error, last_received_at
    FROM queued JOIN partner_webhooks.progress USING (seq) ORDER BY new_seq),
  counted AS (
    INSERT INTO partner_webhooks.counter_change (event_type, state, change)
    SELECT event_type, state, count(*) FROM partner_webhooks.progress WHERE seq <= ${RECEIVED_NOTIFICATIONS}
    GROUP BY event_type, state)
  INSERT INTO partner_webhooks.attempt (seq, number, outcome, started_at, ended_at, error)
  SELECT new_seq, number, outcome, started_at, ended_at, error FROM queued JOIN partner_webhooks.attempt USING (seq)`;

const server = await startServer({ fsync: true, settings: ['shared_buffers=512MB', 'max_wal_size=4GB'] });
const { url } = await createDatabase(server.url);
const inbox = await openPostgresInbox({
  connection: connectionTo(url),
  poolSize: 10,
  deduplicationWindow: 86_400_000,
  quarantineCapacity: 10_000,
});
const client = new Client({ connectionString: url });
await client.connect();

print(`storing ${STORED_NOTIFICATIONS} notifications`);
await receive(inbox, RECEIVED_NOTIFICATIONS);
await handleAll(inbox);
await copyRows(STORED_NOTIFICATIONS - RECEIVED_NOTIFICATIONS);
await client.query('VACUUM ANALYZE');
print(`storing ${MEASURED_NOTIFICATIONS} more, and handling them`);
const receiving = MEASURED_NOTIFICATIONS / (await secondsOf(() => receive(inbox, MEASURED_NOTIFICATIONS)));
const handling = MEASURED_NOTIFICATIONS / (await secondsOf(() => handleAll(inbox)));
print(`${Math.round(receiving)} received and ${Math.round(handling)} handled a second`);

const queries = await measureQueries(inbox);
let removed = 0;
const removalSeconds = await secondsOf(async () => {
  for (let n = 0; n < REMOVALS; n += 1) removed += await inbox.removeOld(new Date(), REMOVED_AT_A_TIME);
});
const removing = removed / removalSeconds;
print(`${Math.round(removing)} removed a second`);
const { rows } = await client.query(`
  SELECT sum(pg_total_relation_size(pg_class.oid))::float8 AS bytes, current_setting('server_version') AS version
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname = 'partner_webhooks' AND relkind = 'r'`);
await client.end();
await inbox.close();
await server.remove();
await writeResult('postgres-queries', {
  machine: machine(),
  versions: { 'PostgreSQL of the inbox': String(rows[0].version) },
  stored: STORED_NOTIFICATIONS,
  bytesEach: Number(rows[0].bytes) / (STORED_NOTIFICATIONS + MEASURED_NOTIFICATIONS),
  receiving,
  handling,
  removing,
  queries,
});

/**
 * Copies what has been received and handled, each time with other ids, subjects and fingerprints, a millisecond apart. To receive
 * and handle them one by one would take an hour.
 */
async function copyRows(count: number): Promise<void> {
  const copies = Math.floor(count / RECEIVED_NOTIFICATIONS);
  for (let copy = 0; copy < copies; copy += 1) await client.query(COPY);
}
