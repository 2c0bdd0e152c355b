import type { DatabaseSync } from 'node:sqlite';
import type { Duplicates } from './duplicates.ts';
import type { Lines } from './lines.ts';
import { fingerprintOf } from './receipt.ts';
import { prepareAll } from './statements.ts';
import type { Tally } from './tally.ts';
import type { WordIndex } from './word-index.ts';

/** Removes what is no longer kept, together with its fingerprint and its search text. */
export function removing(
  database: DatabaseSync,
  tally: Tally,
  lines: Lines,
  wordIndex: WordIndex,
  duplicates: Duplicates,
) {
  const sql = prepareAll(database, STATEMENTS);
  for (const statement of [sql.removeHandled, sql.removeDiscarded]) statement.setReadBigInts(true);

  return {
    removeOld(before: number, limit: number): number {
      // A word must not lead to what is no longer there.
      wordIndex.write();
      const handled = sql.removeHandled.all(before, limit) as unknown as Removed[];
      const discarded = sql.removeDiscarded.all(before, limit - handled.length) as unknown as Removed[];
      for (const { eventType } of handled) tally.add(eventType, 'handled', -1);
      for (const { eventType } of discarded) tally.add(eventType, 'dead', -1);
      for (const { id, eventType, occurredAt, receivedAt, body } of [...handled, ...discarded]) {
        // A body that cannot be read any more leaves its fingerprint, which then leads to nothing.
        const hash = fingerprintOf(eventType, body);
        if (!hash) continue;
        duplicates.remove({ id, hash, occurredAt: occurredAt ?? undefined, receivedAt: Number(receivedAt) });
      }
      // A place whose notification was the last one is given away again.
      lines.forget();
      const notifications = handled.length + discarded.length;
      return notifications + Number(sql.removeQuarantined.run(before, limit - notifications).changes);
    },
  };
}

interface Removed {
  readonly id: string;
  readonly eventType: string;
  readonly occurredAt: bigint | null;
  readonly receivedAt: bigint;
  readonly body: Uint8Array;
}

const REMOVED = 'id, event_type AS eventType, occurred_at AS occurredAt, received_at AS receivedAt, body';

const STATEMENTS = {
  removeHandled: `
    DELETE FROM notification WHERE seq IN (
      SELECT seq FROM notification INDEXED BY notification_settled
      WHERE state = 'handled' AND settled_at < ? ORDER BY settled_at LIMIT ?)
    RETURNING ${REMOVED}`,
  removeDiscarded: `
    DELETE FROM notification WHERE seq IN (
      SELECT seq FROM notification WHERE discarded_at < ? ORDER BY discarded_at LIMIT ?)
    RETURNING ${REMOVED}`,
  removeQuarantined: `
    DELETE FROM quarantine WHERE seq IN (SELECT seq FROM quarantine WHERE received_at < ? ORDER BY seq LIMIT ?)`,
};
