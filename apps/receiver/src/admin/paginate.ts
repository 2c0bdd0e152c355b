import type { NotificationFilter, Page, PageRequest } from '@partner-webhooks/inbox';

/** Ids, page by page. */
export type Everything = AsyncIterable<readonly string[]>;

/**
 * The ids of all that a filter matches, the oldest first: what is done to them one page after the other is then done
 * in the order of receipt. What arrives after `until` is left out, so there is an end.
 */
export async function* everyPage<Filter extends Pick<NotificationFilter, 'receivedTo'>>(
  list: (filter: Filter, page: PageRequest) => Promise<Page<{ readonly id: string }>>,
  filter: Filter,
  until: Date,
): AsyncGenerator<readonly string[]> {
  // A millisecond can have both: what is there now, and what is still to come.
  const end = new Date(until.getTime() + 1);
  const receivedTo = filter.receivedTo && filter.receivedTo < end ? filter.receivedTo : end;
  let cursor: string | undefined;
  do {
    const page = { limit: PAGE, oldestFirst: true, ...(cursor !== undefined && { cursor }) };
    const { items, nextCursor } = await list({ ...filter, receivedTo }, page);
    yield items.map(({ id }) => id);
    cursor = nextCursor;
  } while (cursor !== undefined);
}

// Few enough that a receipt does not wait long behind what is done to them.
const PAGE = 200;
