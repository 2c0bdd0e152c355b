import { type Gap, gapSentence } from '@partner-webhooks/lifecycle';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ForeignText } from '../controls/foreign-text.tsx';
import { LoadMore } from '../controls/load-more.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { Time } from '../controls/time.tsx';

/** Gaps, the longest first, each with the notifications of its subject. */
export function GapsTable({ gaps }: { readonly gaps: readonly Gap[] }) {
  const [limit, setLimit] = useState(PAGE_SIZE);
  const sorted = gaps.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  return (
    <>
      <div className="panel">
        <ScrollArea label="Gaps">
          <table>
            <thead>
              <tr>
                <th scope="col">Since</th>
                <th scope="col">Event type</th>
                <th scope="col">Subject</th>
                <th scope="col">What</th>
              </tr>
            </thead>
            <tbody>
              {sorted.slice(0, limit).map((gap) => (
                <tr key={JSON.stringify(gap)}>
                  <td>
                    <Time at={gap.receivedAt.toISOString()} />
                  </td>
                  <td>{gap.eventType}</td>
                  <td>
                    <Link
                      to="/notifications"
                      search={{ eventType: gap.eventType, subject: gap.subject }}
                      className="mono nowrap"
                    >
                      <ForeignText text={gap.subject} />
                    </Link>
                  </td>
                  <td className="anywhere">{gapSentence(gap)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollArea>
      </div>
      {sorted.length > limit && <LoadMore isLoading={false} load={() => setLimit(limit + PAGE_SIZE)} />}
    </>
  );
}

const PAGE_SIZE = 200;
