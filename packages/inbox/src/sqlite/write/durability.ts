import type { DatabaseSync } from 'node:sqlite';

/**
 * Which commits wait for the disk. Those that somebody outside relies on do: a receipt, which is acknowledged, an
 * intervention, a check. That a notification has been handed out and handled does not (docs/decisions/0020): after a loss
 * of power it may be handed out again, and every handler has to be ready for that. A crash of the process loses neither.
 *
 * A commit that waits syncs all that did not. SQLite syncs nothing where a commit has no page to write, so such a commit
 * writes one where something before it has not been synced.
 */
export interface Durability {
  /** Decides about the transaction that is about to begin. @param methods what is called in it. */
  decide(methods: readonly string[]): void;
  /** To be called in the transaction, right before its commit. */
  committing(): void;
  /** The transaction has been committed. Where it was rolled back, this is not called. */
  committed(): void;
  /** Milliseconds until a commit that waits is due; `undefined` where everything has been synced. */
  syncDueIn(): number | undefined;
}

/**
 * @param promised how a commit waits that has to.
 * @param ticks milliseconds, from whenever.
 */
export function openDurability(
  database: DatabaseSync,
  promised: 'FULL' | 'OFF',
  ticks: () => number,
): Durability {
  const touch = database.prepare(TOUCH);
  const countChanges = database.prepare('SELECT total_changes() AS changes');
  const changesSoFar = () => Number(countChanges.get()?.['changes']);
  let level: string | undefined;
  let changes = changesSoFar();
  let beganAt = 0;
  let syncedAt = Number.NEGATIVE_INFINITY;
  // Since when there has been a commit that has not been synced. An earlier process may have been killed between writing and
  // syncing, so what it left counts as one.
  let unsyncedSince: number | undefined = ticks();

  return {
    decide(methods) {
      beganAt = ticks();
      const mayBeForgotten =
        beganAt - syncedAt < MAX_UNSYNCED_MS && methods.every((method) => FORGETTABLE.has(method));
      const next = mayBeForgotten && promised === 'FULL' ? 'NORMAL' : promised;
      // It can be changed between two transactions only.
      if (next !== level) database.exec(`PRAGMA synchronous = ${next}`);
      level = next;
    },
    committing() {
      if (level === 'FULL' && unsyncedSince !== undefined) touch.run();
    },
    committed() {
      const before = changes;
      changes = changesSoFar();
      if (level === 'FULL') {
        syncedAt = beganAt;
        unsyncedSince = undefined;
      } else if (changes !== before) unsyncedSince ??= ticks();
    },
    syncDueIn() {
      if (promised === 'OFF' || unsyncedSince === undefined) return undefined;
      return Math.max(0, unsyncedSince + MAX_UNSYNCED_MS - ticks());
    },
  };
}

const FORGETTABLE = new Set(['claim', 'complete', 'nextDue', 'writeSearchIndex', 'finishCheckpoint']);

// Milliseconds from one commit that waits to the next, where there are commits, and from a commit that does not wait to its sync.
const MAX_UNSYNCED_MS = 100;

// Another value each time: an update that changes nothing writes no page.
const TOUCH = `INSERT INTO heartbeat (id, at) VALUES (1, 0) ON CONFLICT DO UPDATE SET at = at + 1`;
