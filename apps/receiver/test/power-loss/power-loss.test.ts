import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { occurredAt } from '@partner-webhooks/inbox';
import { isEventType, type Notification, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programArguments } from '../bundled-programs.ts';
import { deliver } from '../deliver.ts';
import { inherited } from '../inherited-environment.ts';
import { seedFrom } from '../seed.ts';
import { effectsIn, storedNotifications } from '../stored-rows.ts';
import { beginImage, compileLibrary, type SyncedImage } from './synced-image.ts';

// The receiver as it is shipped loses its power at random moments, under load: it is stopped, and what had been synced by then
// is opened. After some of the losses it is killed and goes on with that; after the others it goes on as if nothing had
// been. POWER_LOSSES sets how many there are; 12 is the short form. POWER_SEED repeats a run.

const LOSSES = Number(process.env['POWER_LOSSES'] ?? 12);
const SENDERS = 8;
const KEY = 'a-key-for-the-tests';
const MAX_PAUSE_MS = 600;
// How likely the receiver has to be started again after a loss.
const RESTARTS = 1 / 5;

const program = programArguments('main');
const library = compileLibrary('A loss of power');
const { seed, random } = seedFrom('POWER_SEED');

let root: string;
let data: string;
let image: SyncedImage | undefined;
let receiver: ChildProcess | undefined;
// While a receiver starts, senders wait for it.
let port: Promise<number>;
let lives = 0;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'power-loss-')));
  data = join(root, 'data');
});
const ended = new AbortController();
afterAll(async () => {
  ended.abort();
  receiver?.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** Starts the receiver on what has been left of its folder, and resolves when it listens. */
async function start(): Promise<void> {
  port = listen();
  await port;
}

/** @returns the port of a receiver that has been started. */
async function listen(): Promise<number> {
  const previous = image;
  lives += 1;
  await rm(data, { recursive: true, force: true });
  await mkdir(data);
  previous?.restore(data);
  image = beginImage(library ?? '', data, join(root, `image-${lives}`));
  receiver = spawn(process.execPath, program, {
    cwd: root,
    env: {
      ...inherited,
      ...image.environment,
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      NODE_ENV: 'production',
      API_KEYS: KEY,
      ADMIN_TOKEN: 'a-token-for-the-tests',
      DATABASE_URL: `file:${data}/inbox.db`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: receiver.stdout ?? process.stdin });
  return await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const logged = JSON.parse(line);
      if (logged.msg === 'receiver started') resolve(logged.port);
      if (logged.level >= 50) console.error(line);
    });
    lines.once('close', () => reject(new Error('the receiver ended before it listened')));
  });
}

/** Stops all threads of the receiver where they are. */
async function stop(): Promise<void> {
  const { pid } = receiver ?? {};
  receiver?.kill('SIGSTOP');
  const isStopped = async (thread: string) =>
    / T /.test((await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')).replace(/.*\)/, ''));
  for (;;) {
    const threads = await Promise.all((await readdir(`/proc/${pid}/task`)).map(isStopped));
    if (threads.every(Boolean)) return;
    await wait(1);
  }
}

describe.skipIf(!library)('a receiver that loses its power', () => {
  it(`has everything acknowledged, and every effect of what is handled, after each of ${LOSSES} losses`, {
    timeout: 60_000 + LOSSES * 10_000,
  }, async () => {
    console.log(`POWER_SEED=${seed}`);
    await start();
    let isSending = true;
    let sent = 0;
    const acknowledged = new Set<string>();
    const senders = Array.from({ length: SENDERS }, async () => {
      while (isSending) {
        sent += 1;
        const notification = numbered(sent);
        const { eventType, payload } = notification;
        const url = async () => `http://127.0.0.1:${await port}${registry[eventType].path}`;
        if ((await deliver(url, KEY, JSON.stringify(payload), ended.signal)) === undefined) return;
        acknowledged.add(keyOf(notification));
      }
    });

    const missing = { acknowledged: new Set<string>(), effects: new Set<string>() };
    const losses = { acknowledged: 0, effects: 0 };
    let outcomesSeen = 0;
    const look = async (expected: readonly string[]) => {
      const copy = join(root, 'copy');
      image?.restore(copy);
      const found = readFolder(copy);
      await rm(copy, { recursive: true });
      outcomesSeen += found.handled;
      const count = (kind: keyof typeof missing, keys: readonly string[]) => {
        if (keys.some((key) => !missing[kind].has(key))) losses[kind] += 1;
        for (const key of keys) missing[kind].add(key);
      };
      count(
        'acknowledged',
        expected.filter((key) => !found.stored.has(key)),
      );
      count('effects', found.withoutEffect);
      return found;
    };
    for (let loss = 0; loss < LOSSES; loss += 1) {
      await wait(random() * MAX_PAUSE_MS);
      await stop();
      await look([...acknowledged]);
      const isLast = loss === LOSSES - 1;
      if (random() > RESTARTS && !isLast) {
        receiver?.kill('SIGCONT');
        continue;
      }
      const exited = once(receiver ?? process, 'exit');
      receiver?.kill('SIGKILL');
      await exited;
      await start();
    }
    isSending = false;
    await Promise.all(senders);
    // Nothing comes any more. What is handled has been synced a tenth of a second later.
    const deadline = Date.now() + 30_000;
    let last: ReturnType<typeof readFolder>;
    do {
      await wait(500);
      await stop();
      last = await look([...acknowledged]);
      receiver?.kill('SIGCONT');
    } while (last.handled < last.notifications && Date.now() < deadline);
    const counts = {
      lives,
      acknowledged: acknowledged.size,
      stored: last.stored.size,
      handled: last.handled,
    };
    console.log(`${LOSSES} losses of power:`, JSON.stringify({ ...counts, lossesThatLost: losses }));

    expect(losses).toEqual({ acknowledged: 0, effects: 0 });
    expect(last.handled).toBe(last.notifications);
    // It has been tried: there was something handled to lose an effect of.
    expect(outcomesSeen).toBeGreaterThan(0);
  });
});

/** One of three kinds that leave different traces in the read model. Each payload is sent once. */
function numbered(n: number): Notification {
  const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const customers = { updatedCustomers: [id(n)], notificationType: 'UPDATED' };
  if (n % 5 === 0) return { eventType: 'LABELS_UPDATE_NOTIFICATION', payload: customers } as Notification;
  if (n % 5 === 1) return { eventType: 'RE_TOKEN_PRICES', payload: { regularToken: n, premiumToken: 1 } };
  const subject = id(n % 50);
  const payload = {
    transferId: subject,
    customerId: subject,
    customerProductId: subject,
    modifiedOn: new Date(Date.UTC(2025, 0, 1) + n).toISOString(),
    notificationType: 'UPDATED',
  };
  return { eventType: 'TRANSFER_NOTIFICATION', payload } as Notification;
}

function keyOf({ eventType, payload }: Notification): string {
  return `${eventType} ${JSON.stringify(payload)}`;
}

/** The content of a folder: payloads, numbers of notifications and of handled ones, and the handled ones without an effect. */
function readFolder(folder: string) {
  const inboxFile = join(folder, 'inbox.db');
  const database = openWhole(inboxFile);
  const effects = effectsIn(database);
  const hasEffect = (notification: Notification, id: string, receivedAt: number) => {
    const { eventType, payload } = notification;
    if (eventType === 'RE_TOKEN_PRICES') return effects.hasPrice(id);
    if ('updatedCustomers' in payload)
      return effects.hasLabelUpdate(String(payload.updatedCustomers?.[0]), receivedAt);
    const transferId = 'transferId' in payload ? String(payload.transferId) : '';
    return effects.hasState(eventType, transferId, occurredAt(notification) ?? 0n);
  };

  const stored = new Set<string>();
  const withoutEffect: string[] = [];
  // A payload without a clock that is sent again after a loss is another notification, so there may be more than payloads.
  let notifications = 0;
  let handled = 0;
  for (const { id, eventType, state, receivedAt, payload } of storedNotifications(inboxFile)) {
    if (!isEventType(eventType)) throw new Error(`unknown event type ${eventType}`);
    const notification = { eventType, payload } as unknown as Notification;
    stored.add(keyOf(notification));
    notifications += 1;
    if (state !== 'handled') continue;
    handled += 1;
    if (!hasEffect(notification, id, receivedAt)) withoutEffect.push(keyOf(notification));
  }
  database.close();
  return { stored, notifications, handled, withoutEffect };
}

/** Opens a database as the next start does, and checks that the loss of power has not damaged it. */
function openWhole(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  const found = database.prepare('PRAGMA integrity_check').all();
  expect(found).toEqual([{ integrity_check: 'ok' }]);
  return database;
}
