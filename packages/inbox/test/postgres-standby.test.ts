import { setTimeout as delay } from 'node:timers/promises';
import {
  createDatabase,
  type PostgresServer,
  type StandbyServer,
  startServer,
  startStandby,
} from '@partner-webhooks/test-postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Inbox, InboxUnavailableError } from '../src/index.ts';
import type { PostgresConnection } from '../src/postgres/connection/settings.ts';
import { incoming, order } from './notifications.ts';
import { connectionOf, postgresInbox } from './stores.ts';

// Two servers of the registry: a primary, and a standby that each commit waits for.

const STANDBY = 'standby1';

let primary: PostgresServer;
let standby: StandbyServer;
let connection: PostgresConnection;

beforeAll(async () => {
  primary = await startServer({ settings: [`synchronous_standby_names=${STANDBY}`, 'wal_keep_size=256MB'] });
  standby = await startStandby(primary, STANDBY);
  const { url } = await createDatabase(primary.url);
  connection = { ...connectionOf(url), standbys: [{ host: '127.0.0.1', port: standby.port }] };
});
afterAll(async () => {
  await primary.remove();
  await standby.remove();
});

async function opened(): Promise<Inbox> {
  const inbox = await postgresInbox('postgres://unused', { connection, leaseMs: 2_000 });
  onTestFinished(() => inbox.close());
  return inbox;
}

async function onPrimary(statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: primary.url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

it('a server that does not wait for its disk is reported', async () => {
  const notices: string[] = [];
  const inbox = await postgresInbox('postgres://unused', {
    connection,
    onNotice: (text, level) => notices.push(`${level}: ${text}`),
  });
  await inbox.close();
  expect(notices).toEqual([
    expect.stringMatching(/^error: .*fsync = off/),
    expect.stringMatching(/^error: .*full_page_writes = off/),
  ]);
});

it('an acknowledgement waits for the standby, and a commit that has stopped waiting for it is none', async () => {
  const inbox = await opened();
  await inbox.receive(incoming('before', order(1)));
  await standby.stop();
  const received = inbox.receive(incoming('waits', order(2)));
  const outcome = await Promise.race([received, delay(300, 'waiting')]);
  expect(outcome).toBe('waiting');
  // The server reports the commit as successful, with a warning.
  const cancelled = expect(received).rejects.toThrow(/might not have been replicated/);
  await onPrimary(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`);
  await cancelled;
  await standby.start();
  // The sender repeats it: it is stored, and acknowledged once the standby has it.
  expect(await inbox.receive(incoming('again', order(2)))).toEqual(
    expect.objectContaining({ id: 'waits', duplicate: true }),
  );
});

it('a failover to the standby loses nothing that was acknowledged, and the receivers go on by themselves', async () => {
  const inboxes = [await opened(), await opened()] as const;
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  let isLoading = true;
  let sent = 0;
  const load = Promise.all(
    inboxes.flatMap((inbox) =>
      Array.from({ length: 8 }, async () => {
        while (isLoading) {
          sent += 1;
          const id = `load-${sent}`;
          try {
            await inbox.receive(incoming(id, order(1_000 + sent)));
            acknowledged.push(id);
          } catch (error) {
            failures.push(error);
            await delay(20);
          }
        }
      }),
    ),
  );
  while (acknowledged.length < 200) await delay(20);
  const [claim] = await inboxes[0].claim(1);
  await primary.stop('immediate');
  const before = acknowledged.length;
  await standby.promote();
  while (acknowledged.length < before + 100) await delay(20);
  isLoading = false;
  await load;
  for (const error of failures) expect(error).toBeInstanceOf(InboxUnavailableError);

  const stored = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await inboxes[1].notifications({}, { limit: 500, ...(cursor && { cursor }) });
    for (const { id } of page.items) stored.add(id);
    cursor = page.nextCursor;
  } while (cursor);
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  // The handler that ran meanwhile keeps its lease.
  if (!claim) throw new Error('nothing was claimed');
  await inboxes[0].complete(claim.id, { state: 'handled' }, claim);
  await inboxes[1].check();
});
