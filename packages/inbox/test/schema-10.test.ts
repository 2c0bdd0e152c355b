import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { checkFile, type Inbox, openSqliteInbox } from '../src/index.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { withoutThreads } from './threads.ts';
import { createSettableClock } from './virtual-clock.ts';

// An inbox that the last version with schema 10 wrote, in the middle of its operation, opened by the present version.

withoutThreads();

const MIGRATIONS = new URL('../migrations/sqlite/', import.meta.url);
const ROWS = new URL('schema-10.sql', import.meta.url);

const time = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

const folder = await mkdtemp(join(tmpdir(), 'schema-10-'));
const written = join(folder, 'written.db');

beforeAll(() => {
  const database = new DatabaseSync(written);
  database.exec('PRAGMA synchronous = OFF');
  for (const migration of readdirSync(MIGRATIONS).sort().slice(0, 10))
    database.exec(readFileSync(new URL(migration, MIGRATIONS), 'utf8'));
  database.exec(`${readFileSync(ROWS, 'utf8')} PRAGMA user_version = 10`);
  database.close();
});

afterAll(() => rm(folder, { recursive: true }));

/** The inbox, opened a minute after the last row was written. */
async function opened() {
  const file = join(await mkdtemp(join(folder, 'copy-')), 'inbox.db');
  await copyFile(written, file);
  const clock = createSettableClock(time(43).getTime());
  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: 86_400_000,
    quarantineCapacity: 100,
    clock,
  });
  onTestFinished(() => inbox.close());
  return { inbox, file, clock };
}

const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

/** Handles everything that is due, in the order in which it is given out. */
async function handleAll(inbox: Inbox): Promise<string[]> {
  const order: string[] = [];
  for (let claims = await inbox.claim(99); claims.length > 0; claims = await inbox.claim(99)) {
    order.push(...ids(claims));
    for (const { id } of claims) await inbox.complete(id, { state: 'handled' });
  }
  return order;
}

it('has every notification in its state, with its times, counts and errors', async () => {
  const { inbox } = await opened();
  expect(await inbox.statistics()).toMatchObject({
    pending: 12,
    handling: 0,
    handled: 6,
    dead: 1,
    discarded: 2,
    unreadable: 1,
    quarantined: 2,
    oldestPending: time(8),
    byEventType: [
      { eventType: 'RE_TOKEN_PRICES', pending: 1, handled: 1 },
      { eventType: 'TRADITIONAL_ASSET_ORDER_NOTIFICATION', pending: 1 },
      { eventType: 'TRANSFER_NOTIFICATION', pending: 10, handled: 5, dead: 1, discarded: 2 },
    ],
  });
  const { items } = await inbox.notifications({}, { limit: 99, oldestFirst: true });
  const once = { deliveries: 1, attempts: 1, replays: 0 };
  const fresh = { state: 'pending', deliveries: 1, attempts: 0, replays: 0 };
  expect(items).toMatchObject([
    { id: 'handled', state: 'handled', receivedAt: time(1), completedAt: time(2), ...once },
    { id: 'dead', state: 'dead', receivedAt: time(3), completedAt: time(4), error: 'Error: no', ...once },
    {
      id: 'discarded-dead',
      state: 'discarded',
      completedAt: time(6),
      error: 'Error: gone',
      discarded: { at: time(6), reason: 'not ours' },
      ...once,
    },
    {
      id: 'discarded-pending',
      state: 'discarded',
      completedAt: time(7),
      discarded: { at: time(7), reason: 'a test' },
      attempts: 0,
    },
    { id: 'replayed', ...fresh, dueAt: time(37), replays: 2, replayedBy: 'operator' },
    {
      id: 'redelivered',
      ...fresh,
      lastReceivedAt: time(38),
      dueAt: time(38),
      deliveries: 2,
      replays: 1,
      replayedBy: 'delivery',
    },
    { id: 'repeated', state: 'handled', lastReceivedAt: time(17), ...once, deliveries: 3 },
    { id: 'prices', state: 'handled', ...once },
    { id: 'newer', state: 'handled', ...once },
    { id: 'unreadable', ...fresh, unreadable: expect.stringContaining('not JSON') },
    { id: 'released', state: 'handled', receivedAt: time(24), completedAt: time(36), ...once },
    { id: 'observed', state: 'handled', completedAt: time(35), ...once },
    { id: 'observed-2', ...fresh },
    { id: 'retried', ...fresh, dueAt: time(44), attempts: 1, error: 'Error: later' },
    { id: 'behind-retried', ...fresh },
    // It was being handled when the earlier process ended.
    { id: 'handling', ...fresh, attempts: 1 },
    { id: 'blocked', ...fresh },
    { id: 'prices-again', ...fresh, repeats: 'prices' },
    { id: 'stale', ...fresh },
    { id: 'new', ...fresh },
    { id: 'new-2', ...fresh },
  ]);
  expect(items.map(({ subject }) => subject)).toEqual(
    [1, 4, 5, 6, 8, 9, 10, 0, 11, 12, 13, 15, 15, 3, 3, 2, 2, 0, 11, 16, 2].map((n) =>
      n === 0 ? undefined : transfer(n).payload.transferId,
    ),
  );
});

it('has the body, the deliveries and the attempts of a notification', async () => {
  const { inbox } = await opened();
  expect(await inbox.notification('repeated')).toMatchObject({
    body: new Uint8Array(incoming('', transfer(10)).body),
    deliveryTimes: [time(14), time(16), time(17)],
    attemptHistory: [{ number: 1, outcome: 'handled', startedAt: time(14), endedAt: time(15) }],
  });
  expect(await inbox.notification('replayed')).toMatchObject({
    attemptHistory: [
      { number: 1, outcome: 'handled' },
      { number: 2, outcome: 'failed', error: 'Error: again', endedAt: time(11) },
    ],
  });
  expect(await inbox.notification('handling')).toMatchObject({
    attemptHistory: [{ number: 1, outcome: 'interrupted', startedAt: time(34) }],
  });
});

it('hands out what is due, one of a subject at a time and in order of arrival', async () => {
  const { inbox, clock } = await opened();
  const [first, ...others] = await inbox.claim(99);
  expect([first, ...others].map((claim) => [claim?.id, claim?.attempt, claim?.stale])).toEqual([
    ['observed-2', 1, false],
    ['handling', 2, false],
    ['replayed', 1, false],
    ['redelivered', 1, false],
    ['prices-again', 1, false],
    ['stale', 1, true],
    ['new', 1, false],
  ]);
  expect(others[0]).toMatchObject({ interrupted: true });
  expect(others[3]).toMatchObject({ repeats: 'prices' });
  for (const claim of [first, ...others]) await inbox.complete(claim?.id ?? '', { state: 'handled' });
  expect(await handleAll(inbox)).toEqual(['blocked', 'new-2']);
  expect(await inbox.nextDue()).toEqual(time(44));
  clock.time = time(44).getTime();
  expect(await handleAll(inbox)).toEqual(['retried', 'behind-retried']);
  expect(await inbox.statistics()).toMatchObject({ pending: 1, unreadable: 1, handled: 17 });
});

it('replays every notification that is not being handled', async () => {
  const { inbox } = await opened();
  const all = ids((await inbox.notifications({}, { limit: 99, oldestFirst: true })).items);
  expect(await inbox.replay(all)).toEqual(all);
  expect(await inbox.statistics()).toMatchObject({ pending: 21, handled: 0, dead: 0, discarded: 0 });
  expect((await handleAll(inbox)).toSorted()).toEqual(all.filter((id) => id !== 'unreadable').toSorted());
});

it('finds notifications by state, subject, event type, time and search text', async () => {
  const { inbox } = await opened();
  const found = async (filter: Parameters<Inbox['notifications']>[0]) =>
    ids((await inbox.notifications(filter, { limit: 99, oldestFirst: true })).items);
  expect(await found({ state: 'discarded' })).toEqual(['discarded-dead', 'discarded-pending']);
  expect(await found({ state: 'dead' })).toEqual(['dead']);
  expect(await found({ unreadable: true })).toEqual(['unreadable']);
  expect(await found({ subject: transfer(2).payload.transferId })).toEqual(['handling', 'blocked', 'new-2']);
  expect(await found({ eventType: 'RE_TOKEN_PRICES' })).toEqual(['prices', 'prices-again']);
  expect(await found({ receivedFrom: time(40) })).toEqual(['stale', 'new', 'new-2']);
  expect(await found({ text: 'discarded-pending' })).toEqual(['discarded-pending']);
  expect(await found({ text: 'discard' })).toEqual(['discarded-dead', 'discarded-pending']);
  expect(await found({ text: 'UPDATED' })).toHaveLength(18);
  // The search text of the last two had not been written.
  expect(await found({ text: transfer(16).payload.transferId })).toEqual(['new']);
});

it('recognises what it has received', async () => {
  const { inbox } = await opened();
  const again = (notification: Parameters<typeof incoming>[1]) =>
    inbox.receive(incoming('again', notification, time(43)));
  const of = (id: string, outcome: string) => ({ id, duplicate: true, repetition: { of: id, outcome } });
  expect(await again(transfer(1))).toEqual(of('handled', 'counted'));
  expect(await again(transfer(2))).toEqual(of('handling', 'counted'));
  expect(await again(transfer(4))).toEqual(of('dead', 'replayed'));
  expect(await again(transfer(6))).toEqual(of('discarded-pending', 'discarded'));
  expect(await again(transfer(13))).toEqual(of('released', 'counted'));
  expect(await again(prices(10))).toEqual(of('prices-again', 'counted'));
  expect(await again(transfer(17))).toEqual({ id: 'again', duplicate: false });
});

it('has the quarantine with its revalidations, and accepts from it', async () => {
  const { inbox } = await opened();
  const reasons = [{ pointer: '/a', code: 'type', message: 'must be a text' }];
  expect((await inbox.quarantined({}, { limit: 9 })).items).toEqual([
    {
      id: 'cut',
      method: 'POST',
      path: '/nowhere',
      incomplete: { readBytes: 5, sha256: 'ab'.repeat(32), totalBytes: 99 },
      reasons: [{ pointer: '', code: 'too-large', message: 'too large' }],
      receivedAt: time(28),
      bytes: 5,
    },
    expect.objectContaining({ id: 'judged', contentEncoding: 'gzip', reasons, receivedAt: time(25) }),
  ]);
  expect(await inbox.quarantinedBody('judged')).toMatchObject({
    lastRevalidation: { at: time(27) },
    revalidations: [
      { at: time(26), eventType: 'TRANSFER_NOTIFICATION', reasons: [{ pointer: '/b' }] },
      { at: time(27), reasons: [{ pointer: '/c' }] },
    ],
  });
  await inbox.recordRevalidation('judged', { at: time(43), reasons });
  expect((await inbox.quarantinedBody('judged'))?.revalidations).toHaveLength(3);
  const accepted = await inbox.acceptQuarantined(incoming('judged', transfer(14), time(43)));
  expect(accepted).toEqual({ id: 'judged', duplicate: false });
  const claims = await inbox.claim(99);
  expect(claims.find(({ id }) => id === 'judged')?.receivedAt).toEqual(time(25));
});

it('has the observations, and counts on', async () => {
  const { inbox } = await opened();
  const observation = { pointer: '/list/9/extra', kind: 'unknown-property' } as const;
  await inbox.receive({ ...incoming('more', transfer(18), time(43)), observations: [observation] });
  const eventType = 'TRANSFER_NOTIFICATION';
  expect(await inbox.observations()).toEqual([
    {
      eventType,
      ...observation,
      pointer: '/list/*/extra',
      firstSeen: time(29),
      lastSeen: time(43),
      count: 3,
    },
    {
      eventType,
      pointer: '/notificationType',
      kind: 'unknown-value',
      value: 'NEW',
      firstSeen: time(29),
      lastSeen: time(29),
      count: 1,
    },
  ]);
});

it('removes what is old, and its file is sound', async () => {
  const { inbox, file } = await opened();
  const fault = 'notification unreadable (seq 10) has a body that is no JSON';
  await inbox.notifications({ text: 'new' }, { limit: 1 });
  expect(checkFile(file)).toEqual({ notifications: 21, faults: [fault] });
  // Handled or discarded, or rejected, before the 30th minute: eight notifications but `dead`, and two bodies.
  expect(await inbox.removeOld(time(30), 99)).toBe(8);
  expect(await inbox.statistics()).toMatchObject({ handled: 2, dead: 1, discarded: 0, quarantined: 0 });
  expect(checkFile(file)).toEqual({ notifications: 15, faults: [fault] });
});
