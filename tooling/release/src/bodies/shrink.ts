/** The smallest value that can be made of another one by leaving out members, as long as it is still of interest. */
export function shrunk(value: unknown, isOfInterest: (value: unknown) => boolean): unknown {
  let smallest = value;
  for (let tries = 0; tries < MAX_TRIES; ) {
    const next = smaller(smallest).find((each) => {
      tries += 1;
      return tries < MAX_TRIES && isOfInterest(each);
    });
    if (next === undefined) return smallest;
    smallest = next;
  }
  return smallest;
}

const MAX_TRIES = 2000;

/** All values with one member less. */
function smaller(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => [
      value.toSpliced(index, 1),
      ...smaller(item).map((each) => value.with(index, each)),
    ]);
  const entries = Object.entries(value);
  return entries.flatMap(([name, inner]) => [
    Object.fromEntries(entries.filter(([other]) => other !== name)),
    ...smaller(inner).map((each) => ({ ...value, [name]: each })),
  ]);
}
