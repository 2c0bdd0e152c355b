import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';

/**
 * Which event type a path means. The one place that decides it: for the public routes, for what is kept of a refused body,
 * and for its replay.
 *
 * A path means what it says to every server that takes it at all: slashes at its end or twice in a row, the case of
 * letters, percent-encoding and blanks around it make no difference (docs/decisions/0022-quarantine.md).
 *
 * @param path without a query.
 * @returns `undefined` where it is none of the contract's.
 */
export const eventTypeOfPath: (path: string) => EventType | undefined = pathReader(
  EVENT_TYPES.map((eventType) => [registry[eventType].path, eventType]),
);

/** The same for any paths. Where two differ in nothing else, only each as it is written is certain. */
export function pathReader<Name>(
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
 * @returns an empty text where it cannot be decoded or says something that no path of the contract does.
 */
export function folded(path: string): string {
  const segments = [];
  for (const segment of path.split('/')) {
    const text = decoded(segment)?.trim();
    // A slash within a segment divides nothing.
    if (text === undefined || text.includes('/')) return '';
    if (text !== '') segments.push(text);
  }
  // ASCII only: to JavaScript the sign for kelvin is a capital k.
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
