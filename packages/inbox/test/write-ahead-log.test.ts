import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Inbox, InboxUnavailableError } from '../src/index.ts';
import { LOG_BYTES } from '../src/sqlite/file/write-ahead-log.ts';
import { incoming, transfer } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';

let received = 0;

/** Receives many with long bodies, at the same time. @returns the longest time that one took, in milliseconds. */
async function receiveMany(inbox: Inbox, count: number): Promise<number> {
  const times = Array.from({ length: count }, async () => {
    received += 1;
    const notification = transfer(received);
    const payload = { ...notification.payload, comment: 'x'.repeat(20_000) };
    const began = performance.now();
    await inbox.receive(incoming(`${received}`, { ...notification, payload } as typeof notification));
    return performance.now() - began;
  });
  return Math.max(...(await Promise.all(times)));
}

/** Another process that executes SQL, and stays until the test lets it go. */
async function otherProcess(file: string, sql: string): Promise<() => Promise<unknown>> {
  const program = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    database.exec(${JSON.stringify(sql)});
    console.log('done');
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return () => {
    child.kill('SIGKILL');
    return exited;
  };
}

describe('the log', () => {
  it('is cut off when the reader that made it long has ended, even if nothing is written', async () => {
    const { inbox, file } = await openedInbox();
    await receiveMany(inbox, 100);
    const letGo = await otherProcess(file, 'BEGIN; SELECT count(*) FROM notification;');
    const bytes = async () => (await inbox.statistics()).logBytes;
    while ((await bytes()) < 1.5 * LOG_BYTES) await receiveMany(inbox, 200);
    expect(await bytes()).toBe(statSync(`${file}-wal`).size);
    await letGo();
    await vi.waitFor(async () => expect(await bytes()).toBeLessThanOrEqual(LOG_BYTES), 30_000);
    await inbox.check();
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('PRAGMA quick_check').get()).toEqual({ quick_check: 'ok' });
    expect((await inbox.statistics()).pending).toBe(received);
    database.close();
  });

  it('is cut off while notifications arrive, which delays none for long', async () => {
    const { inbox, file } = await openedInbox();
    await receiveMany(inbox, 100);
    const letGo = await otherProcess(file, 'BEGIN; SELECT count(*) FROM notification;');
    while (statSync(`${file}-wal`).size < 2 * LOG_BYTES) await receiveMany(inbox, 200);
    await letGo();
    let longest = 0;
    const end = performance.now() + 30_000;
    while (statSync(`${file}-wal`).size > LOG_BYTES && performance.now() < end) {
      longest = Math.max(longest, await receiveMany(inbox, 10));
      await wait(20);
    }
    expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(LOG_BYTES);
    console.log(
      `while 128 MiB of log were copied, an incoming notification took ${Math.round(longest)} ms at most`,
    );
    expect(longest).toBeLessThan(5_000);
  });
});

describe('another process that writes', () => {
  it('is waited for 2 s, and then calls fail at once until it ends', async () => {
    const { inbox, file } = await openedInbox();
    const letGo = await otherProcess(file, 'BEGIN IMMEDIATE');
    for (const [least, most] of [
      [1_500, 4_000],
      [0, 1_500],
      [0, 1_500],
    ] as const) {
      const began = performance.now();
      await expect(inbox.receive(incoming('a', transfer(1)))).rejects.toThrow(InboxUnavailableError);
      const took = performance.now() - began;
      expect(took).toBeGreaterThanOrEqual(least);
      expect(took).toBeLessThan(most);
    }
    await letGo();
    expect(await inbox.receive(incoming('a', transfer(1)))).toMatchObject({ id: 'a', duplicate: false });
  });

  it('for less than 2 s makes no call fail', async () => {
    const { inbox, file } = await openedInbox();
    const letGo = await otherProcess(file, 'BEGIN IMMEDIATE');
    const receiving = Promise.all([1, 2, 3].map((n) => inbox.receive(incoming(`${n}`, transfer(n)))));
    await wait(500);
    await letGo();
    expect(await receiving).toHaveLength(3);
  });
});
