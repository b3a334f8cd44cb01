/**
 * What a ChainExplorer shows, computed from its state: two layers, and words about them. Pure functions.
 *
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {{image: number[][], image_code: string, image_file: string, first: number[][][], second: number[], bias: number, layers: string}} State
 * @typedef {ReturnType<typeof compute>} Results
 */
import { correlate } from "../maths/convolution.js";
import { at, channelsOf, extent, fromRows, fromStack } from "../maths/maps.js";
import { array, format, imageExpression } from "../page/numbers.js";
import { many } from "../page/panels.js";

export const CORNERS = { "1,1": "upper left corners", "-1,1": "upper right corners", "1,-1": "lower left corners", "-1,-1": "lower right corners" };

/** What stops this state from being computed, in words; null when nothing does. @param {State} state */
export function problemOf({ image, first, second }) {
  const [size, kernel] = [[image.length, image[0].length], [first[0].length, first[0][0].length]];
  if (kernel[0] > size[0] || kernel[1] > size[1]) return `Kernels of ${kernel.join(" × ")} are larger than the image of ${size.join(" × ")}.`;
  if (second.length !== first.length) return `There must be one weight for each map of the first layer: ${first.length}, not ${second.length}.`;
  return null;
}

/** The first layer as it is: kernels that copy the middle where it is missing. @param {State} state */
function kernelsOf({ first, layers }) {
  if (layers !== "second") return first;
  const middle = (size) => (size - 1) >> 1;
  return first.map((kernel) => kernel.map((row, r) => row.map((_, c) => Number(r === middle(kernel.length) && c === middle(row.length)))));
}

/** Everything that the page shows. @param {State} state */
export function compute(state) {
  const image = fromRows(state.image);
  const kernels = kernelsOf(state).map(fromRows);
  const stack = correlate(image, kernels);
  const sum = state.layers === "first" ? null : correlate(stack, [fromStack(state.second.map((weight) => [[weight]]))], { bias: [state.bias] });
  const maps = channelsOf(stack);
  return { image, kernels, maps, output: sum, shown: sum ? [sum] : maps };
}

/** The Python that computes the same arrays. @param {State} state */
export function callOf(state) {
  const image = imageExpression(state, " / 255");
  const used = ["conv2d", ...["digits", "filters"].filter((name) => image.includes(`${name}.`))];
  const lines = [
    "import numpy as np",
    `from cnnbook import ${used.join(", ")}`,
    "",
    `x = ${image}`,
    `v = ${array(kernelsOf(state))}`,
    "maps = conv2d(x[np.newaxis], v[:, np.newaxis])",
  ];
  if (state.layers === "first") return [...lines, "output = maps"].join("\n");
  const w = array([state.second.map((weight) => [[weight]])]);
  return [...lines, `w = ${w}`, `output = conv2d(maps, w, ${array([state.bias])})`].join("\n");
}

const bracket = (value) => (value < 0 ? `(${format(value)})` : format(value));

/** One place in all maps, in words. @param {State} state @param {Results} results @param {Cell} place */
export function sentenceOf({ second, bias }, { maps, output }, { row, column }) {
  const values = maps.map((map) => at(map, row, column));
  if (!output) return `At (${row}, ${column}): ${values.map((value, k) => `map ${k} has ${format(value)}`).join(", ")}.`;
  const products = values.map((value, k) => `${bracket(second[k])} × ${bracket(value)}`).join(" + ");
  return `Output (${row}, ${column}) = ${products} + bias ${bracket(bias)} = ${format(at(output, row, column))}`;
}

/** How large a map gets, and how often. @param {import("../maths/maps.js").Maps} map */
export function peakOf(map) {
  const [, high] = extent(map);
  const places = map.data.reduce((count, value) => count + Number(value > high - 1e-9), 0);
  return `Largest: ${format(high)}, at ${many(places, "place")}.`;
}

/** Where the output is positive, in words. @param {import("../maths/maps.js").Maps} map */
export function positiveOf(map) {
  const places = map.data.reduce((count, value) => count + Number(value > 0), 0);
  return places ? `Positive at ${places} of ${many(map.data.length, "place")}.` : "Positive nowhere.";
}

/** What the colours of the output stand for: what is positive is seen, however far below zero the rest is. @param {import("../maths/maps.js").Maps} map @returns {[number, number]} */
export function rangeOf(map) {
  const [low, high] = extent(map);
  const reach = high > 0 ? high : 0 - low;
  return [0 - reach, reach];
}
