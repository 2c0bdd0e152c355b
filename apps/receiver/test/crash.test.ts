import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { programArguments } from './bundled-programs.ts';
import { deliver } from './deliver.ts';
import { DIFFERENCES, ENTRIES, ledgerSettings } from './ledger.ts';
import { seedFrom } from './seed.ts';
import { storedNotifications } from './stored-rows.ts';

// Nothing acknowledged is ever lost, and each notification is in the ledger of its handlers exactly once: senders post at full
// speed while the receiver is killed at random moments and started again, a tenth of the calls of its handlers throws a value
// that is harmful to inspect, and some hang or add a statement that fails. CRASH_KILLS sets how
// often it is killed; 20 is the short form. CRASH_SEED repeats a run.

const KILLS = Number(process.env['CRASH_KILLS'] ?? 20);
const SENDERS = 8;
const SUBJECTS_PER_SENDER = 4;

const { seed, random } = seedFrom('CRASH_SEED');
const program = programArguments('traced-receiver');

let folder: string;
// While a receiver starts, senders wait for it: that none listens is nothing that they could tell it.
let port: Promise<number>;
let receiver: ChildProcess;
let lives = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
const ended = new AbortController();
afterAll(async () => {
  ended.abort();
  receiver?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the receiver and resolves when it listens. */
async function start(): Promise<void> {
  port = listen();
  await port;
}

/** @returns the port of a receiver that has been started. */
async function listen(): Promise<number> {
  lives += 1;
  const settings = { ...(await ledgerSettings(folder)), SEED: String(seed + lives), LEDGER: 'on' };
  receiver = spawn(process.execPath, [...program, JSON.stringify(settings)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(receiver.stdout ?? receiver, 'data');
  return Number(line);
}

/** Ids in the order in which handlers were called, over all lives of the receiver. */
async function handledIds(): Promise<string[]> {
  return (await readFile(join(folder, 'handled'), 'utf8')).trim().split('\n');
}

it(`nothing acknowledged is lost, doubled or out of order over ${KILLS} kills`, {
  timeout: 180_000 + KILLS * 15_000,
}, async () => {
  console.log(`CRASH_SEED=${seed}`);
  await start();
  let sending = true;
  let acknowledged = 0;
  let repeated = 0;
  const steps = new Map<string, number>();
  const url = async () => `http://127.0.0.1:${await port}/transfer-notification`;

  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    for (let n = 0; sending; n += 1) {
      const subject = `00000000-0000-4000-8000-${String(sender * 100 + (n % SUBJECTS_PER_SENDER)).padStart(12, '0')}`;
      const step = (steps.get(subject) ?? 0) + 1;
      const body = JSON.stringify(transfer(subject, step));
      const tries = await deliver(url, 'key', body, ended.signal);
      if (tries === undefined) return;
      steps.set(subject, step);
      acknowledged += 1;
      repeated += tries - 1;
    }
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await wait(100 + random() * 400);
    // Nothing but the test ends it.
    expect(receiver.exitCode).toBeNull();
    receiver.kill('SIGKILL');
    await once(receiver, 'exit');
    await start();
  }
  sending = false;
  await Promise.all(senders);

  const unfinished = () =>
    storedNotifications(join(folder, 'data/inbox.db')).filter(({ state }) => state !== 'handled').length;
  for (let n = 0; n < 900 && unfinished() > 0; n += 1) await wait(100);
  receiver.kill('SIGTERM');
  await once(receiver, 'exit');

  const handled = await handledIds();
  const stored = storedNotifications(join(folder, 'data/inbox.db'));
  const first = new Map([...handled.entries()].reverse().map(([index, id]) => [id, index]));
  const counts = {
    acknowledged,
    stored: stored.length,
    handled: first.size,
    handledAgain: handled.length - first.size,
    repeated,
  };
  console.log(`${KILLS} kills:`, JSON.stringify(counts));

  expect(stored.filter(({ state }) => state !== 'handled')).toEqual([]);
  for (const [subject, last] of steps) {
    const mine = stored.filter(({ payload }) => payload['transferId'] === subject);
    // Exactly once each, in the order in which they were acknowledged …
    expect(mine.map(({ payload }) => payload['modifiedOn'])).toEqual(
      Array.from({ length: last }, (_, n) => transfer(subject, n + 1).modifiedOn),
    );
    // … and handled at least once, for the first time in this order.
    const times = mine.map(({ id }) => first.get(id) ?? Number.NaN);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.some(Number.isNaN)).toBe(false);
  }
  expect(stored.length).toBe(acknowledged);
  // The ledger is the set of notifications.
  const database = new DatabaseSync(join(folder, 'data/inbox.db'), { readOnly: true });
  const entries = database.prepare(ENTRIES).all();
  const differences = database.prepare(DIFFERENCES).all();
  database.close();
  expect(differences).toEqual([]);
  expect(entries.map(({ id }) => id)).toEqual(stored.map(({ id }) => id).toSorted());
});

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
