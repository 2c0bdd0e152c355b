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

/** @param promised how a commit waits that has to. */
export function openDurability(database: DatabaseSync, promised: 'FULL' | 'OFF'): Durability {
  const touch = database.prepare(TOUCH);
  let current: string | undefined;
  // Commits that have not waited.
  let inARow = 0;
  let sinceRest = 0;

  return {
    decide(methods) {
      const mayBeForgotten = inARow < MAX_IN_A_ROW && methods.every((method) => FORGETTABLE.has(method));
      inARow = mayBeForgotten ? inARow + 1 : 0;
      sinceRest += mayBeForgotten ? 1 : 0;
      const level = mayBeForgotten && promised === 'FULL' ? 'NORMAL' : promised;
      // It can be changed between two transactions only.
      if (level !== current) database.exec(`PRAGMA synchronous = ${level}`);
      current = level;
    },
    rest() {
      if (sinceRest > 0) touch.run();
      sinceRest = 0;
    },
  };
}

const FORGETTABLE = new Set(['claim', 'settle', 'nextDue', 'writeWords', 'finishCheckpoint']);

// As many as are made in a tenth of a second or two.
const MAX_IN_A_ROW = 32;

const TOUCH = `INSERT INTO heartbeat (id, at) VALUES (1, 0) ON CONFLICT DO UPDATE SET at = at`;
