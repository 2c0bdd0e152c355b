import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@partner-webhooks/inbox';
import { createDatabase, type PostgresServer, startServer } from '@partner-webhooks/test-postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openInbox } from '../src/open-inbox.ts';
import { bundledProgram } from './bundled-programs.ts';
import { makeCertificate } from './certificates.ts';
import { deliver } from './deliver.ts';
import { seedFrom } from './seed.ts';

// Receivers that share a PostgreSQL are killed at random moments, and the server crashes and starts again, while senders
// post at full speed. Nothing acknowledged is lost, and each subject is handled in order, whatever receiver got what.
// POSTGRES_KILLS sets how often a receiver is killed; 1 is the short form, with two receivers in place of three.
// CRASH_SEED repeats a run.

const KILLS = Number(process.env['POSTGRES_KILLS'] ?? 1);
const RECEIVERS = KILLS > 1 ? 3 : 2;
const SENDERS = 6;
const SERVER_CRASHES = Math.max(1, Math.floor(KILLS / 20));
// It takes this long until another receiver handles what a killed one had.
const LEASE_MS = 1_000;

const { seed, random } = seedFrom('CRASH_SEED');
const program = bundledProgram('traced-receiver');

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

let folder: string;
let server: PostgresServer;
let url: string;
const receivers: Running[] = [];
const ended = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postgres-receivers-'));
  server = await startServer();
  ({ url } = await createDatabase(server.url));
});

afterAll(async () => {
  ended.abort();
  for (const { child } of receivers) child.kill('SIGKILL');
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a receiver in a place, and resolves when it listens. It is started again until the server takes connections. */
async function start(place: number): Promise<void> {
  const settings = JSON.stringify({
    DATABASE_URL: url,
    HANDLER_LEASE: `${LEASE_MS}ms`,
    DATABASE_POOL_SIZE: '6',
  });
  for (;;) {
    const child = spawn(process.execPath, [program, settings], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.resume();
    const line = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)]);
    if (line) {
      receivers[place] = { child, port: Number(line[0]) };
      return;
    }
    await wait(100);
  }
}

function receiverAt(place: number): Running {
  const receiver = receivers[place % RECEIVERS];
  if (!receiver) throw new Error('no receiver has been started');
  return receiver;
}

const anyUrl = () =>
  `http://127.0.0.1:${receiverAt(Math.floor(random() * RECEIVERS)).port}/transfer-notification`;

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

it(`nothing acknowledged is lost or out of order over ${KILLS} kills of ${RECEIVERS} receivers and ${SERVER_CRASHES} crashes of the server`, {
  timeout: 180_000 + KILLS * 15_000,
}, async () => {
  console.log(`CRASH_SEED=${seed}`);
  for (let place = 0; place < RECEIVERS; place += 1) await start(place);
  let sending = true;
  let acknowledged = 0;
  const steps = new Map<string, number>();
  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    const subject = `00000000-0000-4000-8000-${String(sender).padStart(12, '0')}`;
    for (let step = 1; sending; step += 1) {
      const tries = await deliver(anyUrl, 'key', JSON.stringify(transfer(subject, step)), ended.signal);
      if (tries === undefined) return;
      steps.set(subject, step);
      acknowledged += 1;
    }
  });

  const crashes = Array.from({ length: SERVER_CRASHES }, (_, n) => Math.floor((n * KILLS) / SERVER_CRASHES));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await wait(100 + random() * 500);
    if (crashes.includes(kill)) await crashServer();
    const place = Math.floor(random() * RECEIVERS);
    const { child } = receiverAt(place);
    // Nothing but the test ends it.
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start(place);
  }
  await wait(300);
  sending = false;
  await Promise.all(senders);

  const handledIds = async () => (await readFile(join(folder, 'handled'), 'utf8')).trim().split('\n');
  for (let n = 0; n < 600; n += 1) {
    const [row] = await query(
      `SELECT count(*) AS left FROM partner_webhooks.progress WHERE state IN ('pending', 'handling')`,
    );
    if (row?.['left'] === '0') break;
    await wait(100);
  }
  const handled = await handledIds();
  const first = new Map([...handled.entries()].reverse().map(([index, id]) => [id, index]));
  const stored = await query(
    `SELECT id, state, ordering_key AS key, convert_from(body, 'UTF8')::json ->> 'modifiedOn' AS "modifiedOn"
     FROM partner_webhooks.notification JOIN partner_webhooks.progress USING (seq) ORDER BY seq`,
  );
  console.log(
    `${KILLS} kills, ${SERVER_CRASHES} crashes:`,
    JSON.stringify({ acknowledged, stored: stored.length, handledAgain: handled.length - first.size }),
  );
  expect(stored.filter(({ state }) => state !== 'handled')).toEqual([]);
  expect(stored.length).toBe(acknowledged);
  for (const [subject, last] of steps) {
    const mine = stored.filter(({ key }) => key === `TRANSFER_NOTIFICATION:${subject}`);
    // Exactly once each, in the order in which they were acknowledged …
    expect(mine.map(({ modifiedOn }) => modifiedOn)).toEqual(
      Array.from({ length: last }, (_, n) => transfer(subject, n + 1).modifiedOn),
    );
    // … and handled at least once, for the first time in this order.
    const times = mine.map(({ id }) => first.get(String(id)) ?? Number.NaN);
    expect(times.some(Number.isNaN)).toBe(false);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

it('the connection is encrypted, the certificate checked, and the password read from a file again and again', async () => {
  const { certFile, keyFile } = makeCertificate(folder, 'server');
  const data = join(server.folder, 'data');
  // Beside its data: the server reads no key that others could read.
  for (const [from, to] of [
    [certFile, join(data, 'server.crt')],
    [keyFile, join(data, 'server.key')],
  ] as const) {
    await copyFile(from, to);
    const { uid, gid } = await stat(data);
    await chown(to, uid, gid);
    await chmod(to, 0o600);
  }
  await query(`ALTER SYSTEM SET ssl TO on`);
  await query(`CREATE ROLE guest LOGIN SUPERUSER PASSWORD 'first'`);
  const access = ['hostssl all guest all scram-sha-256', 'host all postgres all trust', ''];
  await writeFile(join(data, 'pg_hba.conf'), access.join('\n'));
  await query('SELECT pg_reload_conf()');
  const [passwordFile, otherFile] = [join(folder, 'password'), makeCertificate(folder, 'other').certFile];
  await writeFile(passwordFile, 'first\n');
  const guest = (options: string) => {
    const guestUrl = new URL(`${url}?${options}`);
    Object.assign(guestUrl, { username: 'guest', hostname: 'localhost' });
    const config = readConfig({ DATABASE_URL: guestUrl.href, DATABASE_PASSWORD_FILE: passwordFile });
    return openInbox(config, { quarantineCapacity: 1, clock: systemClock });
  };
  const checked = `sslmode=verify-full&sslrootcert=${certFile}`;
  await expect.poll(() => guest(checked).then((inbox) => inbox.close()), { timeout: 10_000 }).toBeUndefined();
  await expect(guest(`sslmode=verify-full&sslrootcert=${otherFile}`)).rejects.toThrow(
    /self-signed certificate/,
  );
  await expect(guest('sslmode=disable')).rejects.toThrow(/no pg_hba.conf entry/);
  await expect(guest('sslmode=require').then((inbox) => inbox.close())).resolves.toBeUndefined();
  await query(`ALTER ROLE guest PASSWORD 'second'`);
  await expect(guest(checked)).rejects.toThrow(/password authentication failed/);
  await writeFile(passwordFile, 'second\n');
  await expect(guest(checked).then((inbox) => inbox.close())).resolves.toBeUndefined();
});

/** While the server is away, receivers are not ready and answer 503; afterwards they recover by themselves. */
async function crashServer(): Promise<void> {
  await server.stop('immediate');
  const { port } = receiverAt(0);
  const response = await fetch(`http://127.0.0.1:${port}/transfer-notification`, {
    method: 'POST',
    headers: { 'api-key': 'key', 'content-type': 'application/json' },
    body: JSON.stringify(transfer('00000000-0000-4000-8000-000000000999', 1)),
  });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  await expect.poll(() => readiness(port), { timeout: 10_000 }).toBe(503);
  await server.start();
  await expect.poll(() => readiness(port), { timeout: 30_000 }).toBe(200);
}

async function readiness(port: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
}

function transfer(transferId: string, step: number) {
  const modifiedOn = new Date(Date.UTC(2025, 0, 1) + step).toISOString();
  return {
    customerId: transferId,
    customerProductId: transferId,
    transferId,
    modifiedOn,
    notificationType: 'UPDATED',
  };
}
