import { describe, expect, it } from 'vitest';
import type { AuditFilter } from '../src/index.ts';
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
    const first = await inbox.auditLog({}, { limit: 2 });
    expect(first.items.map(({ details }) => details['done'])).toEqual([3, 2]);
    expect(first.items[0]).toEqual({
      at: new Date(clock.time),
      operator: 'alice',
      action: 'replay',
      details: { filter: { text: '\u0000 3' }, done: 3 },
    });
    const rest = await inbox.auditLog({}, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(rest.items.map(({ details }) => details['done'])).toEqual([1]);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('is filtered by operator, action and time, in pages', async () => {
    const { inbox, clock } = await openedFor(open);
    const start = clock.time;
    for (const [n, operator] of ['alice', 'bob', 'alice', 'bob'].entries()) {
      clock.time += 1;
      const action = n < 2 ? 'pause' : 'replay';
      await inbox.audit({ at: new Date(clock.time), operator, action, details: { n } }, 1_000);
    }
    const found = async (filter: AuditFilter) =>
      (await inbox.auditLog(filter, { limit: 9 })).items.map(({ details }) => details['n']);
    const at = (n: number) => new Date(start + 1 + n);
    expect(await found({ operator: 'alice' })).toEqual([2, 0]);
    expect(await found({ action: 'pause' })).toEqual([1, 0]);
    expect(await found({ from: at(1), to: at(3) })).toEqual([2, 1]);
    expect(await found({ operator: 'bob', action: 'replay', from: at(0) })).toEqual([3]);
    expect(await found({ operator: 'b\u0000b' })).toEqual([]);
    const first = await inbox.auditLog({ operator: 'alice' }, { limit: 1 });
    const cursor = first.nextCursor ?? '';
    const rest = await inbox.auditLog({ operator: 'alice' }, { limit: 1, cursor });
    expect(rest.items.map(({ details }) => details['n'])).toEqual([0]);
  });

  it('forgets what is older than it is kept', async () => {
    const { inbox, clock } = await openedFor(open);
    const record = () =>
      inbox.audit({ at: new Date(clock.time), operator: 'bob', action: 'pause', details: {} }, 1_000);
    await record();
    clock.time += 1_001;
    await record();
    expect((await inbox.auditLog({}, { limit: 9 })).items).toHaveLength(1);
  });
});
