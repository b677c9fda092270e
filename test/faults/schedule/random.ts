/** Repeatable random choices: the same seed gives the same sequence on every machine. */
export type Random = {
  /** A whole number from `from` up to and including `to`. */
  whole(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
  /** Picks an item; an item of weight 3 comes three times as often as one of weight 1. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T;
  chance(probability: number): boolean;
};

/** The generator `mulberry32`; 32 bits are enough to choose the actions of a schedule. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]) => items[whole(0, items.length - 1)] as T;
  return {
    whole,
    pick,
    weighted: (items) => pick(items.flatMap(([weight, item]) => Array(weight).fill(item))),
    chance: (probability) => next() < probability,
  };
}
