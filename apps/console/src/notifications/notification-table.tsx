import { Link, useNavigate } from '@tanstack/react-router';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Badge } from '../controls/badge.tsx';
import { ForeignText } from '../controls/foreign-text.tsx';
import { Time } from '../controls/time.tsx';
import type { PagedRows } from './paged-rows.ts';

type Notification = Schemas['Notification'];

/**
 * A table of which only the rows in sight are in the document. The arrow keys, Page Up, Page Down, Home and End move along the
 * rows, and Enter opens one.
 */
export function NotificationTable({
  rows,
  hasMore,
  loadMore,
}: {
  readonly rows: PagedRows<Notification>;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => place.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // The model of the table has the rows in sight: one of all rows would be made again with each page.
  const data = useMemo(
    () =>
      Array.from({ length: last - first + 1 }, (_, at) => rows.at(first + at)).filter(
        (row) => row !== undefined,
      ),
    [rows, first, last],
  );
  const table = useTable({ features, columns, data, getRowId: ({ id }) => id });
  useEffect(() => {
    if (hasMore && last >= rows.count - AHEAD) loadMore();
  });
  const [active, move] = useActiveRow(place, rows.count, (index) => virtualizer.scrollToIndex(index));
  const navigate = useNavigate();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={place} className="table-scroll">
      <table aria-rowcount={hasMore ? -1 : rows.count + 1} aria-label="Notifications" className="rows">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col">
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody onKeyDown={move}>
          {above > 0 && <tr style={{ height: above }} />}
          {table.getRowModel().rows.map((row) => {
            const index = first + row.index;
            return (
              <tr
                key={row.id}
                data-index={index}
                data-active={index === active || undefined}
                aria-rowindex={index + 2}
                onClick={() => void navigate({ to: '/notifications/$id', params: { id: row.id } })}
              >
                {row.getAllCells().map((cell) => (
                  <td key={cell.id}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

const ROW_HEIGHT = 34;

// The next page is asked for this many rows before the end of the last one.
const AHEAD = 60;

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Notification>();
const columns = helper.columns([
  helper.accessor('receivedAt', {
    header: 'Received',
    cell: ({ row: { original } }) => (
      <Link to="/notifications/$id" params={{ id: original.id }}>
        <Time at={original.receivedAt} />
      </Link>
    ),
  }),
  helper.accessor('eventType', { header: 'Event type' }),
  helper.accessor('subject', {
    header: 'Subject',
    cell: ({ getValue }) => (
      <span className="mono">
        <ForeignText text={getValue() ?? '–'} />
      </span>
    ),
  }),
  helper.accessor('state', { header: 'State', cell: ({ getValue }) => <Badge kind={getValue()} /> }),
  helper.accessor('attempts', {
    header: 'Attempts',
    cell: ({ row: { original } }) =>
      original.deliveries > 1
        ? `${original.attempts}, delivered ${original.deliveries} ×`
        : original.attempts,
  }),
  helper.accessor('error', {
    header: 'Error',
    cell: ({ row: { original } }) => (
      <span className="clip">
        <ForeignText text={original.unreadable ?? original.error ?? ''} />
      </span>
    ),
  }),
]);

/** The row that the keys move, and what handles the keys. Its link is in the document only after the table has scrolled there. */
function useActiveRow(
  place: { readonly current: HTMLDivElement | null },
  count: number,
  scrollTo: (index: number) => void,
): [active: number | undefined, move: (event: KeyboardEvent) => void] {
  const [active, setActive] = useState<number>();
  useEffect(() => {
    if (active === undefined) return;
    const frame = requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>(`[data-index="${active}"] a`)?.focus({ preventScroll: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [active, place]);
  const move = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-index]');
    const from = Number(row?.dataset['index'] ?? active ?? 0);
    const page = Math.floor((place.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count };
    const step = steps[event.key as keyof typeof steps];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(from + step, 0), count - 1);
    scrollTo(to);
    setActive(to);
  };
  return [active, move];
}
