import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { useLiveChanges } from '../api/live.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { counted, formatCount } from '../controls/format.ts';
import { Empty, Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { JobDialog } from '../jobs/job-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { NotificationTable } from './notification-table.tsx';
import { pagedRows } from './paged-rows.ts';
import { filterOf, type NotificationSearch, readNotificationSearch } from './search.ts';
import { useNotifications } from './use-notifications.ts';

const route = getRouteApi('/notifications');

/** All notifications that match a filter, and what can be done with them together. */
export function Notifications() {
  // The router lets through what is not valid.
  const search = readNotificationSearch(route.useSearch());
  const navigate = route.useNavigate();
  const cache = useQueryClient();
  const list = useNotifications(search);
  const [fresh, forgetFresh] = useReceivedSince(search);
  const rows = useMemo(() => pagedRows(list.data?.pages ?? []), [list.data]);
  const reload = () => {
    forgetFresh();
    void cache.resetQueries({ queryKey: ['notifications', search] });
  };
  return (
    <Page title="Notifications" actions={<BulkActions search={search} onEnd={reload} />}>
      <FilterBar search={search} onChange={(changed) => void navigate({ search: changed, replace: true })} />
      <p className="list-status" role="status">
        {list.data &&
          (list.hasNextPage
            ? `${formatCount(rows.count)} or more notifications. `
            : `${counted(rows.count, 'notification')}. `)}
        {fresh > 0 && (
          <button type="button" onClick={reload}>
            {fresh === 1 ? 'Show the new one' : `Show ${formatCount(fresh)} new ones`}
          </button>
        )}
      </p>
      {list.error && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loading what="the notifications" />}
      {list.data && rows.count === 0 && (
        <Empty title="No notification matches.">
          <p>{Object.keys(search).length > 0 ? 'Change the filter.' : 'None has been received yet.'}</p>
        </Empty>
      )}
      {rows.count > 0 && (
        <NotificationTable
          rows={rows}
          hasMore={list.hasNextPage}
          loadMore={() => !list.isFetchingNextPage && !list.error && void list.fetchNextPage()}
        />
      )}
    </Page>
  );
}

function BulkActions({ search, onEnd }: { readonly search: NotificationSearch; readonly onEnd: () => void }) {
  const mayChange = useMayChange();
  const [action, setAction] = useState<Schemas['JobAction']>();
  if (!mayChange) return null;
  return (
    <>
      <button type="button" onClick={() => setAction('replay')}>
        Replay all that match…
      </button>
      <button type="button" className="danger" onClick={() => setAction('discard')}>
        Discard all that match…
      </button>
      {action && (
        <JobDialog
          action={action}
          filter={filterOf(search)}
          onClose={() => {
            setAction(undefined);
            onEnd();
          }}
        />
      )}
    </>
  );
}

/** How many notifications were received since the list was loaded, if the filter may have them. */
function useReceivedSince(search: NotificationSearch): [number, () => void] {
  const { eventType, state, receivedTo } = search;
  const key = JSON.stringify(search);
  const [count, setCount] = useState(0);
  const follow = useCallback(
    ({ counts }: Schemas['LiveChanges']) => {
      if (receivedTo !== undefined || (state !== undefined && state !== 'pending')) return;
      const received = counts.filter(
        (each) => each.kind === 'received' && (eventType === undefined || each.eventType === eventType),
      );
      setCount((before) => received.reduce((sum, each) => sum + each.count, before));
    },
    [eventType, state, receivedTo],
  );
  useLiveChanges(follow);
  // It is counted since the list was loaded, and another filter is another list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the search is what it depends on.
  useEffect(() => setCount(0), [key]);
  return [count, () => setCount(0)];
}
