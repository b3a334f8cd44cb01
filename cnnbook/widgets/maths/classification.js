/** What a classifier's scores mean: the same numbers as `cnnbook.functional.softmax`. */

/** Scores as probabilities: positive, and 1 together. @param {ArrayLike<number>} scores */
export function softmax(scores) {
  const list = Array.from(scores);
  const highest = Math.max(...list); // subtracted, so that no power overflows
  const powers = list.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
