import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openedFor, STORES } from './stores.ts';

describe.each(STORES)('on %s', (store, open) => {
  describe('quarantine', () => {
    it('keeps the newest bodies up to its capacity', async () => {
      const { inbox } = await openedFor(open, { quarantineCapacity: 3 });
      for (const n of [1, 2, 3, 4, 5]) {
        const body = Buffer.from([n, 0xff]);
        await inbox.quarantine({ id: `q${n}`, path: '/nothing', body, reasons: [], receivedAt: new Date(n) });
      }
      expect(await inbox.statistics()).toMatchObject({ quarantined: 3 });
    });

    it.each([
      ['bodies of 100 bytes', [100, 100, 100, 100, 100], [2, 3, 4]],
      ['small ones after a large one', [300, 1, 1, 1], [1, 2, 3]],
      ['a large one after small ones', [1, 1, 1, 300], [3]],
      ['one that is larger than all may be', [100, 100, 5_000], [2]],
      ['one after that', [100, 5_000, 100], [2]],
      ['empty ones beside it', [0, 0, 300, 0, 0], [0, 1, 2, 3, 4]],
      ['as many bytes as may be', [100, 100, 100], [0, 1, 2]],
    ])('keeps the newest bodies up to its bytes: %s', async (_which, sizes, kept) => {
      const { inbox } = await openedFor(open, { quarantineCapacity: 1_000, quarantineBytes: 300 });
      for (const [n, size] of sizes.entries())
        await inbox.quarantine({
          id: `${n}`,
          path: '/',
          body: Buffer.alloc(size),
          reasons: [],
          receivedAt: new Date(n),
        });
      const { items } = await inbox.quarantined({}, { limit: 99, oldestFirst: true });
      expect(items.map(({ id }) => Number(id))).toEqual(kept);
    });

    it('never keeps more bytes than its limit, unless one body alone has more', async () => {
      const { inbox } = await openedFor(open, { quarantineCapacity: 20, quarantineBytes: 1_000 });
      let next = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.nat({ max: 1_200 }), fc.constant('take out' as const)), { maxLength: 30 }),
          async (steps) => {
            for (const step of steps) {
              const { items } = await inbox.quarantined({}, { limit: 99 });
              if (step === 'take out') {
                await inbox.discardQuarantined(items.slice(1, 2).map(({ id }) => id));
                continue;
              }
              const id = `${next++}`;
              await inbox.quarantine({
                id,
                path: '/',
                body: Buffer.alloc(step),
                reasons: [],
                receivedAt: new Date(0),
              });
              const after = (await inbox.quarantined({}, { limit: 99 })).items;
              const bytes = after.reduce((sum, each) => sum + each.bytes, 0);
              expect(after[0]?.id).toBe(id);
              expect(after.length === 1 || bytes <= 1_000, `${after.length} of ${bytes} bytes`).toBe(true);
              expect(after.length).toBeLessThanOrEqual(20);
            }
          },
        ),
        { numRuns: store === 'SQLite' ? 50 : 8 },
      );
    });
  });
});
