/**
 * What KernelLearner shows, from its state: numbers, sentences, the printed program. Pure functions.
 *
 * @typedef {{image: number[][], image_code: string, image_file: string, hidden: number[][], lr: number, seed: number, step: number, steps: number,
 *   row: number, column: number}} State
 * @typedef {import("../maths/kernel_descent.js").Judged} Judged
 * @typedef {{hidden: import("../maths/maps.js").Maps, stops: Judged[], now: Judged, taken: number, found: number, ended: boolean}} Results `found`: the step that found the hidden kernel
 */
import { BEYOND, stepped } from "../maths/descent.js";
import { exploded } from "../maths/kernel_descent.js";
import { at } from "../maths/maps.js";
import { array, format, imageExpression, literal, brief } from "../page/numbers.js";

const LARGEST = 100; // of pixels and of hidden weights
const SAME = 0.005; // weights that are the same when written with two decimals
const NOTHING = 1e-10; // a loss this small is left by rounding

/** Why a state cannot be shown; null when it can. @param {State} state */
export function problemOf({ image, hidden, step, steps: most }) {
  if (step > most) return `step can be at most ${most}, the number of steps, got ${step}`;
  if (hidden.length !== 3 || hidden[0].length !== 3) return "hidden must be a 3 × 3 kernel";
  if (image.length < 3 || image[0].length < 3) return "image must have at least 3 rows and 3 columns";
  const largest = Math.max(...[...image, ...hidden].flat().map(Math.abs));
  return largest > LARGEST ? `image and hidden must hold numbers from −100 to 100, got ${format(largest)}` : null;
}

/** What the steps up to now come to. @param {State} state @param {{upTo: (step: number) => Judged[]}} course @param {Results["hidden"]} hidden @returns {Results} */
export function resultsOf({ step, steps }, course, hidden) {
  const stops = course.upTo(step);
  const taken = stops.length - 1;
  const now = stops[taken];
  const found = distance(now, hidden) < SAME ? stops.findIndex((stop) => distance(stop, hidden) < SAME) : -1;
  return { hidden, stops, now, taken, found, ended: taken >= steps || exploded(now) };
}

/* The largest difference between a weight and the hidden one. */
function distance({ kernel }, hidden) {
  return kernel.data.reduce((most, weight, i) => Math.max(most, Math.abs(weight - hidden.data[i])), 0);
}

/** How the learning gets on, in words. @param {Results} results */
export function verdictOf({ stops, now, taken, found }) {
  const loss = lossWords(now.loss);
  if (exploded(now)) return `Exploded: the ${loss} after ${steps(taken)}. Each step went too far, and the next one further: a weight is beyond ±${BEYOND}. Take a shorter learning rate.`;
  if (found >= 0) return `Found, after ${steps(found)}: to two decimals these are the hidden nine weights. The ${loss}.`;
  if (now.loss < NOTHING) return `The picture is right, but the kernel is not the hidden one: this image does not show the difference. The ${loss}.`;
  if (!taken) return `Nine weights drawn by lot. The ${loss}.`;
  const before = stops[taken - 1].loss;
  if (now.loss > before) return `After ${steps(taken)} the ${loss}. It rose, from ${brief(before, 4)}: the learning rate is too long.`;
  return `After ${steps(taken)} the ${loss}. The last step lowered it by ${format(100 * (1 - now.loss / before), 1)} %.`;
}

function lossWords(loss) {
  return loss > 0 && loss < 0.0001 ? "loss is below 0.0001" : `loss is ${brief(loss, 4)}`;
}

const steps = (count) => `${count} step${count === 1 ? "" : "s"}`;

/** A number with three decimals, or as many as it needs to be none that is 0. @param {number} value */
const fine = (value) => (Math.abs(value) < 0.001 ? format(value, 7) : brief(value));

/** A negative number in brackets, as behind another sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${fine(value)})` : fine(value));

/** The selected weight: where its gradient comes from, and where the next step leads. @param {State} state @param {Results} results */
export function weightWords({ row, column, lr }, { now }) {
  const [weight, gradient] = [at(now.kernel, row, column), at(now.gradient, row, column)];
  const { height, width } = now.error;
  const framed = `rows ${row} to ${row + height - 1}, columns ${column} to ${column + width - 1}`;
  return (
    `Weight (${row}, ${column}) = ${brief(weight)} meets the framed pixels: ${framed}. Its gradient is the mean of 2 · error · pixel ` +
    `over these ${height * width} = ${fine(gradient)}. The next step: ${brief(weight)} − ${brief(lr)} · ${bracketed(gradient)} = ${brief(stepped(weight, lr, gradient))}.`
  );
}

/** The Python program that computes the kernel. @param {State} state @param {Results} results */
export function programOf(state, { taken }) {
  const { hidden, lr, seed } = state;
  const image = imageExpression(state, " / 255");
  return [
    "import numpy as np",
    `from cnnbook import conv2d${image.includes("digits.") ? ", digits" : ""}`,
    "from cnnbook.random import Generator",
    "",
    `image = ${image}`,
    `hidden = ${array(hidden)}`,
    "target = conv2d(image, hidden)",
    `kernel = Generator(${seed}).uniform(-1, 1, (3, 3))`,
    `for _ in range(${taken}):`,
    "    error = conv2d(image, kernel) - target",
    "    gradient = 2 * conv2d(image, error) / error.size",
    `    kernel = kernel - ${literal(lr)} * gradient`,
    "output = kernel",
  ].join("\n");
}
