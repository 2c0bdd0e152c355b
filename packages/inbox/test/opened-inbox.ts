import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, type Inbox, openSqliteInbox, type SqliteInboxOptions } from '../src/index.ts';
import { createSettableClock } from './virtual-clock.ts';

/** An inbox for one test, in its own file, with a clock whose time of day the test sets. */
export async function openedInbox(
  options: Partial<SqliteInboxOptions> = {},
): Promise<{ inbox: Inbox; file: string; clock: Clock & { time: number } }> {
  const folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  const file = join(folder, 'inbox.db');
  const clock = createSettableClock(Date.UTC(2025, 0, 1));
  const inbox = await openSqliteInbox({
    file,
    deduplicationWindow: 3_600_000,
    quarantineCapacity: 1_000,
    clock,
    ...options,
  });
  onTestFinished(async () => {
    await inbox.close();
    await rm(folder, { recursive: true });
  });
  return { inbox, file, clock };
}
