import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pagedRows } from '../src/notifications/paged-rows.ts';

it('finds each row as one list of all pages would', () => {
  const pages = fc.array(fc.record({ items: fc.array(fc.integer()) }));
  fc.assert(
    fc.property(pages, (loaded) => {
      const rows = pagedRows(loaded);
      const flat = loaded.flatMap(({ items }) => items);
      expect(rows.count).toBe(flat.length);
      expect(Array.from({ length: flat.length + 2 }, (_, index) => rows.at(index))).toEqual([
        ...flat,
        undefined,
        undefined,
      ]);
    }),
  );
});
