/**
 * Gradient descent of a 3 × 3 kernel that looks for the one behind a picture.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {ReturnType<typeof judged>} Judged
 */
import { conv2d } from "./convolution.js";
import { BEYOND, stepped } from "./descent.js";
import { mapped, sum } from "./maps.js";
import { createRandom } from "./random.js";

/** Nine weights drawn by lot, from −1 to 1: `Generator(seed).uniform(-1, 1, (3, 3))`. @param {number} seed @returns {Maps} */
export function randomKernel(seed) {
  const { uniform } = createRandom(seed);
  return { channels: 1, height: 3, width: 3, data: Float64Array.from({ length: 9 }, () => uniform(-1, 1)) };
}

/** What a kernel makes of an image, its error against the target, the mean squared error, and its gradient. @param {Maps} image @param {Maps} target @param {Maps} kernel */
export function judged(image, target, kernel) {
  const output = conv2d(image, [kernel]);
  const error = mapped(output, (value, i) => value - target.data[i]);
  const count = error.data.length;
  return {
    kernel,
    output,
    error,
    loss: sum(mapped(error, (value) => value * value)) / count,
    gradient: mapped(conv2d(image, [error]), (value) => (2 * value) / count), // pixels times errors, added up
  };
}

/** Has a weight left all bounds? @param {Judged} stop */
export function exploded({ kernel }) {
  return kernel.data.some((weight) => Math.abs(weight) > BEYOND);
}

/** A course of steps that is walked only as far as it is looked at. @param {{image: Maps, hidden: Maps, lr: number, seed: number}} run */
export function courseOf({ image, hidden, lr, seed }) {
  const target = conv2d(image, [hidden]);
  const stops = [judged(image, target, randomKernel(seed))];
  /** The stops up to number `step`, fewer when the weights explode before. @param {number} step */
  const upTo = (step) => {
    for (let last = stops[stops.length - 1]; stops.length <= step && !exploded(last); stops.push(last)) {
      const { kernel, gradient } = last;
      last = judged(image, target, mapped(kernel, (w, i) => stepped(w, lr, gradient.data[i])));
    }
    return stops.slice(0, step + 1);
  };
  return { target, upTo };
}
