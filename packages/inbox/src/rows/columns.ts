/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A property of that name, if the column has a text. */
export function optionalText<Name extends string>(name: Name, value: unknown): { [name in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { [name in Name]?: string };
}

/** A property of that name, if the column has a time. */
export function optionalDate<Name extends string>(name: Name, value: unknown): { [name in Name]?: Date } {
  const date = dateOf(value);
  return (date ? { [name]: date } : {}) as { [name in Name]?: Date };
}

/** A column with a time, which may be NULL. */
export function dateOf(milliseconds: unknown): Date | undefined {
  return typeof milliseconds === 'number' ? new Date(milliseconds) : undefined;
}

/** A column with a time that is never NULL. */
export function requiredDate(milliseconds: unknown): Date {
  return new Date(Number(milliseconds));
}
