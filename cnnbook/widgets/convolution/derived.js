/** What a ConvolutionExplorer shows, computed from its state: pictures, words, and the Python call. */
import { correlate, sizeOfKernel, windowTerms } from "../maths/convolution.js";
import { flip, scale } from "../maths/kernels.js";
import { at, extent, fromRows, sum } from "../maths/maps.js";
import { pad } from "../maths/padding.js";
import { outputSize, windowSpan } from "../maths/windows.js";
import { array, format, imageExpression, keywords } from "../page/numbers.js";

/**
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {{image: number[][], image_code: string, image_file: string, kernel: number[][], normalise: boolean, flip: boolean,
 *   stride: number, padding: number, padding_mode: string, padding_value: number, dilation: number}} State
 * @typedef {ReturnType<typeof compute>} Results
 */

const DEFAULTS = { stride: 1, padding: 0, padding_mode: "constant", padding_value: 0, dilation: 1 };

/** What stops this state from being computed, in words with its numbers; null when nothing does. @param {State} state */
export function problemOf(state) {
  const { kernel, padding, padding_mode: mode, dilation, normalise } = state;
  const [height, width] = [state.image.length, state.image[0].length];
  if (normalise && Math.abs(sum(fromRows(kernel))) < 1e-12)
    return "These weights sum to 0, and nothing can be divided by 0: they need “divide by the sum” off.";
  const small = Math.min(height, width);
  if (mode === "reflect" && padding >= small)
    return `Reflect padding of ${padding} needs an image of at least ${padding + 1} pixels a side: this one is ${height} × ${width}.`;
  if (mode === "circular" && padding > small)
    return `Circular padding of ${padding} wraps more than the whole image, which is ${height} × ${width}.`;
  const span = [kernel.length, kernel[0].length].map((k) => windowSpan(k, dilation));
  const padded = [height + 2 * padding, width + 2 * padding];
  if (span[0] > padded[0] || span[1] > padded[1]) {
    const spread = dilation > 1 ? ` (${kernel.length} × ${kernel[0].length} spread out by dilation ${dilation})` : "";
    return `A window of ${span.join(" × ")}${spread} does not fit into the padded image of ${padded.join(" × ")}.`;
  }
  return null;
}

/** Everything that the page shows, computed from the state. @param {State} state */
export function compute(state) {
  const image = fromRows(state.image);
  const weights = fromRows(state.kernel);
  const divisor = state.normalise ? sum(weights) : 1;
  const oriented = state.flip ? flip(weights) : weights;
  const kernel = divisor === 1 ? oriented : scale(oriented, 1 / divisor);
  const window = { kernel_size: sizeOfKernel(weights), stride: state.stride, dilation: state.dilation };
  const padded = pad(image, state.padding, state);
  const output = correlate(padded, [kernel], window);
  const ranges = { image: extent(image), output: extent(output) };
  return { image, weights, oriented, kernel, divisor, padded, padding: state.padding, window, output, ranges };
}

/** The Python that computes the same array. @param {State} state */
export function callOf(state) {
  const { stride, padding, padding_mode, padding_value, dilation } = state;
  let kernel = "kernel";
  if (state.normalise) kernel = `filters.normalise(${kernel})`;
  if (state.flip) kernel = `filters.flip(${kernel})`;
  const imports = ["conv2d"];
  const image = imageExpression(state);
  if (/\bdigits\./.test(image)) imports.push("digits");
  if (kernel !== "kernel") imports.push("filters");
  const used = { stride, padding, padding_mode, padding_value, dilation };
  if (padding === 0 || padding_mode !== "constant") used.padding_value = 0;
  if (padding === 0) used.padding_mode = "constant";
  return [
    "import numpy as np",
    `from cnnbook import ${imports.join(", ")}`,
    "",
    `image = ${image}`,
    `kernel = ${array(state.kernel)}`,
    `output = conv2d(image, ${kernel}${keywords(used, DEFAULTS)})`,
  ].join("\n");
}

/** One output pixel in words: pixel × weight, added up, divided. @param {Results} computed @param {Cell} position */
export function sentenceOf(computed, position) {
  const terms = windowTerms(computed.padded, computed.oriented, position, computed.window);
  const products = terms.map(({ pixel, weight }) => `${format(pixel)}×${bracket(weight)}`).join(" + ");
  const total = terms.reduce((all, { product }) => all + product, 0);
  const result = at(computed.output, position.row, position.column);
  const divided = computed.divisor === 1 ? "" : `, divided by the sum of the weights ${bracket(computed.divisor)} = ${format(result)}`;
  return `Output pixel (${position.row}, ${position.column}): ${products} = ${format(total)}${divided}`;
}

function bracket(value) {
  return value < 0 ? `(${format(value, 3)})` : format(value, 3);
}

/**
 * The output size along one axis: the formula with this state's numbers in it.
 *
 * @param {string} axis @param {number} n @param {number} kernel @param {State} state
 */
export function formulaOf(axis, n, kernel, { stride, padding, dilation }) {
  const top = n + 2 * padding - dilation * (kernel - 1) - 1;
  const size = outputSize(n, { kernel_size: kernel, stride, padding, dilation });
  const quotient = top % stride === 0 ? format(top / stride) : `⌊${format(top / stride, 3)}⌋`;
  const reach = dilation === 1 ? kernel : `(${dilation}·(${kernel} − 1) + 1)`;
  return `${axis}: ⌊(${n} + 2·${padding} − ${reach}) / ${stride}⌋ + 1 = ${quotient} + 1 = ${size}`;
}

/** The formula in symbols: with dilation only where there is any. @param {State} state */
export function symbolsOf({ dilation }) {
  const [reach, spread] = dilation === 1 ? ["k", ""] : ["(d(k − 1) + 1)", ", dilation d"];
  return `⌊(n + 2p − ${reach}) / s⌋ + 1: image n, padding p, kernel k${spread}, stride s; ⌊ ⌋ drops what is left over.`;
}
