/** A field whose values are counted. */
export interface LiveField {
  /** As it is shown. */
  readonly path: string;
  /** The names on the way to it; `[]` stands for each item of a list. */
  readonly segments: readonly string[];
  /** The values that the contract knows. */
  readonly values: readonly string[];
}

/** A payload, and when it was received. */
export interface Received {
  readonly payload: unknown;
  readonly at: string;
}

/** How often a value was received. */
export interface ValueCount {
  /** `undefined`: all values that the contract does not know. What they are is not shown: it can be anything. */
  readonly value: string | undefined;
  readonly count: number;
  /** When last. */
  readonly last: string | undefined;
}

/** Counts the values of a field: each that the contract knows, and the others together. A payload counts once for each. */
export function countValues(
  { segments, values }: LiveField,
  received: readonly Received[],
): readonly ValueCount[] {
  const counts = new Map<string | undefined, { count: number; last: string | undefined }>(
    [...values, undefined].map((value) => [value, { count: 0, last: undefined }]),
  );
  for (const { payload, at } of received) {
    const found = valuesAt(payload, segments).map((value) => (values.includes(value) ? value : undefined));
    for (const value of new Set(found)) {
      const entry = counts.get(value);
      if (!entry) continue;
      entry.count += 1;
      if (entry.last === undefined || entry.last < at) entry.last = at;
    }
  }
  return [...counts].map(([value, entry]) => ({ value, ...entry }));
}

function valuesAt(value: unknown, segments: readonly string[]): readonly string[] {
  const [first, ...rest] = segments;
  if (Array.isArray(value)) {
    // The values of a list are those of its items.
    const below = first === '[]' ? rest : segments;
    return first === '[]' || first === undefined ? value.flatMap((item) => valuesAt(item, below)) : [];
  }
  if (first === undefined)
    return value === null || value === undefined || typeof value === 'object'
      ? []
      : [typeof value === 'string' ? value : JSON.stringify(value)];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[first], rest);
}
