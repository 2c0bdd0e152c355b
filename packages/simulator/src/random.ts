/** Numbers from 0 (included) to 1 (excluded), one a call. */
export type Random = () => number;

/**
 * Numbers that look random and are the same for the same seed (SplitMix32). Not for secrets.
 *
 * @param seed a whole number.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A seed for another source of random numbers. */
export function seedFrom(random: Random): number {
  return Math.floor(random() * 2 ** 31);
}

/** A UUID of version 4. */
export function randomUuid(random: Random): string {
  const quarter = () => Math.floor(random() * 2 ** 32);
  const digits = [
    quarter(),
    (quarter() & 0xffff0fff) | 0x4000,
    (quarter() & 0x3fffffff) | 0x80000000,
    quarter(),
  ]
    .map((bits) => (bits >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
