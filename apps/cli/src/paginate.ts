import { Option } from 'commander';
import { wholeNumber } from './option-parsers.ts';

/** What is asked of one page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** The items of a list, page after page, up to a number of them. */
export async function* everyItem<Item>(
  limit: number,
  ask: (page: PageQuery) => Promise<{ readonly items: Item[]; readonly nextCursor?: string }>,
): AsyncGenerator<Item> {
  let left = limit;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await ask({
      limit: Math.min(left, LONGEST_PAGE),
      ...(cursor !== undefined && { cursor }),
    });
    yield* items;
    left -= items.length;
    cursor = nextCursor;
  } while (cursor !== undefined && left > 0);
}

// openapi/admin/parameters/Limit.yaml
const LONGEST_PAGE = 500;

/** `--limit`. */
export function limitOption(): Option {
  return new Option('--limit <number>', 'how many at most').default(50).argParser(wholeNumber);
}
