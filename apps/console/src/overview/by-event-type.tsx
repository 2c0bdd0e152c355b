import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client.ts';
import { formatCount, formatMs } from '../controls/format.ts';
import { Empty } from '../controls/loading.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { total } from './activity.ts';

const COLUMNS = [
  ['received', 'Received'],
  ['handled', 'Handled'],
  ['failed', 'Retried'],
  ['dead', 'Dead'],
  ['quarantined', 'Quarantined'],
  ['observed', 'Observed'],
] as const;

/** The period by event type: those with most notifications first. */
export function ByEventType({ activity }: { readonly activity: Schemas['Activity'] }) {
  const rows = activity.series
    .map((series) => ({ series, received: total(series.received) }))
    .filter(({ series }) => COLUMNS.some(([name]) => total(series[name]) > 0))
    .toSorted((a, b) => b.received - a.received);
  return (
    <section className="panel" aria-labelledby="by-event-type">
      <h2 id="by-event-type">By event type</h2>
      {rows.length === 0 ? (
        <Empty title="Nothing happened in this period.">
          <p>
            Send a notification with the command that the receiver printed at its start, or choose a longer
            period.
          </p>
        </Empty>
      ) : (
        <ScrollArea label="Counts by event type">
          <table>
            <thead>
              <tr>
                <th scope="col">Event type</th>
                {COLUMNS.map(([name, text]) => (
                  <th key={name} scope="col" className="number">
                    {text}
                  </th>
                ))}
                <th scope="col" className="number">
                  p95
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ series }) => (
                <tr key={series.eventType ?? ''}>
                  <th scope="row">
                    {series.eventType === undefined ? (
                      'No event type'
                    ) : (
                      <Link to="/notifications" search={{ eventType: series.eventType }}>
                        {series.eventType}
                      </Link>
                    )}
                  </th>
                  {COLUMNS.map(([name]) => {
                    const count = total(series[name]);
                    const isBad = count > 0 && (name === 'dead' || name === 'failed');
                    return (
                      <td key={name} className={isBad ? 'number bad' : 'number'}>
                        {formatCount(count)}
                      </td>
                    );
                  })}
                  <td className="number">{formatMs(Math.max(...series.handlerP95Ms))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}
