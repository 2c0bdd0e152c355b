import { Client } from 'pg';
import type { State } from '../src/index.ts';
import { SCHEMA } from '../src/postgres/connection/begin.ts';
import { HANDLER_SCHEMA } from '../src/postgres/handler-schema.ts';
import { queueOf } from '../src/postgres/keys.ts';
import { WIDTHS_MS } from '../src/rows/activity.ts';
import type { StoredRows } from './stored-rows.ts';

// The rows of a PostgreSQL database: the only place where tests of the inbox as a whole name its columns.

/** The same, for a database that several inboxes share. */
export interface PostgresRows extends StoredRows {
  /** Removes everything, if there is anything. */
  empty(): Promise<void>;
  /** Lets the leases of some notifications expire; of all if none are named. */
  expireLeases(ids?: readonly string[]): Promise<void>;
  /** Runs any statement. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** Opens the rows of a database. */
export async function openPostgresRows(url: string): Promise<PostgresRows> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  await client.query(`SET search_path TO ${SCHEMA}`);
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await client.query(text, [...values])).rows as Record<string, unknown>[];
  const edit = async (text: string, ...values: readonly unknown[]) => void (await query(text, values));

  return {
    query,
    async empty() {
      const [found] = await query(`SELECT to_regclass('${SCHEMA}.heartbeat') IS NOT NULL AS found`);
      if (found?.['found'] === true) await query(EMPTY);
    },
    expireLeases: (ids) =>
      edit(
        `UPDATE progress SET lease_expires_at = '-infinity'
         WHERE state = 'handling'
           AND ($1::text[] IS NULL OR seq IN (SELECT seq FROM notification WHERE id = ANY($1)))`,
        ids ?? null,
      ),
    async renameEventType(from, to) {
      const rows = await query(
        `SELECT seq, replace(ordering_key, $1 || ':', $2 || ':') AS key FROM notification WHERE event_type = $1`,
        [from, to],
      );
      const keys = rows.map(({ key }) => String(key));
      await query(
        `WITH renamed AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::uuid[]) AS row (seq, key, queue)),
         contents AS (
           UPDATE notification SET event_type = $4, ordering_key = renamed.key, queue = renamed.queue
           FROM renamed WHERE notification.seq = renamed.seq)
         UPDATE progress SET event_type = $4, queue = renamed.queue FROM renamed WHERE progress.seq = renamed.seq`,
        [rows.map(({ seq }) => seq), keys, keys.map(queueOf), to],
      );
      for (const table of ['counter', 'counter_change'])
        await query(`UPDATE ${table} SET event_type = $2 WHERE event_type = $1`, [from, to]);
    },
    async setEventType(id, eventType) {
      for (const table of ['notification', 'progress'])
        await query(
          `UPDATE ${table} SET event_type = $2 WHERE seq = (SELECT seq FROM notification WHERE id = $1)`,
          [id, eventType],
        );
    },
    async changeBody(id, change) {
      const [row] = await query('SELECT body FROM notification WHERE id = $1', [id]);
      if (!row) throw new Error(`there is no notification ${id}`);
      const body = Buffer.from(change(Buffer.from(row['body'] as Uint8Array)));
      await query('UPDATE notification SET body = $2 WHERE id = $1', [id, body]);
    },
    damageUnhandledBody: (id) =>
      edit(
        `UPDATE notification SET body = '\\x7b01' WHERE id = $1 AND seq IN (
           SELECT seq FROM progress WHERE state IN ('pending', 'handling'))`,
        id,
      ),
    markAsHandling: (id) =>
      edit(
        `UPDATE progress SET state = 'handling', attempts = 1, claimed_at = 1
         WHERE seq = (SELECT seq FROM notification WHERE id = $1)`,
        id,
      ),
    damageReasons: (id) => edit(`UPDATE quarantine SET reasons = '[{"poin' WHERE id = $1`, id),
    damageObservation: (value) =>
      edit('UPDATE observation SET value = $1 WHERE value = $2', `"${value}`, JSON.stringify(value)),
    // The terms are stored together with the notification.
    async emptySearchIndex() {},
    async isQueueSound(orderingKey) {
      const [row] = await query(IS_QUEUE_SOUND, [queueOf(orderingKey)]);
      return row?.['sound'] === true;
    },
    async countByState() {
      const rows = await query('SELECT state, count(*) AS count FROM progress GROUP BY state');
      return new Map(rows.map(({ state, count }) => [state as State, Number(count)] as const));
    },
    async ofHandlers(sql) {
      await query(`SET search_path TO ${HANDLER_SCHEMA}`);
      try {
        return await query(sql);
      } finally {
        await query(`SET search_path TO ${SCHEMA}`);
      }
    },
    async countActivity() {
      const [row] = await query('SELECT count(*) AS count FROM activity');
      return Number(row?.['count']);
    },
    async fillActivity(notifications, before) {
      await query(FILL_NOTIFICATIONS, [notifications, before]);
      await query(FILL_PROGRESS);
      for (const { width, keptFor } of WIDTHS_MS)
        await query(FILL_ACTIVITY, [width, before, keptFor / width]);
      await query('ANALYZE');
    },
    close: () => client.end(),
  };
}

// With few rows it takes less time than TRUNCATE, which creates new files for all tables and indexes.
const EMPTY = [
  'notification',
  'progress',
  'delivery',
  'attempt',
  // An inbox that is still open may be adding them up.
  'counter_change',
  'counter',
  'observation',
  'quarantine',
  'heartbeat',
  'pause',
  'activity',
  'cause',
  'audit',
  'job',
  'quarantine_edit',
]
  .map((table) => `DELETE FROM ${table}`)
  .join('; ');

const FILL_NOTIFICATIONS = `
  INSERT INTO notification (id, event_type, ordering_key, queue, clock, hash, body, received_at, terms)
  SELECT 'filled-' || n, 'EVENT_' || n % 18, 'filled-' || n, gen_random_uuid(), n, sha256(n::text::bytea),
    convert_to(repeat('x', 300), 'UTF8'), $2::bigint - n, ''
  FROM generate_series(1, $1::bigint) AS n`;

const FILL_PROGRESS = `
  INSERT INTO progress (seq, queue, event_type, received_at, state, blocked, due_at, last_received_at)
  SELECT seq, queue, event_type, received_at, 'handled', true, 0, received_at FROM notification`;

const FILL_ACTIVITY = `
  INSERT INTO activity (width, start, event_type, received, handled, within_10_ms)
  SELECT $1::bigint, ($2::bigint / $1::bigint - n / 18) * $1::bigint, 'EVENT_' || n % 18, 100, 99, 99
  FROM generate_series(0, 18 * $3::bigint - 1) AS n`;

const IS_QUEUE_SOUND = `
  SELECT handling + heads <= 1 AND (handling = 1 OR head IS NOT DISTINCT FROM first) AS sound
  FROM (
    SELECT
      count(*) FILTER (WHERE state = 'handling') AS handling,
      count(*) FILTER (WHERE state = 'pending' AND (NOT blocked OR parked)) AS heads,
      min(seq) FILTER (WHERE state = 'pending' AND (NOT blocked OR parked)) AS head,
      min(seq) FILTER (WHERE state = 'pending') AS first
    FROM progress WHERE queue = $1) AS queue`;
