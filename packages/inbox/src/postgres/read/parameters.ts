/** Adds a value to a statement. @returns its parameter, such as `$1`. */
export type Add = (value: unknown) => string;

/** The values in a statement. */
export interface Parameters {
  readonly add: Add;
  readonly values: readonly unknown[];
}

/** Collects the values in a statement. */
export function createParameters(): Parameters {
  const values: unknown[] = [];
  return { add: (value) => `$${values.push(value)}`, values };
}
