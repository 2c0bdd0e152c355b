import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Inbox, InboxUnavailableError, openSqliteInbox } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';

let folder: string;
let file: string;
let inbox: Inbox;

const open = () => openSqliteInbox({ file, deduplicationWindow: 3_600_000, quarantineCapacity: 3 });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  file = join(folder, 'data/inbox.db');
  inbox = await open();
});

afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true });
});

describe('the file of an inbox', () => {
  it('belongs to one process at a time', async () => {
    await expect(open()).rejects.toThrow('is in use by another process');
  });

  it('is in a folder that only its owner can enter, if the inbox created the folder', () => {
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('of a newer version is not opened', async () => {
    await inbox.close();
    const database = new DatabaseSync(file);
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    database.exec('PRAGMA user_version = 99');
    await expect(open()).rejects.toThrow('use a newer program');
    database.exec(`PRAGMA user_version = ${version}`);
    database.close();
    inbox = await open();
  });

  it('in which two of one subject are unblocked, as older versions could leave it, is corrected', async () => {
    for (const n of [1, 2]) await inbox.receive(incoming(`${n}`, transfer(1, n)));
    await inbox.claim(9);
    await inbox.complete('1', { state: 'pending', error: 'Error: no', dueAt: new Date(0) });
    await inbox.close();
    const database = new DatabaseSync(file);
    database.exec('UPDATE notification SET blocked = 0');
    database.close();
    inbox = await open();
    expect((await inbox.claim(9)).map(({ id }) => id)).toEqual(['1']);
  });

  it('that cannot be written makes the inbox unavailable, and nothing is acknowledged', async () => {
    await inbox.check();
    const blocker = new DatabaseSync(file);
    blocker.exec('BEGIN IMMEDIATE');
    await expect(inbox.receive(incoming('a'))).rejects.toThrow(InboxUnavailableError);
    await expect(inbox.check()).rejects.toThrow(InboxUnavailableError);
    blocker.exec('ROLLBACK');
    blocker.close();
    expect(await inbox.receive(incoming('a'))).toEqual({ id: 'a', duplicate: false });
  });
});
