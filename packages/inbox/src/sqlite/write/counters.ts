import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import type { Participant } from './unit-of-work.ts';

/**
 * Counts notifications by event type and state, so that statistics do not count rows. The difference is written once at the
 * end of each transaction: triggers would add 30 µs to each INSERT (docs/decisions/0013).
 */
export interface Counters extends Participant {
  add(eventType: string, state: State, count: number): void;
  move(eventType: string, from: State, to: State): void;
  /** Writes what has been counted in this transaction. */
  beforeCommit(): void;
}

/** Nothing is counted yet. */
export function openCounters(database: DatabaseSync): Counters {
  const statement = database.prepare(ADD);
  const counted = new Map<State, Record<string, number>>();

  function add(eventType: string, state: State, count: number): void {
    const counts = counted.get(state) ?? {};
    counts[eventType] = (counts[eventType] ?? 0) + count;
    counted.set(state, counts);
  }

  return {
    add,
    move(eventType, from, to) {
      if (from === to) return;
      add(eventType, from, -1);
      add(eventType, to, 1);
    },
    beforeCommit() {
      for (const [state, counts] of counted) statement.run(state, JSON.stringify(counts));
      counted.clear();
    },
    afterRollback: () => counted.clear(),
  };
}

// All event types with one statement: one for each takes twice as long.
const ADD = `
  INSERT INTO counter (event_type, state, count) SELECT key, ?, value FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;
