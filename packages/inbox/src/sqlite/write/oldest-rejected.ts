import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Damage } from './damage.ts';

/** What removes the oldest rejected bodies one by one, once a damaged page of the file is known. */
export interface OldestRejected {
  /** Removes the oldest bodies as long as the condition is true. One that cannot be read stays. @returns how many it removed. */
  removeWhile(isRemoved: (oldest: ReadableRejected, removed: number) => boolean): number;
}

/** Opens the table for removals. */
export function openOldestRejected(
  database: DatabaseSync,
  { quarantine: damage }: Pick<Damage, 'quarantine'>,
): OldestRejected {
  const sql = prepareAll(database, STATEMENTS);
  return {
    removeWhile(isRemoved) {
      let removed = 0;
      for (const { seq } of sql.seqs.all()) {
        const each = Number(seq);
        if (!damage.isReadable(each)) continue;
        damage.approach(each);
        const row = sql.find.get(each) as unknown as ReadableRejected | undefined;
        // An index has it, and the table does not.
        if (!row) damage.leaveOut(each);
        else if (!isRemoved(row, removed)) break;
        else removed += Number(sql.remove.run(each).changes);
        damage.approach(undefined);
      }
      damage.approach(undefined);
      return removed;
    },
  };
}

/** A rejected body that can be read. */
interface ReadableRejected {
  readonly seq: number;
  readonly receivedAt: number;
  /** The bytes of all bodies that came in before it. */
  readonly bytesBefore: number;
}

const STATEMENTS = {
  // Of the index on ids alone: pages of the table may not be readable.
  seqs: `SELECT seq FROM quarantine INDEXED BY sqlite_autoindex_quarantine_1 ORDER BY seq`,
  find: `SELECT seq, received_at AS receivedAt, bytes_before AS bytesBefore FROM quarantine WHERE seq = ?`,
  remove: `DELETE FROM quarantine WHERE seq = ?`,
};
