/** Rows that are loaded page by page, found by their index without copying the pages into one list. */
export interface PagedRows<Row> {
  readonly count: number;
  /** @returns `undefined` if there is no such row. */
  readonly at: (index: number) => Row | undefined;
}

/** Puts pages together. A page more costs the same after ten pages and after thousands. */
export function pagedRows<Row>(pages: readonly { readonly items: readonly Row[] }[]): PagedRows<Row> {
  const ends: number[] = [];
  let count = 0;
  for (const { items } of pages) {
    count += items.length;
    ends.push(count);
  }
  return {
    count,
    at(index) {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) > index) high = middle;
        else low = middle + 1;
      }
      return pages[low]?.items[index - (ends[low - 1] ?? 0)];
    },
  };
}
