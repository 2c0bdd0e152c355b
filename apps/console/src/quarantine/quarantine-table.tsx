import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client.ts';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatBytes, shortened } from '../controls/format.ts';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { Time } from '../controls/time.tsx';

/** Rejected bodies, each with its first reason. */
export function QuarantineTable({ rows }: { readonly rows: readonly Schemas['Quarantined'][] }) {
  return (
    <div className="panel">
      <ScrollArea label="Rejected bodies">
        <table>
          <thead>
            <tr>
              <th scope="col">Received</th>
              <th scope="col">Event type</th>
              <th scope="col">Why it was rejected</th>
              <th scope="col">Validated again</th>
              <th scope="col" className="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <Link to="/quarantine/$id" params={{ id: row.id }}>
                    <Time at={row.receivedAt} />
                  </Link>
                </td>
                <td className="anywhere">
                  {row.eventType ?? (
                    <>
                      none:{' '}
                      <code>
                        <ForeignText text={shortened(row.path)} />
                      </code>
                    </>
                  )}
                </td>
                <td className="anywhere">
                  <Reasons reasons={row.reasons} />
                </td>
                <td>{row.lastRevalidation && <Time at={row.lastRevalidation.at} />}</td>
                <td className="number">{formatBytes(row.incomplete?.totalBytes ?? row.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </div>
  );
}

function Reasons({ reasons: [first, ...others] }: { readonly reasons: readonly Schemas['Violation'][] }) {
  if (!first) return null;
  return (
    <>
      {first.pointer !== '' && (
        <code>
          <ForeignText text={shortened(first.pointer)} />
        </code>
      )}{' '}
      <ForeignText text={shortened(first.message)} />
      {others.length > 0 && <span className="hint"> and {others.length} more</span>}
    </>
  );
}
