import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';

/** Counts notifications by event type and state, and writes the difference down with the transaction that made it. */
export interface Counters {
  add(eventType: string, state: State, count: number): void;
  move(eventType: string, from: State, to: State): void;
  /** Writes what has been counted since the last time. */
  write(): void;
  /** Forgets it instead, because the transaction has failed. */
  discardUnwritten(): void;
}

/** A tally that has counted nothing yet. */
export function createCounters(database: DatabaseSync): Counters {
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
    write() {
      for (const [state, counts] of counted) statement.run(state, JSON.stringify(counts));
      counted.clear();
    },
    discardUnwritten: () => counted.clear(),
  };
}

// All event types with one statement: one for each takes twice as long.
const ADD = `
  INSERT INTO counter (event_type, state, count) SELECT key, ?, value FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;
