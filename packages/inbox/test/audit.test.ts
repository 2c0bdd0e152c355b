import { describe, expect, it } from 'vitest';
import { openedFor, STORES } from './stores.ts';

describe.each(STORES)('the audit log on %s', (_store, open) => {
  it('has what operators did, newest first, in pages, and survives the end of the process', async () => {
    const { inbox, clock, reopen } = await openedFor(open);
    for (const n of [1, 2, 3]) {
      clock.time += 1;
      const details = { filter: { text: `\u0000 ${n}` }, done: n };
      await inbox.audit({ at: new Date(clock.time), operator: 'alice', action: 'replay', details }, 1_000);
    }
    await reopen();
    const first = await inbox.auditLog({ limit: 2 });
    expect(first.items.map(({ details }) => details['done'])).toEqual([3, 2]);
    expect(first.items[0]).toEqual({
      at: new Date(clock.time),
      operator: 'alice',
      action: 'replay',
      details: { filter: { text: '\u0000 3' }, done: 3 },
    });
    const rest = await inbox.auditLog({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest.items.map(({ details }) => details['done'])).toEqual([1]);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('forgets what is older than it is kept', async () => {
    const { inbox, clock } = await openedFor(open);
    const record = () =>
      inbox.audit({ at: new Date(clock.time), operator: 'bob', action: 'pause', details: {} }, 1_000);
    await record();
    clock.time += 1_001;
    await record();
    expect((await inbox.auditLog({ limit: 9 })).items).toHaveLength(1);
  });
});
