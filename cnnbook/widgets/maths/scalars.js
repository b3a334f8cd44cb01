/** Small functions of numbers. */

/** The number from `low` to `high` that is nearest to `value`. @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** 0 up to 0, 1 from 1 on, and a smooth step in between. @param {number} value */
export function smoothstep(value) {
  const t = clamp(value, 0, 1);
  return t * t * (3 - 2 * t);
}
