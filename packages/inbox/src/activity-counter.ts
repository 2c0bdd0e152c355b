import type { Change } from './change-feed.ts';
import { createDeferredWrites, type DeferredWrites } from './deferred-writes.ts';
import type { ActivityCount } from './reader.ts';
import {
  type ActivityRow,
  DURATION_BOUNDS_MS,
  DURATIONS,
  LONGEST,
  SUMS,
  WIDTHS_MS,
} from './rows/activity.ts';

/**
 * Counts the changes of an inbox by event type, in the buckets of each stored width. It writes them once a second, so counting
 * costs receiving nothing; the end of the process without a close loses the last second of the counts.
 */
export interface ActivityCounter extends Pick<DeferredWrites, 'flush' | 'close'> {
  count(change: Change): void;
  /** Counts a notification with observations. */
  countObserved(eventType: string, at: Date): void;
}

/** @param write adds rows to the stored ones. */
export function createActivityCounter(
  write: (rows: readonly ActivityRow[]) => Promise<void>,
): ActivityCounter {
  let counted = new Map<string, MutableRow>();
  // When the running attempts began, by the id of the notification.
  const began = new Map<string, number>();
  const writes = createDeferredWrites(async () => {
    const taken = counted;
    if (taken.size === 0) return;
    counted = new Map();
    const rows = [...taken.values()].map(({ key, sums, longest }) => ({
      ...key,
      ...sums,
      [LONGEST]: longest,
    }));
    await write(rows).catch((error: unknown) => {
      keep(taken);
      throw error;
    });
  });

  function add(eventType: string, at: Date, count: ActivityCount, durationMs?: number): void {
    for (const { width } of WIDTHS_MS) {
      const start = Math.floor(at.getTime() / width) * width;
      const key = `${start} ${width} ${eventType}`;
      const row = counted.get(key) ?? emptyRow(width, start, eventType);
      counted.set(key, row);
      row.sums[count] = (row.sums[count] ?? 0) + 1;
      if (durationMs === undefined) continue;
      const column = DURATIONS[DURATION_BOUNDS_MS.findIndex((bound) => durationMs <= bound)] ?? '';
      row.sums[column] = (row.sums[column] ?? 0) + 1;
      row.longest = Math.max(row.longest, durationMs);
    }
    writes.schedule();
  }

  /** Takes back what could not be written. */
  function keep(rows: ReadonlyMap<string, MutableRow>): void {
    for (const [key, row] of rows) {
      const newer = counted.get(key);
      if (newer) {
        for (const column of SUMS) newer.sums[column] = (newer.sums[column] ?? 0) + (row.sums[column] ?? 0);
        newer.longest = Math.max(newer.longest, row.longest);
      } else if (counted.size < MAX_UNWRITTEN) counted.set(key, row);
    }
  }

  return {
    count({ kind, id, eventType = '', at }) {
      const count = COUNT_OF[kind];
      if (kind === 'handling') began.set(id, at.getTime());
      if (!count) return;
      const begin = ENDS_ATTEMPT.has(kind) ? began.get(id) : undefined;
      if (begin !== undefined) began.delete(id);
      add(eventType, at, count, begin === undefined ? undefined : Math.max(0, at.getTime() - begin));
    },
    countObserved: (eventType, at) => add(eventType, at, 'observed'),
    flush: writes.flush,
    close: writes.close,
  };
}

interface MutableRow {
  readonly key: { readonly width: number; readonly start: number; readonly event_type: string };
  readonly sums: Record<string, number>;
  longest: number;
}

function emptyRow(width: number, start: number, eventType: string): MutableRow {
  return {
    key: { width, start, event_type: eventType },
    sums: Object.fromEntries(SUMS.map((column) => [column, 0])),
    longest: 0,
  };
}

const COUNT_OF: Readonly<Partial<Record<Change['kind'], ActivityCount>>> = {
  received: 'received',
  duplicate: 'duplicates',
  handled: 'handled',
  failed: 'failed',
  dead: 'dead',
  replayed: 'replayed',
  discarded: 'discarded',
  quarantined: 'quarantined',
};

const ENDS_ATTEMPT: ReadonlySet<Change['kind']> = new Set(['handled', 'failed', 'dead']);

// Rows, while the store is unavailable: some hours of all event types.
const MAX_UNWRITTEN = 10_000;
