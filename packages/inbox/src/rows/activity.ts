import type { Activity, ActivityCount, ActivityPeriod, ActivityTotal } from '../reading/activity.ts';

/** What is counted, by the name of its column. */
const COUNTS = [
  'received',
  'duplicates',
  'handled',
  'failed',
  'dead',
  'replayed',
  'discarded',
  'quarantined',
  'observed',
] as const satisfies readonly ActivityCount[];

/** The histogram of the durations of attempts: the upper bounds in milliseconds, the last without one. */
export const DURATION_BOUNDS_MS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, Number.POSITIVE_INFINITY];

/** The columns of the histogram. */
export const DURATIONS = DURATION_BOUNDS_MS.map((bound) =>
  Number.isFinite(bound) ? `within_${bound}_ms` : 'longer',
);

/** All columns with numbers that are added up. */
export const SUMS: readonly string[] = [...COUNTS, ...DURATIONS];

/** The column with the longest duration of an attempt. */
export const LONGEST_MS = 'longest_ms';

/** What happened to an event type within a bucket of time. */
export interface ActivityRow {
  /** Length of the bucket in milliseconds: one of {@link WIDTHS_MS}. */
  readonly width: number;
  /** When it begins: a multiple of the width. */
  readonly start: number;
  /** Empty if there is none: the path of a rejected body may belong to none. */
  readonly event_type: string;
  /** The numbers by column. */
  readonly [column: string]: number | string;
}

/** The buckets that are stored, and for how long, in milliseconds: one width for each chart, which is read as it is stored. */
export const WIDTHS_MS = [
  { width: 60_000, keptFor: 2 * 86_400_000 },
  { width: 600_000, keptFor: 8 * 86_400_000 },
  { width: 3_600_000, keptFor: 32 * 86_400_000 },
  { width: 21_600_000, keptFor: 400 * 86_400_000 },
] as const;

/** Which buckets are read. */
export interface ActivityQuery {
  readonly width: number;
  readonly from: number;
  /** Excluded. */
  readonly to: number;
  readonly eventType?: string | undefined;
}

/** What a store reads: an array for each bucket of an event type, which is read faster than an object. */
export type ActivityValues = readonly [start: number, eventType: string, ...numbers: number[]];

/** The columns of {@link ActivityValues}, in their order. */
export const ACTIVITY_COLUMNS: readonly string[] = ['start', 'event_type', ...SUMS, LONGEST_MS];

/** The query for a period that ends with the bucket of now. */
export function activityQuery(period: ActivityPeriod, now: number, eventType?: string): ActivityQuery {
  const { width, buckets } = PERIODS[period];
  const to = (Math.floor(now / width) + 1) * width;
  return { width, from: to - buckets * width, to, eventType };
}

const PERIODS = {
  hour: { width: 60_000, buckets: 60 },
  day: { width: 600_000, buckets: 144 },
  week: { width: 3_600_000, buckets: 168 },
  month: { width: 21_600_000, buckets: 120 },
} as const satisfies Record<ActivityPeriod, object>;

/** Rows in any order as lists. */
export function activityOf(rows: readonly ActivityValues[], { from, to, width }: ActivityQuery): Activity {
  const length = (to - from) / width;
  const byEventType = new Map<string, Lists>();
  for (const [start, eventType, ...numbers] of rows) {
    const n = (start - from) / width;
    const lists = byEventType.get(eventType) ?? emptyLists(length);
    byEventType.set(eventType, lists);
    const named = namedNumbers(numbers);
    for (const name of LISTS) lists[name][n] = named[name];
  }
  return {
    from: new Date(from),
    to: new Date(to),
    bucketMs: width,
    series: [...byEventType]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([eventType, lists]) => ({
        ...(eventType !== '' && { eventType }),
        ...lists,
      })),
  };
}

/** The sums of all event types and buckets. */
export function totalOf(rows: readonly ActivityValues[]): ActivityTotal {
  const total: number[] = SUMS.map(() => 0);
  let longest = 0;
  for (const [, , ...numbers] of rows) {
    for (const index of total.keys()) total[index] = (total[index] ?? 0) + (numbers[index] ?? 0);
    longest = Math.max(longest, numbers[SUMS.length] ?? 0);
  }
  return namedNumbers([...total, longest]);
}

type Lists = Record<keyof ActivityTotal, number[]>;

const LISTS = [
  ...COUNTS,
  'handlerP50Ms',
  'handlerP95Ms',
  'handlerMaxMs',
] as const satisfies (keyof ActivityTotal)[];

function emptyLists(length: number): Lists {
  return Object.fromEntries(LISTS.map((name) => [name, new Array<number>(length).fill(0)])) as Lists;
}

/** @param numbers by {@link SUMS}, and the longest duration. */
function namedNumbers(numbers: readonly number[]): ActivityTotal {
  const counts = Object.fromEntries(COUNTS.map((count, index) => [count, numbers[index] ?? 0]));
  const durations = numbers.slice(COUNTS.length, SUMS.length);
  const longest = numbers[SUMS.length] ?? 0;
  return {
    ...(counts as Record<ActivityCount, number>),
    handlerP50Ms: percentile(durations, longest, 0.5),
    handlerP95Ms: percentile(durations, longest, 0.95),
    handlerMaxMs: longest,
  };
}

/** A percentile of durations in milliseconds, interpolated within its bucket of the histogram; 0 without any. */
function percentile(histogram: readonly number[], longest: number, share: number): number {
  let rest = share * histogram.reduce((sum, count) => sum + count, 0);
  if (rest === 0) return 0;
  for (const [index, count] of histogram.entries()) {
    const low = DURATION_BOUNDS_MS[index - 1] ?? 0;
    const high = Math.min(DURATION_BOUNDS_MS[index] ?? longest, longest);
    if (count > 0 && rest <= count) return Math.round(low + (Math.max(high, low) - low) * (rest / count));
    rest -= count;
  }
  return longest;
}
