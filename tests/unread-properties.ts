/**
 * Validates a value, and finds the properties that the validator has not even read: it does not know them. Schemas of
 * Kubernetes allow any further property, and so would miss `replica: 2`.
 *
 * @returns JSON Pointers.
 */
export function unreadProperties(value: unknown, validate: (value: unknown) => unknown): string[] {
  const read = new Set<string>();
  validate(observed(value, '', read));
  return pointersIn(value, '').filter((pointer) => !read.has(pointer));
}

function observed(value: unknown, pointer: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof name !== 'string' || !Object.hasOwn(target, name)) return found;
      read.add(`${pointer}/${name}`);
      return observed(found, `${pointer}/${name}`, read);
    },
  });
}

function pointersIn(value: unknown, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    `${pointer}/${name}`,
    ...pointersIn(each, `${pointer}/${name}`),
  ]);
}
