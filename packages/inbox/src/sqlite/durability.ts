import type { DatabaseSync } from 'node:sqlite';

/**
 * Which commits wait for the disk. Those that somebody outside relies on do: a receipt, which is acknowledged, an
 * intervention, a check. That a notification has been handed out and handled does not (docs/decisions/0020): after a loss
 * of power it may be handed out again, and every handler has to be ready for that. A crash of the process loses neither.
 *
 * A commit that waits takes with it all that did not; so does a moment of rest.
 */
export interface Durability {
  /** Decides about the transaction that is about to begin. @param methods what is called in it. */
  decide(methods: readonly string[]): void;
  /** Writes something in a transaction that waits, so that nothing of before can be lost. */
  rest(): void;
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
  let current: string | undefined;
  let waitedAt = Number.NEGATIVE_INFINITY;
  // Whether there has been a commit that did not wait, since the last time of rest.
  let hasForgettable = false;

  return {
    decide(methods) {
      const now = ticks();
      const mayBeForgotten = now - waitedAt < LONGEST && methods.every((method) => FORGETTABLE.has(method));
      if (mayBeForgotten) hasForgettable = true;
      else waitedAt = now;
      const level = mayBeForgotten && promised === 'FULL' ? 'NORMAL' : promised;
      // It can be changed between two transactions only.
      if (level !== current) database.exec(`PRAGMA synchronous = ${level}`);
      current = level;
    },
    rest() {
      if (hasForgettable) touch.run();
      hasForgettable = false;
    },
  };
}

const FORGETTABLE = new Set(['claim', 'settle', 'nextDue', 'writeWords', 'finishCheckpoint']);

// Milliseconds from one commit that waits to the next, where there are commits.
const LONGEST = 100;

const TOUCH = `INSERT INTO heartbeat (id, at) VALUES (1, 0) ON CONFLICT DO UPDATE SET at = at`;
