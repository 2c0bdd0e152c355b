import type { Page, PageRequest } from '@partner-webhooks/inbox';
import { HttpError } from '../http/errors.ts';

/**
 * Closes a filter: what is received after `now` does not match, so that what was counted is what is changed.
 *
 * @returns the filter with the time before which it matches. Included is the millisecond of `now`: more than one notification can
 * be received in it.
 */
export function closed<Filter extends Received>(
  filter: Filter,
  now: Date,
): Filter & { readonly receivedTo: Date } {
  const end = new Date(now.getTime() + 1);
  return { ...filter, receivedTo: filter.receivedTo && filter.receivedTo < end ? filter.receivedTo : end };
}

interface Received {
  readonly receivedTo?: Date;
}

/**
 * The ids of everything that a closed filter matches, page by page, oldest first: an action on one page after the other then
 * happens in the order of arrival.
 *
 * @throws HttpError 503 if the receiver stops before the last page.
 */
export async function* paginate<Filter extends Required<Received>>(
  list: (filter: Filter, page: PageRequest) => Promise<Page<{ readonly id: string }>>,
  filter: Filter,
  { limit = Number.POSITIVE_INFINITY, stopping }: PaginateOptions = {},
): AsyncGenerator<readonly string[]> {
  let cursor: string | undefined;
  let left = limit;
  while (left > 0) {
    if (stopping?.aborted) throw new HttpError('ADMIN_UNAVAILABLE');
    const page = {
      limit: Math.min(IDS_PER_PAGE, left),
      oldestFirst: true,
      ...(cursor !== undefined && { cursor }),
    };
    const { items, nextCursor } = await list(filter, page);
    yield items.map(({ id }) => id);
    if (nextCursor === undefined) return;
    cursor = nextCursor;
    left -= items.length;
  }
}

interface PaginateOptions {
  /** The most ids. */
  readonly limit?: number | undefined;
  /** Aborted when the receiver stops. */
  readonly stopping?: AbortSignal;
}

// Few enough that an incoming notification does not wait long behind an action on a page.
const IDS_PER_PAGE = 200;
