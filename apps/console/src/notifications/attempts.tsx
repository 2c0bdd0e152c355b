import type { Schemas } from '../api/client.ts';
import { Badge } from '../controls/badge.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatMs } from '../controls/format.ts';
import { Time } from '../controls/time.tsx';

/** The attempts of the handler, newest first, with their errors and what caused those. */
export function Attempts({ notification }: { readonly notification: Schemas['NotificationDetails'] }) {
  const { attemptHistory } = notification;
  return (
    <section className="panel" aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      {attemptHistory.length === 0 ? (
        <p className="hint">No handler has been called for it yet.</p>
      ) : (
        <ol className="attempts" reversed>
          {attemptHistory.toReversed().map(({ number, outcome, startedAt, endedAt, error }) => (
            <li key={`${number} ${startedAt}`} value={number}>
              <Badge kind={outcome} /> <Time at={startedAt} precision="ms" />
              {endedAt !== undefined && <> took {formatMs(Date.parse(endedAt) - Date.parse(startedAt))}</>}
              {error !== undefined && (
                <pre className="error-text">
                  <ForeignText text={error} />
                </pre>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
