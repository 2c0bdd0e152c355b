import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Tally } from './counters.ts';
import type { Damage } from './damage.ts';
import type { Duplicates } from './duplicates.ts';
import { fingerprintOf } from './incoming-row.ts';
import type { WordIndex } from './search-index.ts';
import type { Lines } from './subject-queues.ts';

/** Removes what is no longer kept, together with its fingerprint and its search text. */
export function removing(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  wordIndex: WordIndex,
  duplicates: Duplicates,
  damage: Damage,
) {
  const sql = prepareAll(database, STATEMENTS);
  sql.remove.setReadBigInts(true);

  /** One at a time: one on a damaged page keeps the others from nothing. */
  function remove(place: number): void {
    damage.approach(place);
    const row = sql.remove.get(place) as unknown as Removed | undefined;
    if (row) {
      const { id, eventType, state, occurredAt, receivedAt, body } = row;
      tally.add(eventType, state, -1);
      // A body that is not JSON any more leaves its fingerprint, which then leads to nothing.
      const hash = fingerprintOf(eventType, body);
      if (hash)
        duplicates.remove({ id, hash, occurredAt: occurredAt ?? undefined, receivedAt: Number(receivedAt) });
    } else {
      // An index has it, and the table does not.
      damage.leaveOut(place);
    }
    damage.approach(undefined);
  }

  return {
    removeOld(before: number, limit: number): number {
      // A word must not lead to what is no longer there.
      wordIndex.write();
      const places = [...sql.handled.all(before, limit + damage.count()), ...sql.discarded.all(before, limit)]
        .map(({ seq }) => Number(seq))
        .filter((place) => !damage.isKnown() || damage.isReadable(place))
        .slice(0, limit);
      places.forEach(remove);
      // A place whose notification was the last one is given away again.
      lines.forget();
      return places.length + Number(sql.removeQuarantined.run(before, limit - places.length).changes);
    },
  };
}

interface Removed {
  readonly id: string;
  readonly eventType: string;
  readonly state: 'handled' | 'dead';
  readonly occurredAt: bigint | null;
  readonly receivedAt: bigint;
  readonly body: Uint8Array;
}

const STATEMENTS = {
  handled: `
    SELECT seq FROM notification INDEXED BY notification_settled
    WHERE state = 'handled' AND settled_at < ? ORDER BY settled_at LIMIT ?`,
  discarded: `
    SELECT seq FROM notification INDEXED BY notification_discarded
    WHERE discarded_at < ? ORDER BY discarded_at LIMIT ?`,
  remove: `
    DELETE FROM notification WHERE seq = ?
    RETURNING id, event_type AS eventType, state, occurred_at AS occurredAt, received_at AS receivedAt, body`,
  removeQuarantined: `
    DELETE FROM quarantine WHERE seq IN (SELECT seq FROM quarantine WHERE received_at < ? ORDER BY seq LIMIT ?)`,
};
