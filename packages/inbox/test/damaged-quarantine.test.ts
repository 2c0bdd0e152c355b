import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Inbox, openSqliteInbox } from '../src/index.ts';
import { leafWith, overflowWith, overwrite, ZEROS } from './damaged-file.ts';
import { incoming, transfer } from './notifications.ts';
import { withoutThreads } from './threads.ts';

const CAPACITY = 200;
const MANY = 1_000;
const PAGE_BYTES = 4_096;
const id = (n: number) => `rejected-${String(n).padStart(4, '0')}`;

/** What damages the oldest bodies, how long bodies are, and how many it costs at most. */
const DAMAGES: readonly (readonly [
  name: string,
  bytes: number,
  damage: (file: string) => void,
  most: number,
])[] = [
  [
    'a body that is longer than a page is flipped',
    3 * PAGE_BYTES,
    (file) => overwrite(file, overflowWith(file, `${id(0)} `.repeat(2)), Buffer.alloc(PAGE_BYTES, 0xff)),
    1,
  ],
  // SQLite merges pages of which a third is left: bodies on the next page cannot be deleted then.
  ['a page with several bodies is zeroed', 60, (file) => overwrite(file, leafWith(file, id(0)), ZEROS), 75],
];

withoutThreads();

async function quarantine(inbox: Inbox, n: number, bytes: number): Promise<void> {
  const body = Buffer.from(`${id(n)} `.repeat(Math.ceil(bytes / id(n).length)));
  await inbox.quarantine({ id: id(n), path: '/x', body, reasons: [], receivedAt: new Date(n) });
}

/** An inbox whose full quarantine is damaged where its oldest bodies are, with some handled notifications. */
async function damagedInbox(
  bytes: number,
  damage: (file: string) => void,
  limits: { readonly quarantineCapacity: number; readonly quarantineBytes?: number },
) {
  const folder = await mkdtemp(join(tmpdir(), 'damage-'));
  const file = join(folder, 'inbox.db');
  const options = { file, deduplicationWindow: 0 };
  const inbox = await openSqliteInbox({ ...options, quarantineCapacity: MANY });
  await Promise.all(Array.from({ length: CAPACITY }, (_, n) => quarantine(inbox, n, bytes)));
  for (let n = 0; n < 3; n += 1) await inbox.receive(incoming(`id-${n}`, transfer(n), new Date(n)));
  for (const claim of await inbox.claim(3)) await inbox.complete(claim.id, { state: 'handled' });
  await inbox.close();
  damage(file);
  const notices: string[] = [];
  const damaged = await openSqliteInbox({
    ...options,
    ...limits,
    onNotice: (sentence) => notices.push(sentence),
  });
  onTestFinished(async () => {
    await damaged.close();
    await rm(folder, { recursive: true });
  });
  const stored = async () => (await damaged.statistics()).quarantined;
  return { inbox: damaged, notices, stored };
}

describe.each(DAMAGES)('a quarantine in which %s', (_name, bytes, damage, most) => {
  it('stores further bodies, for which the oldest readable ones make room', async () => {
    const { inbox, notices, stored } = await damagedInbox(bytes, damage, { quarantineCapacity: CAPACITY });
    await Promise.all(Array.from({ length: 60 }, (_, n) => quarantine(inbox, CAPACITY + n, bytes)));
    expect(await stored()).toBeGreaterThanOrEqual(CAPACITY);
    expect(await stored()).toBeLessThanOrEqual(CAPACITY + most);
    expect(await inbox.quarantinedBody(id(59))).toBeUndefined();
    expect(await inbox.quarantinedBody(id(60))).toMatchObject({ id: id(60) });
    expect(notices).toContain('the rejected body at seq 1 cannot be read, and stays in quarantine');
  });

  it('is limited in bytes, too', async () => {
    const quarantineBytes = 100 * bytes;
    const { inbox, stored } = await damagedInbox(bytes, damage, {
      quarantineCapacity: MANY,
      quarantineBytes,
    });
    await quarantine(inbox, CAPACITY, bytes);
    expect(await stored()).toBeLessThanOrEqual(100 + most);
    expect(await inbox.quarantinedBody(id(CAPACITY))).toMatchObject({ id: id(CAPACITY) });
  });

  it('does not prevent retention from removing all others, some at a time', async () => {
    const { inbox, stored } = await damagedInbox(bytes, damage, { quarantineCapacity: MANY });
    expect(await inbox.removeOld(new Date(CAPACITY - 10), 50)).toBe(50);
    while ((await inbox.removeOld(new Date(CAPACITY - 10), 50)) > 0);
    expect(await inbox.quarantinedBody(id(CAPACITY - 10))).toMatchObject({ id: id(CAPACITY - 10) });
    expect(await stored()).toBeLessThanOrEqual(10 + most);
    while ((await inbox.removeOld(new Date(Date.now() + 1_000), 50)) > 0);
    expect(await stored()).toBeLessThanOrEqual(most);
    expect((await inbox.notifications({}, { limit: 9 })).items).toEqual([]);
  });
});
