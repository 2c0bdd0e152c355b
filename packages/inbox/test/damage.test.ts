import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  backUp,
  checkFile,
  type FileCheck,
  type Inbox,
  InboxUnavailableError,
  openSqliteInbox,
  salvage,
} from '../src/index.ts';
import { leafWith, overwrite, ZEROS } from './damaged-file.ts';
import { incoming, prices, transfer } from './notifications.ts';
import { withoutThreads } from './threads.ts';

const COUNT = 400;
const id = (n: number) => `id-${String(n).padStart(6, '0')}`;

interface Found {
  readonly notices: string[];
  readonly checks: FileCheck[];
}

async function open(file: string): Promise<Found & { readonly inbox: Inbox }> {
  const found: Found = { notices: [], checks: [] };
  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: 0,
    quarantineCapacity: 10,
    onNotice: (sentence, level) => {
      expect(level).toBe('error');
      found.notices.push(sentence);
    },
    onFileChecked: (check) => found.checks.push(check),
  });
  onTestFinished(() => inbox.close());
  return { ...found, inbox };
}

let template: string;
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'damage-'));
  await fill(join(template, 'inbox.db'));
});
afterAll(() => rm(template, { recursive: true }));

/** The file of an inbox with some handled and many pending notifications, which is closed: a copy for one test. */
async function closedInbox(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'damage-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(template, folder, { recursive: true });
  return join(folder, 'inbox.db');
}

async function fill(file: string): Promise<void> {
  const inbox = await openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 10 });
  await Promise.all(
    Array.from({ length: COUNT }, (_, n) => inbox.receive(incoming(id(n), transfer(n), new Date(n)))),
  );
  for (const claim of await inbox.claim(4)) await inbox.complete(claim.id, { state: 'handled' });
  await inbox.notifications({ text: 'id' }, { limit: 1 });
  await inbox.close();
}

/** Handles everything that can be handled. @returns the ids. */
async function handleAll(inbox: Inbox): Promise<string[]> {
  const handled: string[] = [];
  for (;;) {
    const claims = await inbox.claim(16);
    if (claims.length === 0) return handled;
    for (const claim of claims) {
      // An outcome that leads to the damaged page cannot be written.
      await inbox.complete(claim.id, { state: 'handled' }).catch((error: unknown) => {
        if (!(error instanceof InboxUnavailableError)) throw error;
      });
      handled.push(claim.id);
    }
  }
}

/** What may happen to a file on its disk, and how many notifications it costs at most. */
const DAMAGES: readonly (readonly [name: string, (file: string) => void, most: number])[] = [
  ['a page is zeroed', (file) => overwrite(file, leafWith(file, id(200)), ZEROS), 40],
  [
    'a page has the content of another',
    (file) => {
      const offset = leafWith(file, id(100));
      overwrite(file, leafWith(file, id(300)), readFileSync(file).subarray(offset, offset + 4_096));
    },
    60,
  ],
  [
    'a page has the content of a later one',
    (file) => {
      const offset = leafWith(file, id(300));
      overwrite(file, leafWith(file, id(100)), readFileSync(file).subarray(offset, offset + 4_096));
    },
    60,
  ],
  [
    'the beginning of a page is flipped',
    (file) => overwrite(file, leafWith(file, id(200)), Buffer.alloc(64, 0xff)),
    40,
  ],
];

describe('a file in which', () => {
  withoutThreads();

  it.each(DAMAGES)(
    '%s: what is readable is handled, and what is not is reported',
    async (_name, damage, most) => {
      const file = await closedInbox();
      damage(file);
      const { inbox, notices, checks } = await open(file);
      // Notifications are received meanwhile, and none is rejected.
      const received = Array.from({ length: 20 }, (_, n) =>
        inbox.receive(incoming(id(1_000 + n), transfer(1_000 + n))),
      );
      const [handled] = await Promise.all([handleAll(inbox), ...received]);
      handled.push(...(await handleAll(inbox)));
      expect(new Set(handled).size).toBeGreaterThanOrEqual(COUNT + 20 - 4 - most);
      expect(handled).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, n) => id(1_000 + n))));
      expect(notices.join('\n')).toMatch(/cannot be read/);
      // Nothing is due, so the dispatcher is idle.
      expect(await inbox.nextDue()).toBeUndefined();
      await vi.waitFor(() => expect(checks).toHaveLength(1), 30_000);
      expect(checks[0]?.faults).not.toEqual([]);
    },
  );

  it.each(DAMAGES)('%s: a check finds it, and the rest can be salvaged', async (_name, damage, most) => {
    const file = await closedInbox();
    damage(file);
    const report = checkFile(file);
    expect(report.faults).not.toEqual([]);
    const target = `${file}.salvaged`;
    const salvaged = salvage(file, target);
    expect(salvaged.faults).not.toEqual([]);
    expect(salvaged.notifications).toBeGreaterThanOrEqual(COUNT - most);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(checkFile(target).faults).toEqual([]);
    const { inbox } = await open(target);
    // It still knows what it has received.
    expect(await inbox.receive(incoming('again', transfer(1)))).toMatchObject({ duplicate: true });
    expect((await handleAll(inbox)).length).toBe(salvaged.notifications - 4);
    expect((await inbox.notifications({ text: id(10) }, { limit: 10 })).items).toHaveLength(1);
    await inbox.close();
    expect(checkFile(target)).toEqual({ notifications: salvaged.notifications, faults: [] });
  });

  it.each(DAMAGES)('%s: retention removes the rest', async (_name, damage, most) => {
    const file = await closedInbox();
    const { inbox: before } = await open(file);
    await handleAll(before);
    await before.close();
    damage(file);
    const { inbox } = await open(file);
    const later = new Date(Date.now() + 60_000);
    let removed = 0;
    for (let some = 1; some > 0; removed += some) some = await inbox.removeOld(later, 50);
    expect(removed).toBeGreaterThanOrEqual(COUNT - most);
  });

  it('digits of a body are changed, which SQLite does not notice, is found by its fingerprint', async () => {
    const file = await closedInbox();
    const offset = leafWith(file, id(200));
    const body = readFileSync(file).indexOf('"transferId":"', offset);
    overwrite(file, body + 14, Buffer.from('1'));
    expect(checkFile(file).faults).toEqual([
      expect.stringMatching(/^notification id-\d+ \(seq \d+\) has a body without a fingerprint/),
    ]);
  });

  it.each([
    [
      'a body is no JSON',
      `UPDATE notification SET body = CAST('{' AS BLOB) WHERE seq = 7`,
      /seq 7\) has a body that is no JSON/,
    ],
    [
      'an event type is unknown',
      `UPDATE notification SET event_type = 'GONE' WHERE seq = 7`,
      /is of the event type "GONE"/,
    ],
    [
      'the counts are wrong',
      `UPDATE counter SET count = count + 1 WHERE state = 'pending'`,
      /397 notifications are counted as TRANSFER_NOTIFICATION pending, and 396 can be read/,
    ],
    ['a fingerprint is missing', `DELETE FROM fingerprint WHERE id = '${id(7)}'`, /without a fingerprint/],
    [
      'search text is missing',
      `DELETE FROM search_index WHERE rowid = 7`,
      /1 notifications are not in the search index/,
    ],
    [
      'search text is left over',
      `INSERT INTO search_index (rowid, text) VALUES (9999, 'a')`,
      /1 entries in the search index belong to no notification/,
    ],
  ])('%s is reported', async (_name, sql, fault) => {
    const file = await closedInbox();
    expect(checkFile(file)).toEqual({ notifications: COUNT, faults: [] });
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    expect(checkFile(file).faults.join('\n')).toMatch(fault);
  });

  it.each<[what: string, cut: (bytes: number) => number, least: number]>([
    ['the last page', (bytes) => bytes - 4_096, COUNT - 60],
    ['the last five pages', (bytes) => bytes - 5 * 4_096, COUNT - 150],
    ['a tenth', (bytes) => bytes * 0.9, 1],
  ])('%s is cut off: a check reports it, and the rest is salvaged', async (_what, cut, least) => {
    const file = await closedInbox();
    const whole = statSync(file).size;
    truncateSync(file, Math.floor(cut(whole) / 512) * 512);
    const before = readFileSync(file);
    const { notifications, faults } = checkFile(file);
    expect(faults[0]).toBe(
      `the file is ${whole - before.length} bytes shorter than its header says: its last pages are missing, and a receiver ` +
        'cannot open it. See "The file is damaged" in docs/operations.md',
    );
    expect(notifications).toBeGreaterThanOrEqual(least);
    const salvaged = salvage(file, `${file}.salvaged`);
    expect(salvaged.notifications).toBeGreaterThanOrEqual(least);
    expect(checkFile(`${file}.salvaged`)).toEqual({ notifications: salvaged.notifications, faults: [] });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('padded'))).toEqual([]);
  });
});

it('a file of which only the beginning is left: a check reports it, and no target is left', async () => {
  const file = await closedInbox();
  truncateSync(file, 8 * 4_096);
  expect(checkFile(file)).toMatchObject({
    notifications: 0,
    faults: [expect.stringMatching(/shorter/), expect.stringMatching(/^nothing can be read/)],
  });
  expect(() => salvage(file, `${file}.salvaged`)).toThrow(`the database ${file} is damaged`);
  expect(readdirSync(dirname(file)).filter((name) => /padded|salvaged/.test(name))).toEqual([]);
});

describe('salvaging', () => {
  it.each<[what: string, prepare: (file: string) => void, message: RegExp]>([
    ['is missing', () => {}, /^the database .*none\.db cannot be opened/],
    ['is a folder', (file) => mkdirSync(file), /^the database .*none\.db cannot be used/],
    [
      'is no database',
      (file) => writeFileSync(file, 'x'.repeat(8_192)),
      /^the database .*none\.db is damaged or no/,
    ],
    ['is empty', (file) => writeFileSync(file, ''), /schema 0/],
  ])('leaves no target where the source %s', async (_what, prepare, message) => {
    const folder = dirname(await closedInbox());
    const [file, target] = [join(folder, 'none.db'), join(folder, 'target.db')];
    prepare(file);
    expect(() => salvage(file, target)).toThrow(message);
    expect(readdirSync(folder).filter((name) => name.startsWith('target'))).toEqual([]);
  });

  it('reports rows that damage inside of a page hides, by the counters', async () => {
    const file = await closedInbox();
    const offset = leafWith(file, id(200));
    // https://www.sqlite.org/fileformat2.html#b_tree_pages: the number of cells, half as large.
    const cells = readFileSync(file).readUInt16BE(offset + 3);
    overwrite(file, offset + 3, Uint8Array.of(0, cells >> 1));
    const { notifications, faults } = salvage(file, `${file}.salvaged`);
    expect(faults).toEqual([`${COUNT - notifications} of the ${COUNT} notifications that the inbox counts`]);
    expect(COUNT - notifications).toBe(cells - (cells >> 1));
  });

  it('and a check read times that a damaged page makes larger than a fingerprint can have', async () => {
    const file = await closedInbox();
    const database = new DatabaseSync(file);
    database.exec(
      `UPDATE notification SET received_at = 9e18, occurred_at = NULL WHERE seq = 7; DELETE FROM fingerprint`,
    );
    database.close();
    expect(salvage(file, `${file}.salvaged`)).toEqual({ notifications: COUNT, faults: [] });
    expect(checkFile(`${file}.salvaged`)).toEqual({
      notifications: COUNT,
      faults: [expect.stringMatching(/^notification id-000006 \(seq 7\) has a body without a fingerprint/)],
    });
  });

  it('overwrites nothing', async () => {
    const file = await closedInbox();
    writeFileSync(`${file}.target`, 'kept');
    expect(() => salvage(file, `${file}.target`)).toThrow('EEXIST');
    expect(readFileSync(`${file}.target`, 'utf8')).toBe('kept');
    expect(checkFile(file)).toEqual({ notifications: COUNT, faults: [] });
  });
});

describe('a check', () => {
  it('reads an inbox that is busy, and finds nothing', async () => {
    const file = await closedInbox();
    const { inbox, checks } = await open(file);
    const receiving = Array.from({ length: 500 }, (_, n) =>
      inbox.receive(incoming(id(1_000 + n), transfer(1_000 + n))),
    );
    expect(checkFile(file).faults).toEqual([]);
    await Promise.all(receiving);
    await handleAll(inbox);
    expect(checkFile(file)).toEqual({ notifications: COUNT + 500, faults: [] });
    await vi.waitFor(() => expect(checks).toEqual([expect.objectContaining({ faults: [] })]), 30_000);
  });

  it('finds the fingerprint of a notification after a later one with the same payload was removed', async () => {
    const file = await closedInbox();
    const { inbox } = await open(file);
    for (const name of ['first', 'second']) {
      await inbox.receive(incoming(name, prices()));
      await inbox.discard([name], 'no');
    }
    await inbox.replay(['first']);
    await inbox.removeOld(new Date(8.64e15), 9);
    expect(checkFile(file).faults).toEqual([]);
  });

  it('fails if the file is missing', () => {
    expect(() => checkFile('/nowhere/inbox.db')).toThrow('cannot be opened');
  });
});

describe('a backup', () => {
  it('is readable for its owner alone, and overwrites nothing', async () => {
    const file = await closedInbox();
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    const { notifications, bytes } = backUp(file, `${file}.backup`);
    expect({ notifications, bytes }).toEqual({
      notifications: COUNT,
      bytes: statSync(`${file}.backup`).size,
    });
    expect(statSync(`${file}.backup`).mode & 0o777).toBe(0o600);
    expect(() => backUp(file, `${file}.backup`)).toThrow('EEXIST');
    expect(() => backUp(file, file)).toThrow('EEXIST');
    expect(() => backUp(`${file}.none`, `${file}.other`)).toThrow('there is no inbox');
    expect(() => statSync(`${file}.other`)).toThrow('ENOENT');
  });

  it('of a damaged file fails', async () => {
    const file = await closedInbox();
    copyFileSync(file, `${file}.copy`);
    overwrite(file, leafWith(file, id(200)), ZEROS);
    expect(() => backUp(file, `${file}.backup`)).toThrow('is damaged: see "The file is damaged"');
    expect(() => statSync(`${file}.backup`)).toThrow('ENOENT');
  });
});
