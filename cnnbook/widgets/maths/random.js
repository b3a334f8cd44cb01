/**
 * The random generator of `cnnbook.random`: the same numbers to the last bit, under the same names.
 *
 * Threefry-2×32 with 20 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
 *
 * @typedef {ReturnType<typeof createRandom>} Random
 */
const TURNS = [13, 15, 26, 6, 17, 29, 16, 24];

/** Number `place` of a seed: a float of 53 bits, from 0 to below 1. @param {number} seed @param {number} place */
export function randomAt(seed, place) {
  const keys = [seed, 0, seed ^ 0x1bd11bda];
  let x = (place + seed) | 0;
  let y = (place / 2 ** 32) | 0;
  for (let part = 0; part < 5; part++) {
    for (let i = 0; i < 4; i++) {
      const turn = TURNS[4 * (part % 2) + i];
      x = (x + y) | 0;
      y = ((y << turn) | (y >>> (32 - turn))) ^ x;
    }
    x = (x + keys[(part + 1) % 3]) | 0;
    y = (y + keys[(part + 2) % 3] + part + 1) | 0;
  }
  return ((x >>> 5) * 2 ** 26 + (y >>> 6)) / 2 ** 53;
}

/** @param {number} seed from 0 to 2³² − 1 */
export function createRandom(seed) {
  let drawn = 0;
  const random = () => randomAt(seed, drawn++);
  /** @param {number} low @param {number} high */
  const uniform = (low, high) => low + (high - low) * random();
  /** @param {number} low @param {number} high the first that is too large */
  const integers = (low, high) => low + Math.floor(random() * (high - low));
  /** The integers below `n` in random order. @param {number} n */
  function permutation(n) {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let last = n - 1; last > 0; last--) {
      const other = integers(0, last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }
  return { random, uniform, integers, permutation };
}
