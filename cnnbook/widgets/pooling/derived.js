/** What the PoolingExplorer shows, from its state: numbers, sentences, the printed call. */
import { fromRows, outputSize, positionsRead } from "../maths/convolution.js";
import { array, format, keywords } from "../page/numbers.js";
import { many } from "../page/panels.js";
import { pool2d, windowPixels, winnerOf } from "../maths/pooling.js";

/** What stops this state from being computed, in words with its numbers; null when nothing does. */
export function problemOf({ image, kernel_size: kernel, padding }) {
  if (padding > Math.floor(kernel / 2))
    return `A padding of ${padding} is more than half of the window of ${kernel}: some windows would see nothing but padding. At most ${Math.floor(kernel / 2)} here.`;
  const [height, width] = [image.length + 2 * padding, image[0].length + 2 * padding];
  if (kernel > Math.min(height, width))
    return `A window of ${kernel} × ${kernel} does not fit into the padded image of ${height} × ${width}.`;
  return null;
}

/** Everything that the page shows, computed from the state. */
export function compute(state) {
  const image = fromRows(state.image);
  const { kind, kernel_size: kernel, stride, padding } = state;
  const options = { kind, kernel, stride, padding };
  return { image, options, ...pool2d(image, options) };
}

/** The Python that computes the same array. */
export function callOf({ kind, kernel_size: kernel, stride, padding, image, image_code: code }) {
  const name = kind === "max" ? "max_pool2d" : "avg_pool2d";
  const imports = /\bdigits\./.test(code) ? [name, "digits"].sort() : [name];
  const options = keywords({ stride, padding }, { stride: kernel, padding: 0 });
  return [
    "import numpy as np",
    `from cnnbook import ${imports.join(", ")}`,
    "",
    `image = ${code || array(image)}`,
    `output = ${name}(image, ${kernel}${options})`,
  ].join("\n");
}

/** One output pixel in words: which pixel won, or how the mean came about. */
export function sentenceOf(computed, position) {
  const pixels = windowPixels(computed.padded, position, computed.options);
  const start = `Output pixel (${position.row}, ${position.column}): `;
  return start + (computed.options.kind === "max" ? winnerWords(pixels, computed) : meanWords(pixels, computed));
}

function winnerWords(pixels, { options: { padding } }) {
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

function meanWords(pixels, { image, options }) {
  const total = pixels.reduce((all, { value }) => all + value, 0);
  const p = options.padding;
  const inside = ({ row, column }) => row >= p && column >= p && row < p + image.height && column < p + image.width;
  const beyond = pixels.filter((pixel) => !inside(pixel)).length;
  const list = pixels.map(({ value }) => (value < 0 ? `(${format(value)})` : format(value))).join(" + ");
  const zeros = beyond ? ` ${many(beyond, "zero")} of the padding count${beyond === 1 ? "s" : ""} too.` : "";
  return `(${list}) / ${pixels.length} = ${format(total)} / ${pixels.length} = ${format(total / pixels.length, 3)}.${zeros}`;
}

/** The output size along one axis: the formula with this state's numbers in it. */
export function formulaOf(axis, n, { kernel, stride, padding }) {
  const quotient = format((n + 2 * padding - kernel) / stride, 3);
  const size = outputSize(n, { kernel, stride, padding });
  const floored = Number.isInteger((n + 2 * padding - kernel) / stride) ? quotient : `⌊${quotient}⌋`;
  return `${axis}: ⌊(${n} + 2·${padding} − ${kernel}) / ${stride}⌋ + 1 = ${floored} + 1 = ${size}`;
}

/** Which rows and columns of the padded image no window reads; null when every pixel is read. */
export function unreadOf({ padded, options }) {
  const rows = positionsRead(padded.height, options);
  const columns = positionsRead(padded.width, options);
  const missing = [rows, columns].map((axis) => axis.filter((seen) => !seen).length);
  return missing[0] + missing[1] ? { rows, columns, missing } : null;
}
