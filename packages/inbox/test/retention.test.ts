import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startRetention } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { sameThreadInbox } from './same-thread.ts';
import { createVirtualClock } from './virtual-clock.ts';

const DAY = 86_400_000;

it('retention removes old handled notifications in batches, again every hour', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'retention-'));
  const clock = createVirtualClock();
  const options = { file: join(folder, 'inbox.db'), deduplicationWindow: 0, quarantineCapacity: 1 };
  const inbox = sameThreadInbox(options, clock);
  const removed: number[] = [];
  const { removeOld } = inbox;
  inbox.removeOld = async (before, limit) => {
    const count = await removeOld(before, limit);
    removed.push(count);
    return count;
  };
  onTestFinished(async () => {
    await inbox.close();
    rmSync(folder, { recursive: true });
  });

  for (let n = 0; n < 1_100; n += 1) await inbox.receive(incoming(`${n}`, transfer(n)));
  for (const { id } of await inbox.claim(1_100)) await inbox.complete(id, { state: 'handled' });
  const stop = startRetention({
    inbox,
    keep: DAY,
    clock,
    onError: (error) => expect(error).toBeNull(),
  });
  for (let hour = 0; hour < 26; hour += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance();
  }
  await stop();
  expect(removed.filter(Boolean)).toEqual([500, 500, 100]);
  expect(clock.now().getTime()).toBeGreaterThan(DAY);
});
