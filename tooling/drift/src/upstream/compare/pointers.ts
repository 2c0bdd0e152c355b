import type { PublishedProperty } from '../published.ts';

/** Whether a pointer leads into what another one leads to. */
export function isWithin(pointer: string, outer: string): boolean {
  return pointer.startsWith(`${outer}/`);
}

/** The pointer of what is around a property; `''` for the payload. */
export function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/**
 * The pointer at which properties are listed that are inside one of their own kind: `/basket/baskets/*\/name` is listed as
 * `/basket/name` if the items of `/basket/baskets` are baskets.
 */
export function withoutRecursion(
  pointer: string,
  properties: ReadonlyMap<string, PublishedProperty>,
): string {
  let current = pointer;
  for (;;) {
    const recursive = [...properties.values()].find(
      (each) => each.recursesTo !== undefined && isWithin(current, each.pointer),
    );
    if (recursive?.recursesTo === undefined) return current;
    current = recursive.recursesTo + current.slice(recursive.pointer.length);
  }
}
