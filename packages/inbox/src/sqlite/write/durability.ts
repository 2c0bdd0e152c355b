import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import type { StoreMethods } from './store-methods.ts';
import type { Participant } from './unit-of-work.ts';

/**
 * Decides which commits wait for the disk. Those that the outside relies on do: an incoming notification, which is
 * acknowledged, an intervention, a check. Claims and outcomes do not: after a loss of power a notification may be handled
 * again, which handlers are ready for. A crash of the process loses nothing. With a million notifications stored, 6,052 and
 * 6,428 are handled a second if no outcome waits, 4,370 and 5,361 if all do (docs/decisions/0020).
 *
 * A commit that waits syncs all that did not. SQLite syncs nothing if a commit has no page to write, so such a commit
 * writes one if something before it has not been synced.
 */
export interface Durability extends Participant {
  /** Decides about the transaction that is about to begin. @param methods what will be called in it. */
  beforeBegin(methods: readonly string[]): void;
  beforeCommit(): void;
  afterCommit(): void;
  /** Milliseconds until a commit that waits is due; `undefined` if everything has been synced. */
  syncDueIn(): number | undefined;
}

/** @param promised how a commit waits that has to. */
export function openDurability(
  database: DatabaseSync,
  promised: 'FULL' | 'OFF',
  clock: Pick<Clock, 'monotonicMs'>,
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
  let unsyncedSince: number | undefined = clock.monotonicMs();

  return {
    beforeBegin(methods) {
      beganAt = clock.monotonicMs();
      const isDeferred =
        beganAt - syncedAt < MAX_UNSYNCED_MS && methods.every((method) => DEFERRED.has(method));
      const next = isDeferred && promised === 'FULL' ? 'NORMAL' : promised;
      // It can be changed between two transactions only.
      if (next !== level) database.exec(`PRAGMA synchronous = ${next}`);
      level = next;
    },
    beforeCommit() {
      if (level === 'FULL' && unsyncedSince !== undefined) touch.run();
    },
    afterCommit() {
      const before = changes;
      changes = changesSoFar();
      if (level === 'FULL') {
        syncedAt = beganAt;
        unsyncedSince = undefined;
      } else if (changes !== before) unsyncedSince ??= clock.monotonicMs();
    },
    syncDueIn() {
      if (promised === 'OFF' || unsyncedSince === undefined) return undefined;
      return Math.max(0, unsyncedSince + MAX_UNSYNCED_MS - clock.monotonicMs());
    },
  };
}

// The methods whose commit need not wait for the disk. Every other one waits, also one that is new.
const DEFERRED: ReadonlySet<string> = new Set<keyof StoreMethods>([
  'claim',
  'complete',
  'nextDue',
  'writeSearchIndex',
  'addActivity',
  'addCauses',
  'finishCheckpoint',
]);

// From one commit that waits to the next, if there are commits, and from a commit that does not wait to its sync.
const MAX_UNSYNCED_MS = 100;

// A new value each time: an update that changes nothing writes no page.
const TOUCH = `INSERT INTO heartbeat (id, at) VALUES (1, 0) ON CONFLICT DO UPDATE SET at = at + 1`;
