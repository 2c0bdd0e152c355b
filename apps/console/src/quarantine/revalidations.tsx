import type { Schemas } from '../api/client.ts';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Time } from '../controls/time.tsx';

/** The replays that failed, newest first, each with what was wrong then. */
export function Revalidations({
  revalidations,
}: {
  readonly revalidations: readonly Schemas['Revalidation'][];
}) {
  if (revalidations.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="revalidations">
      <h2 id="revalidations">Validated again, and still invalid</h2>
      <ol className="changes" reversed>
        {revalidations.toReversed().map(({ at, eventType, reasons }) => (
          <li key={at}>
            <Time at={at} precision="ms" /> {eventType !== undefined && `as ${eventType}`}
            {reasons.map(({ pointer, message }) => (
              <span key={`${pointer} ${message}`} className="error-line">
                <ForeignText text={`${pointer || 'body'}: ${message}`} />
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
