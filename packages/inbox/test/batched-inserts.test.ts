import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrate } from '../src/sqlite/migrate.ts';
import { openBatchedInserts } from '../src/sqlite/write/batched-inserts.ts';

/** The notifications in a database of its own, and what the search index got. */
function opened() {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const searchTexts: [seq: number, text: string][] = [];
  const inserts = openBatchedInserts(database, { add: (seq, text) => void searchTexts.push([seq, text]) });
  let added = 0;
  return {
    inserts,
    searchTexts,
    close: () => database.close(),
    /** @returns the ids of the notifications that it added. */
    add: (count: number): string[] =>
      Array.from({ length: count }, () => {
        added += 1;
        const id = `n${added}`;
        inserts.add({
          id,
          eventType: 'TRANSFER_NOTIFICATION',
          orderingKey: id,
          occurredAt: undefined,
          body: Buffer.from('{}'),
          receivedAt: added,
          dueAt: added,
          repeats: undefined,
          traceContext: undefined,
          searchText: `text of ${id}`,
        });
        return id;
      }),
    rows: () =>
      database
        .prepare('SELECT seq, id, received_at FROM notification ORDER BY seq')
        .all()
        .map(({ seq, id, received_at }) => [seq, id, received_at]),
  };
}

it('has every row in the order of its arrival, with its own search text, however many are written together', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }), (batches) => {
      const { inserts, searchTexts, add, rows, close } = opened();
      const ids = batches.flatMap((count) => {
        const batch = add(count);
        inserts.beforeCommit?.();
        return batch;
      });
      expect(rows()).toEqual(ids.map((id, index) => [index + 1, id, index + 1]));
      expect(searchTexts).toEqual(ids.map((id, index) => [index + 1, `text of ${id}`]));
      close();
    }),
    { numRuns: 30 },
  );
});

it('forgets the rows of a transaction that was rolled back', () => {
  const { inserts, searchTexts, add, rows, close } = opened();
  add(3);
  inserts.afterRollback?.();
  const ids = add(2);
  inserts.write();
  inserts.write();
  expect(rows().map(([, id]) => id)).toEqual(ids);
  expect(searchTexts.map(([seq]) => seq)).toEqual([1, 2]);
  close();
});
