import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase, type TestDatabase } from '@partner-webhooks/test-postgres';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  type Copied,
  CopyDiffersError,
  type CopyTarget,
  copyInbox,
  type Inbox,
  InboxExistsError,
  openCopySource,
} from '../src/index.ts';
import { DEFAULTS, DERIVED } from '../src/postgres/copy/derived.ts';
import { layOut, NOT_FILLED } from '../src/postgres/copy/layout.ts';
import { openPostgresCopyTarget } from '../src/postgres/index.ts';
import { COLUMNS_NOT_COPIED, NOT_COPIED } from '../src/sqlite/copy/tables.ts';
import { incoming, order, transfer } from './notifications.ts';
import { type History, histories, live } from './random-inbox.ts';
import { readAll } from './read-all.ts';
import { sameThreadInbox } from './same-thread.ts';
import { connectionOf, postgresInbox } from './stores.ts';
import { createSettableClock } from './virtual-clock.ts';

// COPY_HISTORIES sets the number of random inboxes that are copied. The default is 8.

const HISTORIES = Number(process.env['COPY_HISTORIES'] ?? 8);
const START = Date.UTC(2025, 0, 1);
const WINDOW_MS = 1_000;

let database: TestDatabase;
let admin: Client;
beforeAll(async () => {
  database = await createDatabase();
  admin = new Client({ connectionString: database.url });
  admin.on('error', () => {});
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});

/** A SQLite inbox in a folder of its own, and an empty target. */
async function fixture() {
  await admin.query('DROP SCHEMA IF EXISTS partner_webhooks, partner_webhooks_copy CASCADE');
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  const file = join(folder, 'inbox.db');
  const clock = createSettableClock(START);
  const open = () =>
    sameThreadInbox({ file, deduplicationWindow: WINDOW_MS, quarantineCapacity: 1_000 }, clock);
  const copies: Inbox[] = [];
  return {
    file,
    clock,
    open,
    /** Copies. @param change what a test does to the target. */
    copy: (change: (target: CopyTarget) => CopyTarget = (target) => target, isPreparation = false) =>
      copyTo(file, database.url, change, isPreparation),
    async openCopy(): Promise<Inbox> {
      const copy = await postgresInbox(database.url, { clock, deduplicationWindow: WINDOW_MS });
      copies.push(copy);
      return copy;
    },
    async remove() {
      for (const copy of copies) await copy.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function copyTo(
  file: string,
  url: string,
  change: (target: CopyTarget) => CopyTarget,
  isPreparation: boolean,
): Promise<Copied> {
  const target = await openPostgresCopyTarget(connectionOf(url));
  try {
    const source = openCopySource(file, { encode: target.encode, whileReceiverRuns: isPreparation });
    try {
      return await copyInbox(source, change(target), { isPreparation });
    } finally {
      source.close();
    }
  } finally {
    await target.close();
  }
}

/** A target that fails at a call: before the call has any effect or after it. */
function failingAt(call: number, when: 'before' | 'after'): (target: CopyTarget) => CopyTarget {
  let left = call;
  return (target) =>
    Object.fromEntries(
      Object.entries(target).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
        name,
        async (...args: unknown[]) => {
          left -= 1;
          if (left === 0 && when === 'before') throw new Killed();
          const result = await method(...args);
          if (left === 0) throw new Killed();
          return result;
        },
      ]),
    ) as unknown as CopyTarget;
}

class Killed extends Error {}

describe('a copy of an inbox', () => {
  it(`reads as the inbox, and behaves as it does, after any of ${HISTORIES} histories and two kills`, async () => {
    const kill = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('before' as const, 'after' as const),
    );
    const property = fc.asyncProperty(
      histories(25),
      histories(12),
      fc.array(kill, { maxLength: 2 }),
      async (before, after, kills) => {
        const { clock, open, copy, openCopy, remove } = await fixture();
        try {
          const lived = {
            inbox: await open(),
            clock,
            async crash() {
              await lived.inbox.close();
              lived.inbox = await open();
            },
          };
          await live(lived, before, 'n');
          // Handlers may be running.
          await lived.inbox.close();
          for (const [call, when] of kills)
            await copy(failingAt(call, when)).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          const copied = await copy();
          expect(
            copied.tables.map(({ table, targetRows, targetSha256 }) => [table, targetRows, targetSha256]),
          ).toEqual(copied.tables.map(({ table, rows, sha256 }) => [table, rows, sha256]));
          const inbox = await open();
          const postgres = await openCopy();
          expect(await readAll(postgres)).toEqual(await readAll(inbox));
          expect(await postgres.latestReceivedAt()).toEqual(await inbox.latestReceivedAt());

          // They go on in the same way.
          const then = after.filter(([, does]) => does !== 'crash');
          const time = clock.time;
          const results = await live({ inbox, clock, crash: async () => {} }, then, 'm');
          const expected = await readAll(inbox);
          await inbox.close();
          clock.time = time;
          expect(await live({ inbox: postgres, clock, crash: async () => {} }, then, 'm')).toEqual(results);
          expect(await readAll(postgres)).toEqual(expected);
        } finally {
          await remove();
        }
      },
    );
    await fc.assert(property, { numRuns: HISTORIES });
  });
});

describe('copying', () => {
  /** An inbox with something in every table. */
  async function filled() {
    const made = await fixture();
    onTestFinished(made.remove);
    const inbox = await made.open();
    const { clock } = made;
    const history: History = [
      [0, 'quarantine', 4],
      [0, 'quarantine', 1],
      [0, 'revalidate', 0],
      [0, 'observe', '\u0000'],
      [0, 'receive', 'transfer', 0],
      [0, 'receive', 'transfer', 0],
      [0, 'receive', 'transfer', 2],
      [0, 'claim', 9],
      [0, 'failed', 0],
      [0, 'receive', 'prices', 0],
      [0, 'pause', 'prices'],
    ];
    await live({ inbox, clock, crash: async () => {} }, history, 'n');
    const at = new Date(clock.time);
    await inbox.audit({ at, operator: 'us', action: 'pause', details: { reason: '\u0000' } }, 86_400_000);
    await inbox.saveJob({ id: 'job', state: 'running', createdAt: at, updatedAt: at, details: {} });
    await inbox.cancelJob('job');
    const [quarantined] = (await inbox.quarantined({}, { limit: 1 })).items;
    await inbox.editQuarantined(quarantined?.id ?? '', {
      editedAt: at,
      editedBy: 'us',
      body: Buffer.from('{}'),
    });
    await inbox.close();
    return made;
  }

  const hasSchema = async (name: string) =>
    (await admin.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [name])).rowCount === 1;

  it('writes every table, and nothing more when it is run again', async () => {
    const { copy } = await filled();
    const first = await copy();
    expect(first.outcome).toBe('copied');
    for (const { table, rows } of first.tables) expect([table, rows > 0]).toEqual([table, true]);
    expect(await copy()).toEqual({ ...first, outcome: 'present', written: 0 });
  });

  it('lets the audit log go on', async () => {
    const { copy, openCopy, clock } = await filled();
    await copy();
    const inbox = await openCopy();
    await inbox.audit(
      { at: new Date(clock.time), operator: 'us', action: 'resume', details: {} },
      86_400_000,
    );
    expect((await inbox.auditLog({}, { limit: 9 })).items.map(({ action }) => action)).toEqual([
      'resume',
      'pause',
    ]);
  });

  it('is not complete while anything differs, and the next run mends it', async () => {
    const { copy } = await filled();
    const faults = [
      ['notification', `UPDATE notification SET body = body || '\\x00'`],
      ['notification', `UPDATE notification SET id = id || ' '`],
      ['notification', `UPDATE progress SET state = 'dead' WHERE state = 'pending'`],
      ['notification', `UPDATE progress SET received_at = received_at + 1`],
      ['notification', `UPDATE progress SET claimed_at = NULL`],
      ['notification', `UPDATE notification SET repeats = ''`],
      ['notification', `DELETE FROM progress WHERE seq = 1`],
      ['delivery', `DELETE FROM delivery`],
      ['attempt', `DELETE FROM attempt`],
      ['counter', `INSERT INTO counter VALUES ('X', 'dead', 1)`],
      ['quarantine', `UPDATE quarantine SET body = '' WHERE seq = 1`],
      ['quarantine_revalidation', `DELETE FROM quarantine_revalidation`],
      ['observation', `UPDATE observation SET value = value || 'x'`],
      ['pause', `DELETE FROM pause`],
    ];
    for (const [table, sql] of faults) {
      const damaging = (target: CopyTarget): CopyTarget => ({
        ...target,
        async complete() {
          await target.complete();
          await admin.query(`SET search_path TO partner_webhooks_copy; ${sql}; RESET search_path`);
        },
      });
      const failure = await copy(damaging).catch((error: unknown) => error);
      expect([sql, failure]).toEqual([sql, expect.any(CopyDiffersError)]);
      expect((failure as Error).message).toContain(` in ${table} (`);
      expect(await hasSchema('partner_webhooks')).toBe(false);
    }
    expect(await copy()).toMatchObject({ outcome: 'copied' });
  });

  it('can begin while a receiver has the inbox open, and then only writes what has changed since', async () => {
    const { open, clock, copy, openCopy } = await filled();
    const inbox = await open();
    const prepared = await copy(undefined, true);
    expect(prepared).toMatchObject({ outcome: 'prepared', tables: [] });
    expect(await hasSchema('partner_webhooks')).toBe(false);
    await live(
      { inbox, clock, crash: async () => {} },
      [
        [0, 'pause', 'order'],
        [0, 'discard rejected', 0],
      ],
      'm',
    );
    const expected = await readAll(inbox);
    await inbox.close();
    const { outcome, written } = await copy();
    expect(outcome).toBe('copied');
    expect(written).toBeLessThan(prepared.written);
    expect(await readAll(await openCopy())).toEqual(expected);
  });

  it('is refused while a receiver has the inbox open', async () => {
    const { open, copy } = await filled();
    const inbox = await open();
    await expect(copy()).rejects.toThrow(/is in use by another process$/);
    await inbox.close();
  });

  it('is refused if the database has an inbox with other data, which stays as it is', async () => {
    const { open, clock, copy, openCopy } = await filled();
    const present = await openCopy();
    await present.receive(incoming('theirs', transfer(9)));
    const before = await readAll(present);
    await expect(copy()).rejects.toThrow(InboxExistsError);
    await expect(copy(undefined, true)).rejects.toThrow(InboxExistsError);
    expect(await readAll(present)).toEqual(before);
    expect(clock.time).toBeGreaterThan(0);
    await (await open()).close();
  });

  it('takes the place of an empty inbox, unless a receiver has it open', async () => {
    const { copy, openCopy } = await filled();
    const empty = await openCopy();
    await expect(copy()).rejects.toThrow('a receiver has the database open');
    await empty.close();
    expect(await copy()).toMatchObject({ outcome: 'copied' });
  });

  it('begins again what a program with other migrations has begun', async () => {
    const { copy } = await filled();
    await copy(undefined, true);
    await admin.query(`UPDATE partner_webhooks_copy.migration SET name = 'other.sql' WHERE version = 1`);
    expect(await copy()).toMatchObject({ outcome: 'copied' });
  });

  it('keeps the fingerprint of a notification whose body was damaged, so a repetition is recognised', async () => {
    const { file, open, clock, copy, openCopy } = await filled();
    const database = new DatabaseSync(file);
    database.exec(
      `UPDATE notification SET body = x'7b01' WHERE event_type = 'TRANSFER_NOTIFICATION' AND state = 'pending'`,
    );
    database.close();
    await copy();
    const postgres = await openCopy();
    const again = await postgres.receive(incoming('again', transfer(0, 1), new Date(clock.time)));
    expect(again).toMatchObject({ duplicate: true });
    await (await open()).close();
  });

  it('goes on with the order of arrival', async () => {
    const { clock, copy, openCopy } = await filled();
    await copy();
    const postgres = await openCopy();
    await postgres.receive(incoming('last', order(7), new Date(clock.time)));
    const { items } = await postgres.notifications({}, { limit: 1 });
    expect(items.map(({ id }) => id)).toEqual(['last']);
  });

  it.each([
    [
      'a table of the inbox',
      'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT',
      'the copy does not know the column more.id',
    ],
    [
      'a column of the inbox',
      'ALTER TABLE pause ADD COLUMN more TEXT',
      'the copy does not know the column pause.more',
    ],
  ])('is refused if it does not know %s', async (_what, sql, message) => {
    const { file, copy } = await filled();
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
    await expect(copy()).rejects.toThrow(message);
  });

  it.each([
    [{ table: 'more', name: 'id', type: 'bigint' }, 'the copy does not know the table more'],
    [{ table: 'pause', name: 'more', type: 'text' }, 'the copy does not know the column pause.more'],
  ])('is refused if it does not fill %j of the database', (column, message) => {
    const pause = {
      name: 'pause',
      key: ['event_type'],
      columns: [{ name: 'event_type', kind: 'text' as const }],
    };
    const columns = [{ table: 'pause', name: 'event_type', type: 'text' }];
    expect(layOut([pause], columns)).toHaveLength(1);
    expect(() => layOut([pause], [...columns, column])).toThrow(message);
  });

  it('leaves out, derives or names only what the schemas have', async () => {
    const { file, copy } = await filled();
    await copy();
    const sqlite = new DatabaseSync(file, { readOnly: true });
    const inFile = sqlite
      .prepare(
        'SELECT list.name AS "table", info.name FROM pragma_table_list AS list, pragma_table_info(list.name) AS info',
      )
      .all();
    sqlite.close();
    const { rows: inDatabase } = await admin.query(
      `SELECT table_name AS "table", column_name AS name FROM information_schema.columns WHERE table_schema = 'partner_webhooks'`,
    );
    const namesIn = (columns: readonly Readonly<Record<string, unknown>>[]) =>
      columns.flatMap(({ table, name }) => [`${table}`, `${table}.${name}`]);
    expect(namesIn(inFile)).toEqual(
      expect.arrayContaining(Object.keys({ ...NOT_COPIED, ...COLUMNS_NOT_COPIED })),
    );
    expect(namesIn(inDatabase)).toEqual(
      expect.arrayContaining(Object.keys({ ...NOT_FILLED, ...DERIVED, ...DEFAULTS })),
    );
  });

  it('names the tables of handlers, which it leaves alone', async () => {
    const { file, copy } = await filled();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE app_balance (id INTEGER PRIMARY KEY) STRICT');
    database.close();
    expect(await copy()).toMatchObject({ handlerTables: ['app_balance'] });
  });

  it('says why a file cannot be copied', () => {
    const folder = mkdtempSync(join(tmpdir(), 'copy-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const open = (name: string) => () => openCopySource(join(folder, name), { encode: String });
    expect(open('missing.db')).toThrow(/missing.db does not exist: expected an inbox$/);
    new DatabaseSync(join(folder, 'other.db')).exec('CREATE TABLE other (id INTEGER)');
    expect(open('other.db')).toThrow(/other.db is not an inbox/);
  });
});
