import { openPostgresInbox } from '@partner-webhooks/inbox/postgres';
import type { Notification } from '@partner-webhooks/types';
import { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { STORING_NAMES } from '../src/contenders.ts';
import { connectionTo } from '../src/postgres-connection.ts';

/** Stores notifications in a PostgreSQL database. */
export interface Storing {
  /** Resolves when a notification is on disk. */
  readonly store: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Connections that a contender has, unless it is called otherwise. */
const CONNECTIONS = 10;

/** What stores a notification for each call. All tables are made by {@link CREATE_TABLES}. */
export const STORING: Readonly<Record<string, (url: string) => Promise<Storing>>> = {
  [STORING_NAMES.single]: (url) => inserts(url, 1, PLAIN),
  [STORING_NAMES.pool]: (url) => inserts(url, CONNECTIONS, PLAIN),
  [STORING_NAMES.indexed]: (url) => inserts(url, CONNECTIONS, INDEXED),
  [STORING_NAMES.inbox]: inbox,
};

/**
 * Two tables that one would write by hand. The second one can do what an inbox does: it rejects a repeated payload, is searched,
 * and lists by subject, event type, time and state.
 */
export const CREATE_TABLES = `
  CREATE TABLE plain (id uuid PRIMARY KEY, body bytea NOT NULL);
  CREATE TABLE indexed (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    event_type text NOT NULL,
    subject text NOT NULL,
    body jsonb NOT NULL,
    hash bytea NOT NULL UNIQUE,
    received_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'pending',
    terms tsvector GENERATED ALWAYS AS (jsonb_to_tsvector('simple', body, '"all"')) STORED
  );
  CREATE INDEX ON indexed (event_type, seq);
  CREATE INDEX ON indexed (subject, seq);
  CREATE INDEX ON indexed (received_at);
  CREATE INDEX ON indexed (state, seq) WHERE state <> 'handled';
  CREATE INDEX ON indexed USING gin (terms)`;

const PLAIN = 'INSERT INTO plain (id, body) VALUES ($1, $2::bytea)';
const INDEXED = `
  INSERT INTO indexed (id, body, event_type, subject, hash)
  VALUES ($1, convert_from($2::bytea, 'UTF8')::jsonb, 'TRANSFER_NOTIFICATION',
    convert_from($2::bytea, 'UTF8')::jsonb ->> 'transferId', sha256($2::bytea))
  ON CONFLICT (hash) DO NOTHING`;

/** One INSERT for each call, prepared, and committed before the call resolves. */
async function inserts(url: string, connections: number, text: string): Promise<Storing> {
  const pool = new Pool({ connectionString: url, max: connections });
  return {
    async store() {
      const { payload } = transfer();
      await pool.query({ name: 'insert', text, values: [uuidv7(), Buffer.from(JSON.stringify(payload))] });
    },
    close: () => pool.end(),
  };
}

async function inbox(url: string): Promise<Storing> {
  const opened = await openPostgresInbox({
    connection: connectionTo(url),
    poolSize: CONNECTIONS,
    deduplicationWindow: 86_400_000,
    quarantineCapacity: 1,
  });
  return {
    async store() {
      const notification = transfer();
      const body = Buffer.from(JSON.stringify(notification.payload));
      await opened.receive({ id: uuidv7(), notification, body, receivedAt: new Date(), observations: [] });
    },
    close: opened.close,
  };
}

/** A notification about a subject of its own. */
function transfer(): Notification<'TRANSFER_NOTIFICATION'> {
  const payload = {
    transferId: uuidv7(),
    customerId: uuidv7(),
    customerProductId: uuidv7(),
    modifiedOn: new Date().toISOString(),
    notificationType: 'UPDATED',
  };
  return { eventType: 'TRANSFER_NOTIFICATION', payload };
}
