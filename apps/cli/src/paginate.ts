import { Option } from 'commander';
import { wholeNumber } from './option-parsers.ts';

/** The parameters of one page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** The items of a list, page by page, up to `limit` items. */
export async function* paginate<Item>(
  limit: number,
  fetchPage: (page: PageQuery) => Promise<{ readonly items: Item[]; readonly nextCursor?: string }>,
): AsyncGenerator<Item> {
  let remaining = limit;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await fetchPage({
      limit: Math.min(remaining, MAX_ITEMS_PER_PAGE),
      ...(cursor !== undefined && { cursor }),
    });
    yield* items;
    remaining -= items.length;
    cursor = nextCursor;
  } while (cursor !== undefined && remaining > 0);
}

// openapi/admin/parameters/Limit.yaml
const MAX_ITEMS_PER_PAGE = 500;

/** `--wide`. */
export function wideOption(): Option {
  return new Option('--wide', 'whole ids and cells, also on a terminal');
}

/** `--limit`. */
export function limitOption(): Option {
  return new Option('--limit <number>', 'how many at most').default(50).argParser(wholeNumber);
}
