import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';

/**
 * The event type of a path. The only function that decides it: for the public routes, for quarantine and for replays.
 *
 * A path has the meaning that it has for any server that accepts it: repeated or trailing slashes, the case of letters,
 * percent-encoding and surrounding blanks make no difference (docs/decisions/0022-quarantine.md). The canonical path of the
 * event type is `registry[eventType].path`.
 *
 * @param path without a query.
 * @returns `undefined` if the contract has no such path.
 */
export const eventTypeOfPath: (path: string) => EventType | undefined = createPathReader(
  EVENT_TYPES.map((eventType) => [registry[eventType].path, eventType]),
);

/** The same for any paths. If two differ only in what makes no difference, each matches only as it is written. */
export function createPathReader<Name>(
  paths: readonly (readonly [path: string, name: Name])[],
): (path: string) => Name | undefined {
  const exact = new Map(paths);
  const byFolded = Map.groupBy(paths, ([path]) => folded(path));
  return (path) => {
    const name = exact.get(path);
    if (name !== undefined) return name;
    const [found, ...others] = byFolded.get(folded(path)) ?? [];
    return others.length === 0 ? found?.[1] : undefined;
  };
}

/**
 * A path without what makes no difference.
 *
 * @returns an empty text if it cannot be decoded, or if a segment contains an encoded slash.
 */
export function folded(path: string): string {
  const segments = [];
  for (const segment of path.split('/')) {
    const text = decoded(segment)?.trim();
    // An encoded slash separates nothing.
    if (text === undefined || text.includes('/')) return '';
    if (text !== '') segments.push(text);
  }
  // ASCII only: JavaScript lower-cases the Kelvin sign to k.
  return segments
    .map((segment) => `/${segment.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())}`)
    .join('');
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
