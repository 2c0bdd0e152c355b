import { Link } from '@tanstack/react-router';
import { useLatestChanges } from '../api/live.ts';
import { Badge } from '../controls/badge.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Empty } from '../controls/loading.tsx';
import { Time } from '../controls/time.tsx';

/** What happens, as it happens. */
export function LatestChanges() {
  const changes = useLatestChanges(20);
  return (
    <section className="panel" aria-labelledby="latest-changes">
      <h2 id="latest-changes">Now</h2>
      {changes.length === 0 ? (
        <Empty title="Nothing has happened since this page was opened." />
      ) : (
        <ol className="changes">
          {changes.map(({ kind, id, eventType, at, error }) => (
            <li key={`${id} ${kind} ${at}`}>
              <Time at={at} /> <Badge kind={kind} />{' '}
              {kind === 'quarantined' ? (
                <Link to="/quarantine/$id" params={{ id }}>
                  {eventType ?? 'a rejected body'}
                </Link>
              ) : (
                <Link to="/notifications/$id" params={{ id }}>
                  {eventType}
                </Link>
              )}
              {error !== undefined && (
                <span className="error-line">
                  <ForeignText text={error} />
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
