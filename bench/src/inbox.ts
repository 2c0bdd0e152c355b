import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDispatcher,
  DEFAULT_RETRY,
  handlersFor,
  type NotificationFilter,
  openSqliteInbox,
  type PageRequest,
  PermanentError,
  systemClock,
} from '@partner-webhooks/inbox';
import { EVENT_TYPES, type Notification } from '@partner-webhooks/types';
import { uuidv7 } from 'uuidv7';
import { BODIES } from './bodies.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';

// An inbox that has been in operation for long: how fast notifications go through it, and how long each question of the
// admin API takes.

const STORED = Number(process.env['STORED'] ?? 1_000_000);
const FRESH = 50_000;
const CONCURRENCY = 16;

let made = 0;

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const file = join(folder, 'inbox.db');
const inbox = await openSqliteInbox({
  file,
  deduplicationWindow: 86_400_000,
  quarantineCapacity: 10_000,
});

say(`storing ${STORED} notifications`);
await receive(STORED);
await handleAll();
say(`storing ${FRESH} more, and handling them`);
const receiving = FRESH / (await secondsOf(() => receive(FRESH)));
const handling = FRESH / (await secondsOf(handleAll));
say(`${Math.round(receiving)} received and ${Math.round(handling)} handled a second`);

const questions = [];
for (const [name, ask] of Object.entries(await asked())) {
  const times: number[] = [];
  for (let n = 0; n < 50; n += 1) times.push((await secondsOf(() => ask(n))) * 1_000);
  times.sort((a, b) => a - b);
  const question = { name, p50: times[24], p95: times[47], longest: times[49] };
  questions.push(question);
  say(`${name}: p95 ${question.p95?.toFixed(1)} ms`);
}
const { size } = await stat(file);
await inbox.close();
await rm(folder, { recursive: true });
await writeResult('inbox', {
  machine: machine(),
  stored: STORED,
  bytesEach: size / (STORED + FRESH),
  receiving,
  handling,
  questions,
});

/** Takes notifications in, as many at a time as a busy receiver has. */
async function receive(count: number): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      while (left > 0) {
        left -= 1;
        const { notification, body } = fresh();
        await inbox.receive({ id: uuidv7(), notification, body, receivedAt: new Date(), observations: [] });
      }
    }),
  );
}

/** Handles everything that waits, with handlers that do nothing but that one in a thousand dies. */
async function handleAll(): Promise<void> {
  let calls = 0;
  const handle = async () => {
    calls += 1;
    if (calls % 1_000 === 0) throw new PermanentError('one in a thousand');
  };
  const dispatcher = createDispatcher({
    inbox,
    handlers: handlersFor(handle),
    concurrency: CONCURRENCY,
    timeout: 30_000,
    retry: DEFAULT_RETRY,
    clock: systemClock,
    logFor: () => ({ info() {}, warn() {}, error() {} }),
    onInboxError: (error) => {
      throw error;
    },
  });
  dispatcher.wake();
  let waiting = 1;
  while (waiting > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { pending, handling: busy } = await inbox.statistics();
    waiting = pending + busy;
  }
  await dispatcher.stop();
}

/** Every question that the admin API can ask, with values that are in the inbox and change from one time to the next. */
async function asked(): Promise<Record<string, (n: number) => Promise<unknown>>> {
  const { items } = await inbox.notifications({}, { limit: 500 });
  const [oldest] = (await inbox.notifications({}, { limit: 1, oldestFirst: true })).items;
  const item = (n: number) => items[(n * 7) % items.length] ?? items[0];
  const eventType = (n: number) => EVENT_TYPES[n % EVENT_TYPES.length] ?? 'TRANSFER_NOTIFICATION';
  const span = Date.now() - Number(oldest?.receivedAt);
  const moment = (n: number) => new Date(Number(oldest?.receivedAt) + (span * (n % 50)) / 50);
  const list = (filter: (n: number) => NotificationFilter, page: Partial<PageRequest> = {}) => {
    return (n: number) => inbox.notifications(filter(n), { limit: 50, ...page });
  };
  return {
    'list, all': list(() => ({})),
    'list, oldest first': list(() => ({}), { oldestFirst: true }),
    'list, 500': list(() => ({}), { limit: 500 }),
    'list, by event type': list((n) => ({ eventType: eventType(n) })),
    'list, handled': list(() => ({ state: 'handled' })),
    'list, dead': list(() => ({ state: 'dead' })),
    'list, pending (none)': list(() => ({ state: 'pending' })),
    'list, dead of an event type': list((n) => ({ state: 'dead', eventType: eventType(n) })),
    'list, by subject': list((n) => ({ subject: item(n)?.subject ?? '' })),
    'list, by time': list((n) => ({ receivedFrom: moment(n), receivedTo: moment(n + 1) })),
    'list, handled of an event type, by time': list((n) => ({
      eventType: eventType(n),
      state: 'handled',
      receivedTo: moment(n),
    })),
    'search, an id': list((n) => ({ text: item(n)?.id ?? '' })),
    'search, the beginning of an id': list((n) => ({ text: (item(n)?.subject ?? '').slice(0, 30) })),
    'search, a word that most have': list(() => ({ text: 'created' })),
    'search, the beginning of one': list(() => ({ text: 'creat' })),
    'search, a word that most have, dead': list(() => ({ text: 'created', state: 'dead' })),
    'search, a word that none has': list(() => ({ text: 'nowhere' })),
    'show one': (n) => inbox.notification(item(n)?.id ?? ''),
    statistics: () => inbox.statistics(),
    observations: () => inbox.observations(),
  };
}

function fresh(): { notification: Notification; body: Buffer } {
  made += 1;
  const { eventType, unique } = BODIES[made % BODIES.length] ?? BODIES[0] ?? never();
  const text = unique(made);
  return {
    notification: { eventType, payload: JSON.parse(text) } as Notification,
    body: Buffer.from(text),
  };
}

async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1_000;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function never(): never {
  throw new Error('there is no body');
}
