/** From features to scores to probabilities: the same numbers as `cnnbook.functional.linear` and `softmax`. */
import { emptyMaps } from "./maps.js";

/**
 * A fully connected layer: every output adds up all inputs, each times a weight of its own.
 *
 * @param {import("./maps.js").Maps} features @param {{shape: number[], data: Float64Array}} weight (outputs, inputs)
 * @param {ArrayLike<number>} [bias]
 */
export function linear({ data }, weight, bias) {
  const [outputs, inputs] = weight.shape;
  const scores = emptyMaps(outputs, 1, 1);
  for (let o = 0; o < outputs; o++) {
    let sum = bias ? bias[o] : 0;
    for (let i = 0; i < inputs; i++) sum += weight.data[o * inputs + i] * data[i];
    scores.data[o] = sum;
  }
  return scores;
}

/** Scores as probabilities: positive, and 1 together. @param {ArrayLike<number>} scores */
export function softmax(scores) {
  const list = Array.from(scores);
  const highest = Math.max(...list); // subtracted, so that no power overflows
  const powers = list.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
