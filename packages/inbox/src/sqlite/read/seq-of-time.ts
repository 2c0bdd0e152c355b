import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';

/**
 * Opens what finds the seq of the first notification that was received at a time or later; if there is none, the seq
 * after the last one. `received_at` never decreases from one seq to the next, so a binary search finds it without an index,
 * which every incoming notification would have to write to.
 */
export function openSeqOfTime(database: DatabaseSync): (time: number) => number {
  const sql = prepareAll(database, STATEMENTS);
  return (time) => {
    let low = 0;
    let high = Number(sql.last.get()?.['seq'] ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      // Removed notifications leave gaps.
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
