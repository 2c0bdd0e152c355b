import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount, shortened } from '../controls/format.ts';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { Time } from '../controls/time.tsx';
import type { EventTypeGroup, PlaceGroup } from './groups.ts';
import { samplesQuery } from './samples.ts';

/** What was observed of one event type: where, what, how often and when. */
export function EventTypeDrift({ group: { eventType, places } }: { readonly group: EventTypeGroup }) {
  const [limit, setLimit] = useState(PAGE_SIZE);
  return (
    <section className="panel" aria-labelledby={`drift-${eventType}`}>
      <h2 id={`drift-${eventType}`}>{eventType}</h2>
      <ScrollArea label={`Observations of ${eventType}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">What</th>
              <th scope="col">Values seen</th>
              <th scope="col" className="number">
                Times
              </th>
              <th scope="col">First seen</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {places.slice(0, limit).map((place) => (
              <Place key={`${place.kind} ${place.pointer}`} eventType={eventType} place={place} />
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {places.length > limit && (
        <button type="button" onClick={() => setLimit(limit + PAGE_SIZE)}>
          Show more of {formatCount(places.length)} places
        </button>
      )}
    </section>
  );
}

// Each new property costs a request or two.
const PAGE_SIZE = 50;

function Place({ eventType, place }: { readonly eventType: string; readonly place: PlaceGroup }) {
  const { pointer, kind, count, firstSeen, lastSeen, observations } = place;
  const [first] = observations;
  return (
    <tr>
      <th scope="row" className="mono anywhere">
        <ForeignText text={pointer} />
      </th>
      <td className="nowrap">{kind === 'unknown-property' ? 'new property' : 'new value'}</td>
      <td className="anywhere">
        {kind === 'unknown-value'
          ? observations.map((each) => (
              <Value key={String(each.value)} observation={each} isAlone={observations.length === 1} />
            ))
          : first && <Samples observation={first} />}
      </td>
      <td className="number">{formatCount(count)}</td>
      <td>
        <Time at={firstSeen} />
      </td>
      <td>
        <Link to="/notifications" search={{ eventType, receivedFrom: firstSeen, order: 'oldest' }}>
          <Time at={lastSeen} />
        </Link>
      </td>
    </tr>
  );
}

function Value({
  observation: { value, count },
  isAlone,
}: {
  readonly observation: Schemas['Observation'];
  readonly isAlone: boolean;
}) {
  return (
    <span className="pair">
      <code>
        <ForeignText text={shortened(JSON.stringify(value) ?? '')} />
      </code>
      {!isAlone && <span className="hint"> {formatCount(count)} ×</span>}
    </span>
  );
}

/** The values of a property are not counted: they are looked for in the notifications that are still stored. */
function Samples({ observation }: { readonly observation: Schemas['Observation'] }) {
  const { data, error } = useQuery(samplesQuery(observation));
  if (error) return <span className="hint">could not be loaded</span>;
  if (!data) return <span className="hint">loading…</span>;
  if (data.length === 0) return <span className="hint">none is stored any more</span>;
  return data.map((each) => {
    const text = JSON.stringify(each);
    return (
      <span key={text} className="pair">
        <code>
          <ForeignText text={shortened(text)} />
        </code>
      </span>
    );
  });
}
