import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { formatCount } from '../controls/format.ts';
import { Empty, Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { EventTypeDrift } from './event-type-drift.tsx';
import { groupObservations } from './groups.ts';
import { PatchPanel } from './patch-panel.tsx';
import { RunningContract } from './running-contract.tsx';

const route = getRouteApi('/drift');

/** What the platform sends and the contract does not know yet, and what would have to be added. */
export function Drift() {
  const { eventType } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPending, refetch } = api.useQuery(
    'get',
    '/api/observations',
    {},
    { refetchOnWindowFocus: false },
  );
  const groups = useMemo(() => groupObservations(data?.items ?? []), [data]);
  const shown = groups.filter((each) => eventType === undefined || each.eventType === eventType);
  const observations = shown.flatMap(({ places }) => places.flatMap((place) => place.observations));
  return (
    <Page
      title="Drift"
      lead="Properties and values that valid notifications had and the contract does not list. They are accepted, stored and handled."
      actions={
        <>
          <EventTypeSelect
            value={eventType}
            onChange={(chosen) =>
              void navigate({ search: chosen ? { eventType: chosen } : {}, replace: true })
            }
          />
          <button type="button" onClick={() => void refetch()}>
            Reload
          </button>
        </>
      }
    >
      <RunningContract />
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {isPending && <Loading what="the observations" />}
      {data && shown.length === 0 && (
        <Empty title="Nothing was observed.">
          <p>
            {groups.length > 0
              ? 'Choose another event type.'
              : 'The contract lists all properties and values that were received.'}
          </p>
        </Empty>
      )}
      {observations.length > 0 && (
        <>
          <p className="list-status" role="status">
            <span>
              {formatCount(observations.length)} {observations.length === 1 ? 'observation' : 'observations'}{' '}
              of {formatCount(shown.length)} {shown.length === 1 ? 'event type' : 'event types'}.
            </span>
            <a href="#patch">The patch</a>
          </p>
          {shown.map((group) => (
            <EventTypeDrift key={group.eventType} group={group} />
          ))}
          <PatchPanel name={eventType ?? 'all'} observations={observations} />
        </>
      )}
    </Page>
  );
}
