import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Damage } from './damage.ts';
import type { Live } from './live.ts';

/**
 * The notifications that may have ended the process. Each is handled alone, before all others: should it end the process
 * again, it takes no attempt of another one.
 */
export interface Suspects {
  /** The next one that is due. It is no longer a suspect once it is claimed. */
  next(now: number): number | undefined;
  /** Notes that a suspect was claimed. @param id absent if it could not be. */
  claimed(seq: number, id: string | undefined): void;
  /** Whether a suspect that was claimed is still being handled. */
  isHandled(): boolean;
}

/** @param seqs of the suspects, in the order in which they are handled. */
export function openSuspects(
  database: DatabaseSync,
  live: Live,
  damage: Damage,
  seqs: readonly number[],
): Suspects {
  const sql = prepareAll(database, STATEMENTS);
  const suspects = new Set(seqs);
  // The one that is handled alone, until its outcome is written.
  let alone: string | undefined;

  return {
    next(now) {
      for (const seq of suspects) {
        const row = damage.isKnown() && !damage.isReadable(seq) ? undefined : sql.find.get(now, seq);
        if (row?.['isPending'] !== 1) suspects.delete(seq);
        else if (row['isDue'] === 1) return seq;
      }
      return undefined;
    },
    claimed(seq, id) {
      suspects.delete(seq);
      alone = id;
    },
    isHandled: () => alone !== undefined && live.has(alone),
  };
}

const STATEMENTS = {
  find: `
    SELECT state = 'pending' AS isPending,
      state = 'pending' AND blocked <> 1 AND due_at <= ?
        AND event_type NOT IN (SELECT event_type FROM pause WHERE resumed_at IS NULL) AS isDue
    FROM notification WHERE seq = ?`,
};
