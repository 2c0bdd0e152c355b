import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client, type Schemas } from '../api/client.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { formatCount } from '../controls/format.ts';
import { LoadMore } from '../controls/load-more.tsx';
import { Empty, Loading } from '../controls/loading.tsx';
import { Page } from '../controls/page.tsx';
import { ScrollArea } from '../controls/scroll-area.tsx';
import { Time } from '../controls/time.tsx';
import { auditDetails } from './details.ts';
import { FilterBar } from './filter-bar.tsx';
import { type AuditSearch, readAuditSearch } from './search.ts';

const route = getRouteApi('/audit');

/** What operators have done: who, what, when, to which, and to how many. */
export function Audit() {
  // The router lets through what is not valid.
  const search = readAuditSearch(route.useSearch());
  const navigate = route.useNavigate();
  const log = useAuditLog(search);
  const entries = log.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      title="Audit log"
      lead="Every replay, discard, pause, resumption and edit, by the page, the command line and the API. Dry runs are not in it."
      actions={
        <button type="button" disabled={log.isFetching} onClick={() => void log.refetch()}>
          Reload
        </button>
      }
    >
      <FilterBar search={search} onChange={(changed) => void navigate({ search: changed, replace: true })} />
      {log.error && <ErrorNotice error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <Loading what="the audit log" />}
      {log.data && entries.length === 0 && isFiltered(search) && (
        <Empty title="No action matches.">
          <p>Change the filter.</p>
        </Empty>
      )}
      {log.data && entries.length === 0 && !isFiltered(search) && (
        <Empty title="No operator has changed anything.">
          <p>What is done here, with the command line and with the admin API is written down here.</p>
        </Empty>
      )}
      {entries.length > 0 && (
        <div className="panel">
          <ScrollArea label="Audit log">
            <table className="audit">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">To which</th>
                  <th scope="col">How many</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <Entry key={`${entry.at} ${entry.action} ${JSON.stringify(entry.details)}`} entry={entry} />
                ))}
              </tbody>
            </table>
          </ScrollArea>
        </div>
      )}
      {log.hasNextPage && (
        <LoadMore isLoading={log.isFetchingNextPage} load={() => !log.error && void log.fetchNextPage()} />
      )}
    </Page>
  );
}

function Entry({ entry }: { readonly entry: Schemas['AuditEntry'] }) {
  const { target, selection, counts, reason } = auditDetails(entry);
  return (
    <tr>
      <td>
        <Time at={entry.at} />
      </td>
      <td className="anywhere">
        <ForeignText text={entry.operator} />
      </td>
      <td>
        <span className="badge">{entry.action}</span>
      </td>
      <td className="anywhere">
        {target && (
          <Link
            to={target.to === 'notification' ? '/notifications/$id' : '/quarantine/$id'}
            params={{ id: target.id }}
            className="mono"
          >
            {target.id}
          </Link>
        )}{' '}
        {selection.map(([name, value]) => (
          <span key={name} className="pair">
            {name}{' '}
            <code>
              <ForeignText text={value} />
            </code>
          </span>
        ))}
      </td>
      <td>
        {counts.map(([name, count]) => (
          <span key={name} className="pair">
            {formatCount(count)} {name}
          </span>
        ))}
      </td>
      <td className="anywhere">{reason !== undefined && <ForeignText text={reason} />}</td>
    </tr>
  );
}

function isFiltered({ order: _order, ...filter }: AuditSearch): boolean {
  return Object.keys(filter).length > 0;
}

function useAuditLog(search: AuditSearch) {
  return useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: async ({ pageParam: cursor, signal }) => {
      const query = { ...search, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const { data, error } = await client.GET('/api/audit', { params: { query }, signal });
      if (!data) throw error;
      return data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
    gcTime: 0,
  });
}

const PAGE_SIZE = 100;
