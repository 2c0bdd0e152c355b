/** A key of an object or an index of a list. */
type Key = string | number;

/**
 * Finds the smallest part of a document with which something fails: of each object and list on the way, half of the children
 * are left out until one is left without which it does not fail.
 *
 * @param fails whether it fails with a reduced document, which it may change.
 * @returns the keys that lead to the part: none if it takes the whole document.
 */
export async function failingPart(
  document: unknown,
  fails: (reduced: unknown) => Promise<boolean>,
): Promise<readonly Key[]> {
  const path: Key[] = [];
  let reduced = document;
  for (;;) {
    const part = at(reduced, path);
    const keys = typeof part === 'object' && part !== null ? keysOf(part) : [];
    let candidates = keys;
    while (candidates.length > 1) {
      const half = candidates.slice(0, candidates.length >> 1);
      const others = candidates.slice(half.length);
      const retained = (await failsWith(half)) ? half : (await failsWith(others)) ? others : undefined;
      if (!retained) break;
      candidates = retained;
    }
    const [only, ...more] = candidates;
    if (only === undefined || more.length > 0 || !(await failsWith(candidates))) return path;
    reduced = replaced(reduced, path, reducedTo(part as object, candidates));
    path.push(only);

    function failsWith(retained: readonly Key[]): Promise<boolean> {
      return fails(structuredClone(replaced(reduced, path, reducedTo(part as object, retained))));
    }
  }
}

/** All but what makes a document an OpenAPI document. */
function keysOf(part: object): Key[] {
  return Array.isArray(part) ? [...part.keys()] : Object.keys(part).filter((key) => !VERSIONS.has(key));
}

const VERSIONS: ReadonlySet<string> = new Set(['openapi', 'swagger']);

/** The part with some of its children. In a list the others are empty, so that indexes stay. */
function reducedTo(part: object, retained: readonly Key[]): object {
  const keys = new Set(retained);
  if (Array.isArray(part)) return part.map((each: unknown, index) => (keys.has(index) ? each : {}));
  return Object.fromEntries(Object.entries(part).filter(([key]) => keys.has(key) || VERSIONS.has(key)));
}

function at(value: unknown, path: readonly Key[]): unknown {
  return path.reduce((within, key) => (within as Record<Key, unknown>)[key], value);
}

function replaced(value: unknown, [key, ...rest]: readonly Key[], part: unknown): unknown {
  if (key === undefined) return part;
  const child = replaced((value as Record<Key, unknown>)[key], rest, part);
  return Array.isArray(value) ? value.with(Number(key), child) : { ...(value as object), [key]: child };
}
