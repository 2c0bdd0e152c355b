import type { NotificationFilter, Page, PageRequest } from '@partner-webhooks/inbox';

/**
 * The ids of everything that a filter matches, page by page, oldest first: an action on one page after the other then
 * happens in the order of arrival. What is received after `until` is left out, so the sequence ends.
 */
export async function* paginate<Filter extends Pick<NotificationFilter, 'receivedTo'>>(
  list: (filter: Filter, page: PageRequest) => Promise<Page<{ readonly id: string }>>,
  filter: Filter,
  until: Date,
): AsyncGenerator<readonly string[]> {
  // Included: more than one notification can be received in a millisecond.
  const end = new Date(until.getTime() + 1);
  const receivedTo = filter.receivedTo && filter.receivedTo < end ? filter.receivedTo : end;
  let cursor: string | undefined;
  do {
    const page = { limit: IDS_PER_PAGE, oldestFirst: true, ...(cursor !== undefined && { cursor }) };
    const { items, nextCursor } = await list({ ...filter, receivedTo }, page);
    yield items.map(({ id }) => id);
    cursor = nextCursor;
  } while (cursor !== undefined);
}

// Few enough that an incoming notification does not wait long behind an action on a page.
const IDS_PER_PAGE = 200;
