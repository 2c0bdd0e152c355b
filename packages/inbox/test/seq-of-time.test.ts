import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openSeqOfTime } from '../src/sqlite/read/seq-of-time.ts';

it('the seq of a time is that of the first notification received then or later, also if others were removed', () => {
  const retained = fc.record({ time: fc.integer({ min: 0, max: 20 }), gap: fc.integer({ min: 1, max: 5 }) });
  fc.assert(
    fc.property(fc.array(retained, { maxLength: 30 }), fc.integer({ min: -1, max: 21 }), (all, time) => {
      const database = new DatabaseSync(':memory:');
      database.exec('CREATE TABLE notification (seq INTEGER PRIMARY KEY, received_at INTEGER NOT NULL)');
      const insert = database.prepare('INSERT INTO notification VALUES (?, ?)');
      const times = all.map((each) => each.time).sort((a, b) => a - b);
      let seq = 0;
      const rows = all.map(({ gap }, n) => {
        seq += gap;
        insert.run(seq, times[n] ?? 0);
        return { seq, receivedAt: times[n] ?? 0 };
      });
      const first = openSeqOfTime(database)(time);
      database.close();
      const isFrom = (row: { seq: number }) => row.seq >= first;
      expect(rows.filter(isFrom)).toEqual(rows.filter(({ receivedAt }) => receivedAt >= time));
    }),
  );
});
