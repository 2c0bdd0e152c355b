import { Link } from '@tanstack/react-router';
import { api, type Schemas } from '../api/client.ts';
import { Badge } from '../controls/badge.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Loading } from '../controls/loading.tsx';
import { Time } from '../controls/time.tsx';

/** Everything about the subject of a notification, in the order in which it happened. */
export function Timeline({
  eventType,
  subject,
  current,
}: {
  readonly eventType: string;
  readonly subject: string;
  /** The notification that is shown. */
  readonly current: string;
}) {
  const query = { eventType, subject };
  const { data, error, refetch } = api.useQuery('get', '/api/timeline', { params: { query } });
  return (
    <section className="panel" aria-labelledby="timeline">
      <h2 id="timeline">
        Everything about{' '}
        <code>
          <ForeignText text={subject} />
        </code>
      </h2>
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading what="the timeline" />}
      {data && !data.isComplete && (
        <p className="hint">
          There is more than shown.{' '}
          <Link to="/notifications" search={query}>
            Show all notifications about it
          </Link>
        </p>
      )}
      <ol className="timeline">
        {data?.items.map((entry) => (
          <li
            key={`${entry.kind} ${entry.id} ${entry.at} ${entry.attempt?.number ?? ''}`}
            className={entry.id === current ? 'current' : ''}
          >
            <Time at={entry.at} precision="ms" /> <Entry entry={entry} current={current} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry, current }: { readonly entry: Schemas['TimelineEntry']; readonly current: string }) {
  const { kind, id, attempt, reason, reasons = [], observations = [] } = entry;
  const label = kind === 'attempt' && attempt ? `attempt ${attempt.number}` : kind;
  return (
    <>
      <Badge kind={kind === 'attempt' ? (attempt?.outcome ?? 'handling') : kind} />{' '}
      {id === current ? (
        label
      ) : kind === 'quarantined' ? (
        <Link to="/quarantine/$id" params={{ id }}>
          {label}
        </Link>
      ) : (
        <Link to="/notifications/$id" params={{ id }}>
          {label}
        </Link>
      )}
      {reason !== undefined && (
        <>
          : <ForeignText text={reason} />
        </>
      )}
      {attempt?.error !== undefined && (
        <span className="error-line">
          <ForeignText text={attempt.error} />
        </span>
      )}
      {reasons.map(({ pointer, message }) => (
        <span key={`${pointer} ${message}`} className="error-line">
          <ForeignText text={`${pointer || 'body'}: ${message}`} />
        </span>
      ))}
      {observations.map(({ pointer, kind: what }) => (
        <span key={pointer} className="hint">
          {' '}
          {what === 'unknown-value' ? 'unknown value at' : 'unknown property'} <ForeignText text={pointer} />
        </span>
      ))}
    </>
  );
}
