import { causeOf, normalizedError } from './cause.ts';
import type { Change } from './change-feed.ts';
import { createDeferredWrites, type DeferredWrites } from './deferred-writes.ts';
import type { CauseRow } from './rows/failures.ts';

/** Counts failed attempts by cause, and writes the counts as {@link createActivityCounter} does. */
export interface CauseCounter extends Pick<DeferredWrites, 'flush' | 'close'> {
  count(change: Change): void;
}

/** @param write adds rows to the stored ones. */
export function createCauseCounter(write: (rows: readonly CauseRow[]) => Promise<void>): CauseCounter {
  let counted = new Map<string, CauseRow>();
  const writes = createDeferredWrites(async () => {
    const taken = [...counted.values()];
    if (taken.length === 0) return;
    counted = new Map();
    await write(taken).catch((error: unknown) => {
      for (const row of taken) add(row);
      throw error;
    });
  });

  function add(row: CauseRow): void {
    const key = `${row.cause} ${row.event_type}`;
    const found = counted.get(key);
    if (!found && counted.size >= MAX_UNWRITTEN) return;
    counted.set(key, found ? merged(found, row) : row);
    writes.schedule();
  }

  return {
    count({ kind, eventType, error, at }) {
      // The end of a process is no failure of a handler.
      const isFailure = kind === 'dead' || kind === 'failed';
      if (!isFailure || eventType === undefined || error === undefined || error === INTERRUPTED) return;
      const time = at.getTime();
      const texts = { error: normalizedError(error), sample: error };
      add({
        event_type: eventType,
        cause: causeOf(error),
        ...texts,
        first_seen: time,
        last_seen: time,
        attempts: 1,
      });
    },
    flush: writes.flush,
    close: writes.close,
  };
}

/** The error in the change of an attempt that the end of its process interrupted. */
export const INTERRUPTED = 'the process ended during the attempt';

function merged(a: CauseRow, b: CauseRow): CauseRow {
  return {
    ...(a.last_seen > b.last_seen ? a : b),
    first_seen: Math.min(a.first_seen, b.first_seen),
    last_seen: Math.max(a.last_seen, b.last_seen),
    attempts: a.attempts + b.attempts,
  };
}

// While the store is unavailable.
const MAX_UNWRITTEN = 1_000;
