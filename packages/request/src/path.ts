/**
 * Creates the function that finds the name of a path.
 *
 * A path has the meaning that it has for any server that accepts it: repeated or trailing slashes, the case of letters,
 * percent-encoding and surrounding blanks make no difference (docs/decisions/0022-quarantine.md). If two paths differ only in
 * that, each matches only as it is written.
 */
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
