/** The conditions of a query and the parameters in them. */
export interface Parameters {
  /** @param condition with a `?` for the value, if it has one. */
  readonly add: (condition: string, value?: unknown) => void;
  /** The WHERE clause; empty if there is no condition. */
  readonly where: () => string;
  readonly values: readonly unknown[];
}

/** Collects conditions. @param earlier the values of the parameters before theirs. */
export function conditionsOf(earlier: readonly unknown[] = []): Parameters {
  const conditions: string[] = [];
  const values: unknown[] = [...earlier];
  return {
    add(condition, value) {
      if (value !== undefined) values.push(value);
      conditions.push(condition.replace('?', `$${values.length}`));
    },
    where: () => (conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''),
    values,
  };
}
