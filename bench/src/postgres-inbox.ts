import { openPostgresInbox } from '@partner-webhooks/inbox/postgres';
import { createDatabase, startServer } from '@partner-webhooks/test-postgres';
import type { Notification } from '@partner-webhooks/types';
import { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';

// The inbox on PostgreSQL beside what one would write by hand: a table with an id and a body, and one INSERT and one commit for
// each request, on one connection and on as many as the inbox has. All wait for the disk of the same server and take turns.

const ROUNDS = 3;
const ROUND_MS = 3_000;
const CALLERS = 128;
const CONNECTIONS = 10;

const server = await startServer({ fsync: true });
const { url } = await createDatabase(server.url);
const { hostname: host, port, pathname, username: user } = new URL(url);
const inbox = await openPostgresInbox({
  connection: {
    host,
    port: Number(port),
    database: pathname.slice(1),
    user,
    sslmode: 'disable',
    statementTimeoutMs: 30_000,
  },
  poolSize: CONNECTIONS,
  deduplicationWindow: 86_400_000,
  quarantineCapacity: 1,
});
const pool = new Pool({ connectionString: url, max: CONNECTIONS });
const single = new Pool({ connectionString: url, max: 1 });
await pool.query('CREATE TABLE plain (id uuid PRIMARY KEY, body bytea NOT NULL)');

const contenders = {
  'one INSERT and commit, one connection': () => insertInto(single),
  'one INSERT and commit, all connections': () => insertInto(pool),
  'the inbox': async () => {
    const notification = transfer();
    const body = bodyOf(notification);
    await inbox.receive({ id: uuidv7(), notification, body, receivedAt: new Date(), observations: [] });
  },
};

const rates = new Map<string, number[]>();
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, call] of Object.entries(contenders)) {
    const rate = await callsPerSecond(call);
    // The first round warms up.
    if (round > 0) rates.set(name, [...(rates.get(name) ?? []), rate]);
  }
}
for (const [name, each] of rates) console.log(`${name}: ${each.map(Math.round).join(', ')} a second`);
const own = rates.get('the inbox') ?? [];
for (const [name, each] of rates) {
  if (each === own) continue;
  const ratios = own.map((rate, round) => rate / (each[round] ?? Number.NaN)).sort((a, b) => a - b);
  console.log(`the inbox by ${name}: ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} (median)`);
}
await single.end();
await pool.end();
await inbox.close();
await server.remove();

async function callsPerSecond(call: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  let calls = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() - startedMs < ROUND_MS) {
        await call();
        calls += 1;
      }
    }),
  );
  return (calls / (performance.now() - startedMs)) * 1_000;
}

async function insertInto(connections: Pool): Promise<void> {
  await connections.query('INSERT INTO plain (id, body) VALUES ($1, $2)', [uuidv7(), bodyOf(transfer())]);
}

function bodyOf({ payload }: Notification): Buffer {
  return Buffer.from(JSON.stringify(payload));
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
