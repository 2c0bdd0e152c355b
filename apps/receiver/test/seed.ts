/**
 * Random numbers of a test that takes a seed: from an environment variable, or another one for each run. The test prints
 * it, so that a run that fails can be repeated as far as its inputs go; what runs at the same time is never the same.
 */
export function seedFrom(variable: string): { readonly seed: number; readonly random: () => number } {
  const seed = Number(process.env[variable] ?? Math.floor(Math.random() * 2 ** 32));
  return { seed, random: randomFrom(seed) };
}

/** Numbers from 0 (included) to 1 (excluded), always the same ones for a seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
