import { describe, expect, it, onTestFinished } from 'vitest';
import { startRetention } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { runReady } from './running-dispatcher.ts';
import { STORES } from './stores.ts';
import { createVirtualClock } from './virtual-clock.ts';

const DAY = 86_400_000;

describe.each(STORES)('on %s', (_store, open) => {
  it('retention removes old handled notifications in batches, again every hour', async () => {
    const clock = createVirtualClock();
    const { inbox, close } = await open({ clock });
    const removed: number[] = [];
    const { removeOld } = inbox;
    inbox.removeOld = async (before, limit) => {
      const count = await removeOld(before, limit);
      removed.push(count);
      return count;
    };
    onTestFinished(close);

    const all = Array.from({ length: 1_100 }, (_, n) => incoming(`${n}`, transfer(n)));
    await Promise.all(all.map((each) => inbox.receive(each)));
    const claims = await inbox.claim(1_100);
    await Promise.all(claims.map(({ id }) => inbox.complete(id, { state: 'handled' })));
    const stop = startRetention({
      inbox,
      keep: DAY,
      clock,
      onError: (error) => expect(error).toBeNull(),
    });
    for (let hour = 0; hour < 26; hour += 1) {
      await runReady();
      clock.advance();
    }
    await stop();
    expect(removed.filter(Boolean)).toEqual([500, 500, 100]);
    expect(clock.now().getTime()).toBeGreaterThan(DAY);
  });
});
