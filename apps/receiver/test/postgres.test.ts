import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
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
import { programArguments } from './bundled-programs.ts';
import { makeCertificate } from './certificates.ts';
import { deliver } from './deliver.ts';
import { DIFFERENCES, ENTRIES, ledgerSettings, overlaps } from './ledger.ts';
import { seedFrom } from './seed.ts';

// Receivers and workers that share a PostgreSQL are killed at random moments, frozen for longer than their leases, and lose
// their connections, and the server crashes and starts again, while senders post at full speed and handlers throw, hang and
// add statements that fail. Nothing acknowledged is lost, each subject is handled in order and one at a time, and the ledger of
// the handlers has each notification exactly once, whatever process got what.
// POSTGRES_KILLS sets how often a process is killed; 1 is the short form, with two receivers and one worker in place of three
// and two.
// CRASH_SEED repeats a run.

const KILLS = Number(process.env['POSTGRES_KILLS'] ?? 1);
const RECEIVERS = KILLS > 1 ? 3 : 2;
const WORKERS = KILLS > 1 ? 2 : 1;
const PROCESSES = RECEIVERS + WORKERS;
const KILLS_PER_FREEZE = 8;
// Between two notifications of a sender.
const MAX_PAUSE_MS = 60;
const SENDERS = 6;
const SERVER_CRASHES = Math.max(1, Math.floor(KILLS / 20));
// It takes this long until another receiver handles what a killed one had.
const LEASE_MS = 2_000;

const { seed, random } = seedFrom('CRASH_SEED');
const program = programArguments('traced-receiver');

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

let folder: string;
let server: PostgresServer;
let url: string;
const processes: Running[] = [];
let starts = 0;
const ended = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postgres-receivers-'));
  server = await startServer();
  ({ url } = await createDatabase(server.url));
});

afterAll(async () => {
  ended.abort();
  for (const { child } of processes) child.kill('SIGKILL');
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Starts a process in a place, and resolves when it runs. It is started again until the server takes connections. The first
 * receiver only receives, the others handle as well; workers only handle.
 */
async function start(place: number): Promise<void> {
  starts += 1;
  const settings = JSON.stringify({
    ...(await ledgerSettings(folder)),
    SEED: String(seed + starts),
    LEDGER: 'transactions',
    HANDLERS: place === 0 ? 'off' : 'on',
    RECEIVE: place < RECEIVERS ? 'on' : 'off',
    DATABASE_URL: url,
    HANDLER_LEASE: `${LEASE_MS}ms`,
    DATABASE_POOL_SIZE: '6',
  });
  for (;;) {
    const child = spawn(process.execPath, [...program, settings], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.resume();
    const line = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => undefined)]);
    if (line) {
      processes[place] = { child, port: Number(line[0]) };
      return;
    }
    await wait(100);
  }
}

function processAt(place: number): Running {
  const found = processes[place];
  if (!found) throw new Error('no process has been started');
  return found;
}

const anyUrl = () =>
  `http://127.0.0.1:${processAt(Math.floor(random() * RECEIVERS)).port}/transfer-notification`;

/** From here on, the calls of a process do not count as running. */
function note(child: ChildProcess): void {
  appendFileSync(join(folder, 'calls'), `gone ${child.pid}\n`);
}

/** Stops a process that handles for longer than its leases. */
async function freeze(place: number): Promise<void> {
  const { child } = processAt(place);
  note(child);
  child.kill('SIGSTOP');
  await wait(LEASE_MS * 1.5);
  // It may finish what it has lost, and begin something else.
  note(child);
  child.kill('SIGCONT');
}

/** Ends all connections of all processes. */
const dropConnections = () =>
  query(
    `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE application_name = 'partner-webhooks' AND datname = current_database()`,
  );

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

it(`nothing acknowledged is lost or out of order, and each is in the ledger once, over ${KILLS} kills of ${RECEIVERS} receivers and ${WORKERS} workers and ${SERVER_CRASHES} crashes of the server`, {
  timeout: 180_000 + KILLS * 15_000,
}, async () => {
  console.log(`CRASH_SEED=${seed}`);
  for (let place = 0; place < PROCESSES; place += 1) await start(place);
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
      // Of one subject, one after the other is handled.
      await wait(random() * MAX_PAUSE_MS);
    }
  });

  const crashes = Array.from({ length: SERVER_CRASHES }, (_, n) => Math.floor((n * KILLS) / SERVER_CRASHES));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await wait(100 + random() * 500);
    if (crashes.includes(kill)) await crashServer();
    if (kill % KILLS_PER_FREEZE === 0) await freeze(1 + Math.floor(random() * (PROCESSES - 1)));
    if (kill % KILLS_PER_FREEZE === 4 || KILLS === 1) await dropConnections();
    const place = Math.floor(random() * PROCESSES);
    const { child } = processAt(place);
    // Nothing but the test ends it.
    expect(child.exitCode).toBeNull();
    note(child);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start(place);
  }
  await wait(300);
  sending = false;
  await Promise.all(senders);

  const handledIds = async () => (await readFile(join(folder, 'handled'), 'utf8')).trim().split('\n');
  for (let n = 0; n < 600 + 60 * KILLS; n += 1) {
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
  const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
  expect(overlaps(calls)).toEqual([]);
  // The ledger is the set of notifications.
  expect(await queryLedger(DIFFERENCES)).toEqual([]);
  const entries = (await queryLedger(ENTRIES)).map(({ id }) => id);
  expect(entries).toEqual(stored.map(({ id }) => id).toSorted());
});

const queryLedger = (text: string) =>
  query(text.replaceAll(/\b(FROM|JOIN) (app_\w+)/g, '$1 partner_webhooks_app.$2'));

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
    const config = readConfig({
      DATABASE_URL: guestUrl.href,
      DATABASE_PASSWORD_FILE: passwordFile,
      // Those of the first test are there already.
      HANDLERS: 'off',
    });
    return openInbox(config, { quarantineCapacity: 1, clock: systemClock });
  };
  const checked = `sslmode=verify-full&sslrootcert=${certFile}`;
  await expect.poll(() => guest(checked).then((inbox) => inbox.close())).toBeUndefined();
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
  const { port } = processAt(0);
  const response = await fetch(`http://127.0.0.1:${port}/transfer-notification`, {
    method: 'POST',
    headers: { 'api-key': 'key', 'content-type': 'application/json' },
    body: JSON.stringify(transfer('00000000-0000-4000-8000-000000000999', 1)),
  });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  await expect.poll(() => readiness(port)).toBe(503);
  await server.start();
  await expect.poll(() => readiness(port)).toBe(200);
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
