import { createDatabase } from '@partner-webhooks/test-postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import { haveOtherSessions, isPooledByTransaction } from '../src/postgres/connection/pooler.ts';
import { connectionOf, postgresInbox } from './stores.ts';

// With TEST_POOLER=host:port all tests of the inbox use the pooler there.
const hasPooler = process.env['TEST_POOLER'] !== undefined;

describe('a pooler in transaction mode', () => {
  it.each<[what: string, first: number[], second: number[], isPooled: boolean]>([
    ['is not there if each connection has a process of its own', [1, 1], [2, 2], false],
    ['gives both connections one process', [1, 1], [1, 1], true],
    ['gives a connection another process after a while', [1, 3], [2, 2], true],
    ['gives the other connection another process after a while', [1, 1], [2, 3], true],
    ['gives each the process of the other', [1, 2], [2, 1], true],
  ])('%s', async (_what, first, second, isPooled) => {
    const asked = (processes: number[]) => async () => processes.shift() ?? 0;
    expect(await haveOtherSessions(asked([...first]), asked([...second]))).toBe(isPooled);
  });

  it('is mentioned in a notice if there is one, and a server without one is not taken for it', async () => {
    const database = await createDatabase();
    onTestFinished(() => database.drop());
    const notices: string[] = [];
    const inbox = await postgresInbox(database.url, {
      onNotice: (sentence, level) => notices.push(`${level}: ${sentence}`),
    });
    await inbox.close();
    const isPooled = await isPooledByTransaction(connectionOf(database.url));
    expect(notices.some((notice) => /^warn: .*pooler in transaction mode/.test(notice))).toBe(isPooled);
    expect(isPooled && !hasPooler).toBe(false);
  });
});
