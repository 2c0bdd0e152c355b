/** Reads the search of a URL. All values are texts: the subject `1.0` is another one than `1`, and `true` may be one too. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Writes the search of a URL. What is `undefined` is left out. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

/** A text of a search; `undefined` if there is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A date-time of a search (RFC 3339), in UTC; `undefined` if it is none. */
export function timeOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A yes or no of a search, as the URL or as the page gives it; `undefined` if it is neither. */
export function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/** What changes in a search of a URL; `undefined` leaves it. */
export type Changes<Search> = { readonly [Name in keyof Search]?: Search[Name] | undefined };

/** The search of a URL after a change. */
export function withChanges<Search extends object>(
  search: Search,
  changes: Changes<Search>,
): Partial<Search> {
  const changed = Object.entries({ ...search, ...changes });
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined)) as Partial<Search>;
}
