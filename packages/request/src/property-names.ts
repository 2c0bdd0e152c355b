/** The names of all properties in some schemas. */
export function propertyNames(schemas: unknown): Set<string> {
  const names = new Set<string>();
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value)) names.add(name);
      collect(value);
    }
  };
  collect(schemas);
  return names;
}
