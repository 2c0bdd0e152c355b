import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import type { Changed } from '../../store.ts';
import type { Live } from './live.ts';

/** A notification that can be changed. */
export interface Selected extends Changed {
  readonly orderingKey: string;
  readonly state: State;
}

/**
 * Opens the selection of notifications by id and state. One that a handler of this process has is never among them; one
 * that is `handling` without a handler is.
 */
export function openSelection(
  database: DatabaseSync,
  live: Live,
): (ids: readonly string[], states: readonly State[]) => Selected[] {
  const select = database.prepare(SELECT);
  return (ids, states) =>
    [...new Set(ids)]
      .map((id) => select.get(id) as unknown as Selected | undefined)
      .filter((row) => row !== undefined)
      .filter(({ id, state }) => states.includes(state) && !(state === 'handling' && live.has(id)));
}

const SELECT = `
  SELECT id, event_type AS eventType, ordering_key AS orderingKey, state
  FROM notification WHERE id = ?`;
