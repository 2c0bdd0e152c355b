import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useChangesSince } from '../api/live.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { EventTypeSelect } from '../controls/event-type-select.tsx';
import { Filters } from '../controls/filters.tsx';
import { counted, formatCount } from '../controls/format.ts';
import { LoadMore } from '../controls/load-more.tsx';
import { Empty, Loading } from '../controls/loading.tsx';
import { OrderFilter } from '../controls/order-filter.tsx';
import { Page } from '../controls/page.tsx';
import { TextFilter } from '../controls/text-filter.tsx';
import { TimeFilter } from '../controls/time-filter.tsx';
import { BulkDiscard } from './bulk-discard.tsx';
import { BulkReplay } from './bulk-replay.tsx';
import { QuarantineTable } from './quarantine-table.tsx';
import { filterOf, type QuarantineSearch } from './search.ts';
import { useQuarantine } from './use-quarantine.ts';

const route = getRouteApi('/quarantine');

/** The rejected bodies that match a filter, and what can be done with them together. */
export function Quarantine() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const cache = useQueryClient();
  const list = useQuarantine(search);
  const [fresh, forgetFresh] = useChangesSince('quarantined', search.eventType);
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const reload = () => {
    forgetFresh();
    void cache.resetQueries({ queryKey: ['quarantine', search] });
  };
  return (
    <Page
      title="Quarantine"
      lead="Bodies that came with a valid key and were rejected. Nothing of them is lost: mend the contract or a copy, and replay."
      actions={<BulkActions search={search} onEnd={reload} />}
    >
      <FilterBar search={search} onChange={(changed) => void navigate({ search: changed, replace: true })} />
      <p className="list-status" role="status">
        {list.data &&
          (list.hasNextPage
            ? `${formatCount(rows.length)} or more rejected bodies. `
            : `${counted(rows.length, 'rejected body', 'rejected bodies')}. `)}
        {fresh > 0 && (
          <button type="button" onClick={reload}>
            {fresh === 1 ? 'Show the new one' : `Show ${formatCount(fresh)} new ones`}
          </button>
        )}
      </p>
      {list.error && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loading what="the rejected bodies" />}
      {list.data && rows.length === 0 && <Nothing isFiltered={Object.keys(filterOf(search)).length > 0} />}
      {rows.length > 0 && <QuarantineTable rows={rows} />}
      {list.hasNextPage && (
        <LoadMore isLoading={list.isFetchingNextPage} load={() => !list.error && void list.fetchNextPage()} />
      )}
    </Page>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty title="No rejected body matches.">
        <p>Change the filter.</p>
      </Empty>
    );
  return (
    <Empty title="Quarantine is empty.">
      <p>A body that does not match the contract shows here, byte for byte as it was sent.</p>
    </Empty>
  );
}

function FilterBar({
  search,
  onChange,
}: {
  readonly search: QuarantineSearch;
  readonly onChange: (search: QuarantineSearch) => void;
}) {
  return (
    <Filters search={search} onChange={onChange}>
      {(change) => (
        <>
          <EventTypeSelect value={search.eventType} onChange={(eventType) => change({ eventType })} />
          <TextFilter label="Path" value={search.path} onChange={(path) => change({ path })} />
          <TimeFilter value={search} onChange={change} />
          <OrderFilter value={search.order} onChange={(order) => change({ order })} />
        </>
      )}
    </Filters>
  );
}

function BulkActions({ search, onEnd }: { readonly search: QuarantineSearch; readonly onEnd: () => void }) {
  const mayChange = useMayChange();
  const [action, setAction] = useState<'replay' | 'discard'>();
  if (!mayChange) return null;
  const close = (isDone: boolean) => {
    setAction(undefined);
    if (isDone) onEnd();
  };
  return (
    <>
      <button type="button" onClick={() => setAction('replay')}>
        Replay all that match…
      </button>
      <button type="button" className="danger" onClick={() => setAction('discard')}>
        Discard all that match…
      </button>
      {action === 'replay' && <BulkReplay filter={filterOf(search)} onClose={close} />}
      {action === 'discard' && <BulkDiscard filter={filterOf(search)} onClose={close} />}
    </>
  );
}
