/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below a limit. */
  below(limit: number): number;
  /** One of some values. @throws RangeError if there is none. */
  pick<T>(values: readonly T[]): T;
  /** True with a probability. */
  chance(probability: number): boolean;
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state are enough for some thousand bodies. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick(values) {
      if (values.length === 0) throw new RangeError('there is no value to pick');
      return values[below(values.length)] as (typeof values)[number];
    },
  };
}
