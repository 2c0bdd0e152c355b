import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';

/**
 * Finds the place of the first notification that was received at a time or later; where there is none, the place after
 * the last one. The order of receipt is the order of time, so halving it again and again finds the place without an index,
 * which every receipt would have to write to.
 */
export function seqFinder(database: DatabaseSync): (time: number) => number {
  const sql = prepareAll(database, STATEMENTS);
  return (time) => {
    let low = 0;
    let high = Number(sql.last.get()?.['seq'] ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      // What stood in between may have been removed.
      const next = sql.next.get(middle);
      if (!next || Number(next['received_at']) >= time) high = middle;
      else low = Number(next['seq']) + 1;
    }
    return low;
  };
}

const STATEMENTS = {
  last: `SELECT max(seq) AS seq FROM notification`,
  next: `SELECT seq, received_at FROM notification WHERE seq >= ? ORDER BY seq LIMIT 1`,
};
