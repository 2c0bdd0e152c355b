// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

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
  const byFolded = new Map<string, Name | undefined>();
  for (const [path, name] of paths) {
    const key = folded(path);
    byFolded.set(key, byFolded.has(key) ? undefined : name);
  }
  return (path) => exact.get(path) ?? byFolded.get(folded(path));
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
