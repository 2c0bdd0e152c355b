import type { DatabaseSync } from 'node:sqlite';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { Damage } from './damage.ts';
import type { Duplicates } from './duplicates.ts';
import type { OldestRejected } from './oldest-rejected.ts';
import type { SearchIndex } from './search-index.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** What removes old notifications and rejected bodies. */
export interface RemoveMethods {
  /** Removes up to `limit` that ended, or were rejected, before a time. @returns how many it removed. */
  removeOld(before: number, limit: number): number;
}

/** Opens the tables for removals. A notification is removed together with its fingerprint and its search text. */
export function openRemove(
  database: DatabaseSync,
  inserts: BatchedInserts,
  counters: Counters,
  queues: SubjectQueues,
  searchIndex: SearchIndex,
  duplicates: Duplicates,
  damage: Damage,
  oldest: OldestRejected,
): RemoveMethods {
  const sql = prepareAll(database, STATEMENTS);
  sql.remove.setReadBigInts(true);

  /** One at a time, so that one on a damaged page is left out and the others are removed. */
  function remove(seq: number): void {
    damage.approach(seq);
    const row = sql.remove.get(seq) as unknown as Removed | undefined;
    if (row) {
      const { id, eventType, state, occurredAt, receivedAt, body } = row;
      counters.add(eventType, state, -1);
      // The fingerprint of a body that is no longer JSON cannot be found. It stays, and points to no notification.
      const hash = fingerprintOfBody(eventType, body);
      if (hash)
        duplicates.remove({ id, hash, occurredAt: occurredAt ?? undefined, receivedAt: Number(receivedAt) });
    } else {
      // An index has it, and the table does not.
      damage.leaveOut(seq);
    }
    damage.approach(undefined);
  }

  function removeQuarantined(before: number, limit: number): number {
    if (damage.isKnown())
      return oldest.removeWhile(({ receivedAt }, removed) => removed < limit && receivedAt < before);
    return Number(sql.removeQuarantined.run(before, limit).changes);
  }

  return {
    removeOld(before, limit) {
      inserts.write();
      // The index must not get the text of a notification that is removed here.
      searchIndex.write();
      const seqs = [...sql.handled.all(before, limit + damage.count()), ...sql.discarded.all(before, limit)]
        .map(({ seq }) => Number(seq))
        .filter((seq) => !damage.isKnown() || damage.isReadable(seq))
        .slice(0, limit);
      seqs.forEach(remove);
      // SQLite gives the seq of the last notification to the next one, if the last one was removed.
      queues.invalidate();
      sql.removeEdits.run(before);
      return seqs.length + removeQuarantined(before, limit - seqs.length);
    },
  };
}

interface Removed {
  readonly id: string;
  readonly eventType: string;
  readonly state: 'handled' | 'discarded';
  readonly occurredAt: bigint | null;
  readonly receivedAt: bigint;
  readonly body: Uint8Array;
}

const STATEMENTS = {
  handled: `
    SELECT seq FROM notification INDEXED BY notification_completed
    WHERE state = 'handled' AND completed_at < ? ORDER BY completed_at LIMIT ?`,
  discarded: `
    SELECT seq FROM notification INDEXED BY notification_discarded
    WHERE state = 'discarded' AND discarded_at < ? ORDER BY discarded_at LIMIT ?`,
  remove: `
    DELETE FROM notification WHERE seq = ?
    RETURNING id, event_type AS eventType, state, occurred_at AS occurredAt, received_at AS receivedAt, body`,
  // They have no further life than the bodies.
  removeEdits: `DELETE FROM quarantine_edit WHERE edited_at < ? AND id NOT IN (SELECT id FROM notification) AND id NOT IN (SELECT id FROM quarantine)`,
  removeQuarantined: `
    DELETE FROM quarantine WHERE seq IN (SELECT seq FROM quarantine WHERE received_at < ? ORDER BY seq LIMIT ?)`,
};
