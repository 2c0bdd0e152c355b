import { getRouteApi } from '@tanstack/react-router';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { formatCount } from '../controls/format.ts';
import { Empty } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { Segments } from '../controls/segments.tsx';
import { Time } from '../controls/time.tsx';
import { TimeFilter } from '../controls/time-filter.tsx';
import { type Changes, withChanges } from '../controls/url-search.ts';
import type { FoundGaps } from './find-gaps.ts';
import { GapsProgressBar } from './gaps-progress-bar.tsx';
import { GapsTable } from './gaps-table.tsx';
import { DEFAULT_WAITING, type GapsSearch, KINDS, WAITING } from './search.ts';
import { useGaps } from './use-gaps.ts';

const route = getRouteApi('/gaps');

/** What may never have arrived: subjects whose notifications have a gap, by the lifecycles of the contract. */
export function Gaps() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { found, error, isRunning, isCancelled, progress, start, cancel } = useGaps(search);
  const change = (changes: Changes<GapsSearch>) =>
    void navigate({ search: withChanges(search, changes), replace: true });
  return (
    <Page
      title="Gaps"
      lead="What may never have arrived: subjects that wait in a status that is not final, that have skipped one, or that made a transition which was never seen before."
    >
      <search className="filters">
        <EventTypeSelect value={search.eventType} onChange={(eventType) => change({ eventType })} />
        <TimeFilter value={search} onChange={change} />
        <label className="field">
          <span>Waits for longer than</span>
          <select
            value={search.waiting ?? DEFAULT_WAITING}
            onChange={({ target }) => change({ waiting: Number(target.value) })}
          >
            {WAITING.map(([seconds, name]) => (
              <option key={seconds} value={seconds}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="primary" disabled={isRunning} onClick={start}>
          {found ? 'Look again' : 'Look for gaps'}
        </button>
      </search>
      <p className="hint">
        All notifications of the range are read, and compared in this browser. What was received outside of
        the range, or removed by retention, is missing too.
      </p>
      {isRunning && <GapsProgressBar progress={progress} onCancel={cancel} />}
      {isCancelled && (
        <p className="notice notice-warning" role="status">
          Cancelled after {formatCount(progress?.read ?? 0)} notifications. A part of them shows nothing.
        </p>
      )}
      {error && !isRunning && <ErrorNotice error={error} retry={start} />}
      {found && !isRunning && (
        <Result found={found} kind={search.kind ?? 'all'} onKind={(kind) => change({ kind })} />
      )}
    </Page>
  );
}

function Result({
  found: { gaps, read, unreadable, at },
  kind,
  onKind,
}: {
  readonly found: FoundGaps;
  readonly kind: (typeof KINDS)[number][0];
  readonly onKind: (kind: (typeof KINDS)[number][0]) => void;
}) {
  const shown = gaps.filter((gap) => kind === 'all' || gap.kind === kind);
  return (
    <>
      <p className="list-status" role="status">
        <span>
          {formatCount(gaps.length)} {gaps.length === 1 ? 'gap' : 'gaps'} in {formatCount(read)}{' '}
          notifications, read <Time at={at} />
        </span>
      </p>
      {unreadable > 0 && (
        <p className="notice notice-warning">
          {formatCount(unreadable)} notifications could not be read. They count as missing.
        </p>
      )}
      {gaps.length === 0 ? (
        <Empty title="No gap was found.">
          <p>
            {read === 0
              ? 'No notification of the range has a lifecycle. Choose a longer range, or another event type.'
              : 'Every subject is in a final status, or has not waited for long enough.'}
          </p>
        </Empty>
      ) : (
        <>
          <Segments
            label="Kind of gap"
            values={KINDS.map(([each, name]) => [each, `${name} ${countOf(gaps, each)}`])}
            value={kind}
            onChange={onKind}
          />
          <GapsTable key={kind} gaps={shown} />
        </>
      )}
    </>
  );
}

function countOf(gaps: FoundGaps['gaps'], kind: (typeof KINDS)[number][0]): string {
  return formatCount(gaps.filter((gap) => kind === 'all' || gap.kind === kind).length);
}
