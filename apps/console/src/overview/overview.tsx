import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { formatCount, formatMs } from '../controls/format.ts';
import { Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { Segments } from '../controls/segments.tsx';
import { slowest, summed, total, useActivity } from './activity.ts';
import { ByEventType } from './by-event-type.tsx';
import { Chart } from './chart.tsx';
import { Indicators } from './indicators.tsx';
import { LatestChanges } from './latest-changes.tsx';
import { PERIODS, readOverviewSearch } from './search.ts';

const route = getRouteApi('/overview');

/** What came in, what was handled and what failed, now and in a period until now. */
export function Overview() {
  // The router lets through what is not valid.
  const search = readOverviewSearch(route.useSearch());
  const { period = 'hour', eventType } = search;
  const navigate = route.useNavigate();
  const overview = api.useQuery('get', '/api/overview');
  const activity = useActivity(search);
  const error = overview.error ?? activity.error;
  return (
    <Page
      title="Overview"
      actions={
        <>
          <EventTypeSelect
            value={eventType}
            onChange={(chosen) => void navigate({ search: { ...search, eventType: chosen }, replace: true })}
          />
          <Segments
            label="Period"
            values={PERIODS}
            value={period}
            onChange={(chosen) => void navigate({ search: { ...search, period: chosen }, replace: true })}
          />
        </>
      }
    >
      {error && (
        <ErrorNotice error={error} retry={() => void Promise.all([overview.refetch(), activity.refetch()])} />
      )}
      {overview.data && <Indicators overview={overview.data} />}
      {activity.data ? (
        <Charts activity={activity.data} period={period} />
      ) : (
        !error && <Loading what="the activity" />
      )}
      <div className="beside">
        {activity.data && <ByEventType activity={activity.data} />}
        <LatestChanges />
      </div>
      {overview.data && (
        <p className="hint">
          Contract {overview.data.contractVersion}. <Link to="/handling">Handlers and event types</Link>
        </p>
      )}
    </Page>
  );
}

function Charts({
  activity,
  period,
}: {
  readonly activity: NonNullable<ReturnType<typeof useActivity>['data']>;
  readonly period: string;
}) {
  const lines = useMemo(
    () => [
      { label: 'Received', colour: '--received', values: summed(activity, 'received') } as const,
      { label: 'Handled', colour: '--handled', values: summed(activity, 'handled') } as const,
      { label: 'Failed attempts', colour: '--failed', values: summed(activity, 'failed', 'dead') } as const,
    ],
    [activity],
  );
  const latency = useMemo(
    () => [
      { label: 'Median', colour: '--received', values: slowest(activity, 'handlerP50Ms') } as const,
      { label: '95th percentile', colour: '--handling', values: slowest(activity, 'handlerP95Ms') } as const,
    ],
    [activity],
  );
  const { from, bucketSeconds } = activity;
  const totals = lines.map(({ label, values }) => `${label.toLowerCase()} ${formatCount(total(values))}`);
  const max = Math.max(0, ...(latency[1]?.values ?? []));
  return (
    <div className="columns">
      <section className="panel" aria-labelledby="notifications-chart">
        <h2 id="notifications-chart">Notifications by {bucketName(bucketSeconds)}</h2>
        <Chart
          label={`In the last ${period}: ${totals.join(', ')}.`}
          {...{ from, bucketSeconds, lines }}
          format={formatCount}
        />
      </section>
      <section className="panel" aria-labelledby="latency-chart">
        <h2 id="latency-chart">Handler latency, slowest event type</h2>
        <Chart
          label={`In the last ${period}: 95th percentile up to ${formatMs(max)}.`}
          {...{ from, bucketSeconds }}
          lines={latency}
          format={formatMs}
        />
      </section>
    </div>
  );
}

function bucketName(seconds: number): string {
  if (seconds === 60) return 'minute';
  if (seconds < 3_600) return `${seconds / 60} minutes`;
  return seconds === 3_600 ? 'hour' : `${seconds / 3_600} hours`;
}
