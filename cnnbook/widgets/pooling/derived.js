/** What the PoolingExplorer shows, from its state: numbers, sentences, the printed call. */
import { at, cellOf, fromRows } from "../maths/maps.js";
import { pad } from "../maths/padding.js";
import { BORDERS, avgPool2d, maxPool2d } from "../maths/pooling.js";
import { outputSize, windowCells } from "../maths/windows.js";
import { format, imageExpression, keywords } from "../page/numbers.js";
import { many } from "../page/panels.js";

/**
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {Cell & {value: number}} Pixel
 * @typedef {{image: number[][], image_code: string, image_file: string, kind: "max" | "average", kernel_size: number, stride: number, padding: number}} State
 * @typedef {ReturnType<typeof compute>} Results
 */

/** What stops this state from being computed, in words with its numbers; null when nothing does. @param {State} state */
export function problemOf({ image, kernel_size: kernel, padding }) {
  if (padding > Math.floor(kernel / 2))
    return `A padding of ${padding} is more than half of the window of ${kernel}: some windows would see nothing but padding. At most ${Math.floor(kernel / 2)} here.`;
  const [height, width] = [image.length + 2 * padding, image[0].length + 2 * padding];
  if (kernel > Math.min(height, width))
    return `A window of ${kernel} × ${kernel} does not fit into the padded image of ${height} × ${width}.`;
  return null;
}

/** Everything that the page shows, computed from the state. @param {State} state */
export function compute({ kind, kernel_size, stride, padding, image: rows }) {
  const image = fromRows(rows);
  const window = { kernel_size, stride, padding };
  const padded = pad(image, padding, { padding_value: BORDERS[kind] });
  const output = kind === "max" ? maxPool2d(image, window) : avgPool2d(image, window);
  return { image, kind, window, padded, output };
}

/** Every pixel of one window, in reading order. @param {Results} results @param {Cell} position @returns {Pixel[]} */
export function windowPixels({ padded, window }, position) {
  return windowCells(position, window).map((cell) => ({ ...cell, value: at(padded, cell.row, cell.column) }));
}

/** The largest pixel; the first one in reading order where several are equal, as in PyTorch. @param {Pixel[]} pixels */
export function winnerOf(pixels) {
  return pixels.reduce((best, pixel) => (pixel.value > best.value ? pixel : best));
}

/** The winner of every window of a max pooling, in the order of the outputs; where all pixels are equal, nobody wins. @param {Results} results */
export function winnersOf(results) {
  return Array.from(results.output.data, (_, i) => windowPixels(results, cellOf(i, results.output)))
    .filter((pixels) => pixels.length === 1 || pixels.some(({ value }) => value !== pixels[0].value))
    .map(winnerOf);
}

/** The Python that computes the same array. @param {State} state */
export function callOf(state) {
  const { kind, kernel_size: kernel, stride, padding } = state;
  const image = imageExpression(state);
  const name = kind === "max" ? "max_pool2d" : "avg_pool2d";
  const imports = image.includes("digits.") ? [name, "digits"].sort() : [name];
  const options = keywords({ stride, padding }, { stride: kernel, padding: 0 });
  return [
    "import numpy as np",
    `from cnnbook import ${imports.join(", ")}`,
    "",
    `image = ${image}`,
    `output = ${name}(image, ${kernel}${options})`,
  ].join("\n");
}

/** One output pixel in words: which pixel won, or how the mean came about. @param {Results} computed @param {Cell} position */
export function sentenceOf(computed, position) {
  const pixels = windowPixels(computed, position);
  const start = `Output pixel (${position.row}, ${position.column}): `;
  return start + (computed.kind === "max" ? winnerWords(pixels, computed) : meanWords(pixels, computed));
}

function winnerWords(pixels, { window: { padding } }) {
  const winner = winnerOf(pixels);
  const seen = pixels.filter(({ value }) => value > -Infinity);
  const ties = seen.filter(({ value }) => value === winner.value).length;
  const beyond = pixels.length - seen.length;
  const list = seen.map(({ value }) => format(value)).join(", ");
  const place = `row ${winner.row - padding}, column ${winner.column - padding}`;
  return [
    `the largest of ${list} is ${format(winner.value)}, `,
    ties > 1 ? `which stands there ${ties} times; the first one is kept, at ${place}.` : `at ${place}.`,
    beyond ? ` ${many(beyond, "padded place")} count${beyond === 1 ? "s" : ""} as −∞ and can never win.` : "",
  ].join("");
}

function meanWords(pixels, { image, window }) {
  const total = pixels.reduce((all, { value }) => all + value, 0);
  const p = window.padding;
  const inside = ({ row, column }) => row >= p && column >= p && row < p + image.height && column < p + image.width;
  const beyond = pixels.filter((pixel) => !inside(pixel)).length;
  const list = pixels.map(({ value }) => (value < 0 ? `(${format(value)})` : format(value))).join(" + ");
  const zeros = beyond ? ` ${many(beyond, "zero")} of the padding count${beyond === 1 ? "s" : ""} too.` : "";
  return `(${list}) / ${pixels.length} = ${format(total)} / ${pixels.length} = ${format(total / pixels.length, 3)}.${zeros}`;
}

/**
 * The output size along one axis: the formula with this state's numbers in it.
 *
 * @param {string} axis @param {number} n @param {Results["window"]} window
 */
export function formulaOf(axis, n, { kernel_size: kernel, stride, padding }) {
  const quotient = format((n + 2 * padding - kernel) / stride, 3);
  const size = outputSize(n, { kernel_size: kernel, stride, padding });
  const floored = Number.isInteger((n + 2 * padding - kernel) / stride) ? quotient : `⌊${quotient}⌋`;
  return `${axis}: ⌊(${n} + 2·${padding} − ${kernel}) / ${stride}⌋ + 1 = ${floored} + 1 = ${size}`;
}
