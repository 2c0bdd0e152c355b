import type { Certainty, Lifecycle } from '@partner-webhooks/types/lifecycles';

/** Values between two others. */
export interface Path {
  readonly values: readonly string[];
  /** That of its least certain transition. */
  readonly certainty: Certainty;
}

type Ways = Readonly<Partial<Record<string, Certainty>>>;

/** What follows a value: nothing if it is final; `undefined` if it is not known. */
export function waysOut({ transitions, final }: Lifecycle, value: string): Ways | undefined {
  return own(transitions, value) ?? (own(final, value) === undefined ? undefined : {});
}

/** The values between two others on the shortest way from one to the other; `undefined` if no way is known. */
export function pathBetween(lifecycle: Lifecycle, from: string, to: string): Path | undefined {
  const reached = new Map<string, Path>([[from, { values: [], certainty: 'documented' }]]);
  // The map grows while it is walked: nearest first.
  for (const [value, path] of reached)
    for (const [next, certainty = 'inferred'] of Object.entries(waysOut(lifecycle, value) ?? {})) {
      const values = value === from ? path.values : [...path.values, value];
      const way = { values, certainty: weakest([path.certainty, certainty]) };
      if (next === to) return way;
      if (!reached.has(next)) reached.set(next, way);
    }
  return undefined;
}

/** A member of a mapping. A sender may send a value such as `toString`, which objects inherit. */
export function own<Value>(
  mapping: Readonly<Partial<Record<string, Value>>>,
  key: string,
): Value | undefined {
  return Object.hasOwn(mapping, key) ? mapping[key] : undefined;
}

/** The certainty of statements together. */
export function weakest(certainties: readonly Certainty[]): Certainty {
  return certainties.includes('inferred') ? 'inferred' : 'documented';
}
