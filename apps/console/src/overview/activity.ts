import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, type Schemas } from '../api/client.ts';
import { useLiveChanges } from '../api/live.ts';
import type { OverviewSearch } from './search.ts';

type Activity = Schemas['Activity'];
type Series = Schemas['ActivitySeries'];

/** What is counted for each bucket of time. */
export type Counted = Exclude<keyof Series, 'eventType' | 'handlerP50Ms' | 'handlerP95Ms' | 'handlerMaxMs'>;

/** The counter of each kind of change. */
const COUNTERS: Readonly<Record<string, Counted>> = {
  received: 'received',
  duplicate: 'duplicates',
  handled: 'handled',
  failed: 'failed',
  dead: 'dead',
  replayed: 'replayed',
  discarded: 'discarded',
  quarantined: 'quarantined',
};

/** The activity of a period: from the store, and from then on with every change that the receiver sends. */
export function useActivity({ period = 'hour', eventType }: OverviewSearch) {
  const cache = useQueryClient();
  const params = { params: { query: { period, ...(eventType !== undefined && { eventType }) } } };
  const { queryKey } = api.queryOptions('get', '/api/activity', params);
  const key = JSON.stringify(queryKey);
  const follow = useCallback(
    ({ counts }: Schemas['LiveChanges']) => {
      cache.setQueryData<Activity>(JSON.parse(key), (before) => before && withCounts(before, counts));
    },
    [cache, key],
  );
  useLiveChanges(follow);
  return api.useQuery('get', '/api/activity', params, { refetchInterval: REFETCH_MS });
}

// The buckets move on. Between two of these the changes are added to the last bucket.
const REFETCH_MS = 15_000;

/** An activity with changes that have happened since. */
export function withCounts(activity: Activity, counts: readonly Schemas['LiveCount'][]): Activity {
  const series = activity.series.map((each) => {
    const own = counts.filter(({ eventType }) => eventType === each.eventType);
    return own.length === 0 ? each : own.reduce(withCount, each);
  });
  return { ...activity, series };
}

function withCount(series: Series, { kind, count }: Schemas['LiveCount']): Series {
  const name = Object.hasOwn(COUNTERS, kind) ? COUNTERS[kind] : undefined;
  if (name === undefined) return series;
  const values = series[name];
  return { ...series, [name]: [...values.slice(0, -1), (values.at(-1) ?? 0) + count] };
}

/** The counts of all event types together, by bucket. */
export function summed({ series }: Activity, ...names: readonly Counted[]): number[] {
  const [first, ...rest] = series.flatMap((each) => names.map((name) => each[name]));
  return (first ?? []).map((value, at) => rest.reduce((sum, each) => sum + (each[at] ?? 0), value));
}

/** The slowest event type of each bucket: percentiles cannot be added. */
export function slowest({ series }: Activity, name: 'handlerP50Ms' | 'handlerP95Ms'): number[] {
  const [first, ...rest] = series.map((each) => each[name]);
  return (first ?? []).map((value, at) => rest.reduce((max, each) => Math.max(max, each[at] ?? 0), value));
}

/** The sum of a row of counts. */
export function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
