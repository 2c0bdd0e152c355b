import {
  createDispatcher,
  DEFAULT_RETRY,
  handlersFor,
  type Inbox,
  type NotificationFilter,
  type PageRequest,
  PermanentError,
  systemClock,
} from '@partner-webhooks/inbox';
import { EVENT_TYPES, type Notification } from '@partner-webhooks/types';
import { uuidv7 } from 'uuidv7';
import { BODIES } from './bodies.ts';

// What is measured of an inbox, whatever its store.

const HANDLER_CONCURRENCY = 16;

let generated = 0;

/** Receives notifications, 256 at a time. */
export async function receive(inbox: Inbox, count: number): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      while (left > 0) {
        left -= 1;
        const { notification, body } = nextNotification();
        await inbox.receive({ id: uuidv7(), notification, body, receivedAt: new Date(), observations: [] });
      }
    }),
  );
}

/** Handles everything pending. Handlers return at once; one in a thousand throws a `PermanentError`. */
export async function handleAll(inbox: Inbox): Promise<void> {
  let calls = 0;
  const handle = async () => {
    calls += 1;
    if (calls % 1_000 === 0) throw new PermanentError('one in a thousand');
  };
  const dispatcher = createDispatcher({
    inbox,
    handlers: handlersFor(handle),
    concurrency: HANDLER_CONCURRENCY,
    timeout: 30_000,
    retry: DEFAULT_RETRY,
    clock: systemClock,
    logFor: () => ({ info() {}, warn() {}, error() {} }),
    onInboxError: (error) => {
      throw error;
    },
  });
  dispatcher.wake();
  let unhandled = 1;
  while (unhandled > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { pending, handling: busy } = await inbox.statistics();
    unhandled = pending + busy;
  }
  await dispatcher.stop();
}

/** How long a query of the admin API takes, in milliseconds. */
export interface QueryTimes {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
}

/** Measures every query of the admin API, and prints its 95th percentile. */
export async function measureQueries(inbox: Inbox): Promise<QueryTimes[]> {
  const queries: QueryTimes[] = [];
  for (const [name, run] of Object.entries(await adminQueries(inbox))) {
    const times: number[] = [];
    for (let n = 0; n < 50; n += 1) times.push((await secondsOf(() => run(n))) * 1_000);
    times.sort((a, b) => a - b);
    const at = (place: number) => times[place] ?? Number.NaN;
    const query = { name, p50: at(24), p95: at(47), longest: at(49) };
    queries.push(query);
    print(`${name}: p95 ${query.p95.toFixed(1)} ms`);
  }
  return queries;
}

/** Every query of the admin API, with values from the inbox that change from call to call. */
async function adminQueries(inbox: Inbox): Promise<Record<string, (n: number) => Promise<unknown>>> {
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

function nextNotification(): { notification: Notification; body: Buffer } {
  generated += 1;
  const { eventType, unique } = BODIES[generated % BODIES.length] ?? BODIES[0] ?? never();
  const text = unique(generated);
  return {
    notification: { eventType, payload: JSON.parse(text) } as Notification,
    body: Buffer.from(text),
  };
}

/** How long something takes. */
export async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1_000;
}

/** Prints a line. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function never(): never {
  throw new Error('there is no body');
}
