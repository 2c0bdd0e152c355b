import { Link } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { counted, formatCount, formatMs } from '../controls/format.ts';
import { Empty, Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { JobProgress } from '../jobs/job-progress.tsx';
import { STATES } from '../notifications/search.ts';
import { PauseControl } from './pause-control.tsx';

/** The event types with what waits for their handlers, which of them are paused, and the latest jobs. */
export function Handling() {
  const handlers = api.useQuery('get', '/api/handlers', {}, { refetchInterval: 5_000 });
  const statistics = api.useQuery('get', '/api/statistics', {}, { refetchInterval: 5_000 });
  const error = handlers.error ?? statistics.error;
  return (
    <Page
      title="Handling"
      lead={
        handlers.data &&
        `Up to ${handlers.data.concurrency} handlers at once, ${formatMs(handlers.data.timeout)} for an attempt, ${counted(handlers.data.maxAttempts, 'attempt')}. A pause holds for all receivers of this inbox, also after a restart.`
      }
    >
      {error && (
        <ErrorNotice
          error={error}
          retry={() => void Promise.all([handlers.refetch(), statistics.refetch()])}
        />
      )}
      {handlers.isPending && <Loading what="the event types" />}
      {handlers.data && (
        <div className="panel">
          <ScrollArea label="Event types">
            <table>
              <thead>
                <tr>
                  <th scope="col">Event type</th>
                  {STATES.map((each) => (
                    <th key={each} scope="col" className="number">
                      {each}
                    </th>
                  ))}
                  <th scope="col">Handling</th>
                </tr>
              </thead>
              <tbody>
                {handlers.data.eventTypes.map(({ eventType, pause }) => {
                  const counts = statistics.data?.byEventType.find((each) => each.eventType === eventType);
                  return (
                    <tr key={eventType}>
                      <th scope="row">{eventType}</th>
                      {STATES.map((state) => (
                        <td
                          key={state}
                          className={state === 'dead' && counts?.dead ? 'number bad' : 'number'}
                        >
                          <Link to="/notifications" search={{ eventType, state }}>
                            {formatCount(counts?.[state] ?? 0)}
                            <span className="visually-hidden">
                              {' '}
                              {state} of {eventType}
                            </span>
                          </Link>
                        </td>
                      ))}
                      <td className="anywhere">
                        <PauseControl eventType={eventType} pause={pause} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </ScrollArea>
        </div>
      )}
      <Jobs />
    </Page>
  );
}

function Jobs() {
  const { data, error } = api.useQuery('get', '/api/jobs', {}, { refetchInterval: 5_000 });
  return (
    <section className="panel" aria-labelledby="jobs">
      <h2 id="jobs">Jobs</h2>
      {error && <ErrorNotice error={error} />}
      {data?.items.length === 0 && (
        <Empty title="No job has run.">
          <p>
            A job replays or discards all notifications that match a filter. The list of notifications starts
            one.
          </p>
        </Empty>
      )}
      <ul className="jobs">
        {data?.items.map((job) => (
          <li key={job.id}>
            <JobProgress job={job} />
          </li>
        ))}
      </ul>
    </section>
  );
}
