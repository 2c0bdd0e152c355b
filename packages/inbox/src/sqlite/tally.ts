import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../inbox.ts';

/** Counts notifications by event type and state, and writes the difference down with the transaction that made it. */
export interface Tally {
  add(eventType: string, state: State, count: number): void;
  move(eventType: string, from: State, to: State): void;
  /** Writes what has been counted since the last time. */
  write(): void;
  /** Forgets it instead, because the transaction has failed. */
  forget(): void;
}

/** A tally that has counted nothing yet. */
export function createTally(database: DatabaseSync): Tally {
  const statement = database.prepare(ADD);
  const counted = new Map<string, { eventType: string; state: State; count: number }>();

  function add(eventType: string, state: State, count: number): void {
    const key = `${eventType} ${state}`;
    const before = counted.get(key)?.count ?? 0;
    counted.set(key, { eventType, state, count: before + count });
  }

  return {
    add,
    move(eventType, from, to) {
      if (from === to) return;
      add(eventType, from, -1);
      add(eventType, to, 1);
    },
    write() {
      for (const { eventType, state, count } of counted.values()) statement.run(eventType, state, count);
      counted.clear();
    },
    forget: () => counted.clear(),
  };
}

const ADD = `
  INSERT INTO tally (event_type, state, count) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;
