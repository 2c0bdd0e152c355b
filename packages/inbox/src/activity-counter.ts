import type { Change } from './change-feed.ts';
import { createDeferredWrites, type DeferredWrites } from './deferred-writes.ts';
import type { ActivityCount } from './reading/activity.ts';
import {
  type ActivityRow,
  DURATION_BOUNDS_MS,
  DURATIONS,
  LONGEST_MS,
  SUMS,
  WIDTHS_MS,
} from './rows/activity.ts';

/**
 * Counts the changes of an inbox by event type, in the buckets of each stored width. It writes them once a second, so counting
 * costs receiving nothing; the end of the process without a close loses the last second of the counts.
 */
export interface ActivityCounter extends Pick<DeferredWrites, 'flush' | 'close'> {
  count(change: Change): void;
  /** Forgets the running attempt of a notification that another process has by now: its end is never seen here. */
  forget(id: string): void;
  /** Counts a notification with observations. */
  countObserved(eventType: string, at: Date): void;
}

/** @param write adds rows to the stored ones. */
export function createActivityCounter(
  write: (rows: readonly ActivityRow[]) => Promise<void>,
): ActivityCounter {
  // By event type, for the minute of the last change; earlier minutes are in `ended`.
  let current = new Map<string, MutableRow>();
  let minute = 0;
  let ended: MutableRow[] = [];
  // When the running attempts began, by the id of the notification.
  const began = new Map<string, number>();
  const writes = createDeferredWrites(async () => {
    const taken = [...ended, ...current.values()];
    if (taken.length === 0) return;
    ended = [];
    current = new Map();
    await write(rowsOf(taken)).catch((error: unknown) => {
      ended = [...taken, ...ended].slice(0, MAX_UNWRITTEN);
      throw error;
    });
  });

  function add(eventType: string, atMs: number, count: ActivityCount, durationMs?: number): void {
    const start = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    if (start !== minute) {
      ended.push(...current.values());
      current = new Map();
      minute = start;
    }
    let row = current.get(eventType);
    if (!row) {
      row = { start, eventType, sums: {}, longest: 0 };
      current.set(eventType, row);
      writes.schedule();
    }
    row.sums[count] = (row.sums[count] ?? 0) + 1;
    if (durationMs === undefined) return;
    const column = DURATIONS[DURATION_BOUNDS_MS.findIndex((bound) => durationMs <= bound)] ?? '';
    row.sums[column] = (row.sums[column] ?? 0) + 1;
    row.longest = Math.max(row.longest, durationMs);
  }

  return {
    count({ kind, id, eventType = '', at }) {
      const count = COUNT_OF[kind];
      if (kind === 'handling') began.set(id, at.getTime());
      if (!count) return;
      const begin = ENDS_ATTEMPT.has(kind) ? began.get(id) : undefined;
      if (begin !== undefined) began.delete(id);
      add(
        eventType,
        at.getTime(),
        count,
        begin === undefined ? undefined : Math.max(0, at.getTime() - begin),
      );
    },
    forget: (id) => void began.delete(id),
    countObserved: (eventType, at) => add(eventType, at.getTime(), 'observed'),
    flush: writes.flush,
    close: writes.close,
  };
}

/** What has been counted in a minute. */
interface MutableRow {
  readonly start: number;
  readonly eventType: string;
  readonly sums: Record<string, number>;
  longest: number;
}

/** The rows of all widths: a minute is a part of the longer buckets too. */
function rowsOf(minutes: readonly MutableRow[]): ActivityRow[] {
  return WIDTHS_MS.flatMap(({ width }) => {
    const startOf = (row: MutableRow) => Math.floor(row.start / width) * width;
    return [...Map.groupBy(minutes, (row) => `${startOf(row)} ${row.eventType}`).values()].map((group) => ({
      width,
      start: group[0] ? startOf(group[0]) : 0,
      event_type: group[0]?.eventType ?? '',
      ...Object.fromEntries(
        SUMS.map((column) => [column, group.reduce((sum, { sums }) => sum + (sums[column] ?? 0), 0)]),
      ),
      [LONGEST_MS]: Math.max(...group.map(({ longest }) => longest)),
    }));
  });
}

const MINUTE_MS = 60_000;

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

// Minutes of an event type, while the store is unavailable: some hours of all event types.
const MAX_UNWRITTEN = 10_000;
