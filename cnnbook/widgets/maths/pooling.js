/**
 * Pooling on the page: the same numbers as `cnnbook.max_pool2d` and `cnnbook.avg_pool2d`.
 *
 * @typedef {{height: number, width: number, data: Float64Array}} Map2d
 * @typedef {{kind: "max" | "average", kernel: number, stride: number, padding: number, dilation?: number}} Pooling
 */
import { at, emptyMap, outputSize, pad } from "./convolution.js";

/** What stands beyond the edge: nothing that could win, or nothing that adds anything. */
export function border(kind) {
  return kind === "max" ? -Infinity : 0;
}

/**
 * Every pixel of one window, in reading order. Rows and columns count from the corner of the padded map.
 *
 * @param {Map2d} padded @param {{row: number, column: number}} position @param {Pooling} options
 */
export function windowPixels(padded, position, { kernel, stride, dilation = 1 }) {
  const pixels = [];
  for (let i = 0; i < kernel; i++) {
    for (let j = 0; j < kernel; j++) {
      const row = position.row * stride + i * dilation;
      const column = position.column * stride + j * dilation;
      pixels.push({ row, column, value: at(padded, row, column) });
    }
  }
  return pixels;
}

/** The largest pixel; the first one in reading order where several are equal, as in PyTorch. */
export function winnerOf(pixels) {
  return pixels.reduce((best, pixel) => (pixel.value > best.value ? pixel : best));
}

/**
 * Reduce each window along its rows, then along its columns: 2(k − 1) steps a window in place of k² − 1.
 *
 * @param {Map2d} map @param {Pooling} options
 * @returns {{padded: Map2d, output: Map2d}}
 */
export function pool2d(map, { kind, kernel, stride, padding, dilation = 1 }) {
  const padded = pad(map, padding, { value: border(kind) });
  const reduce = kind === "max" ? largest : total;
  const size = (n) => outputSize(n, { kernel, stride, dilation });
  const rows = emptyMap(padded.height, size(padded.width));
  for (let r = 0; r < rows.height; r++) {
    for (let c = 0; c < rows.width; c++)
      rows.data[r * rows.width + c] = reduce(padded.data, r * padded.width + c * stride, dilation, kernel);
  }
  const output = emptyMap(size(padded.height), rows.width);
  for (let r = 0; r < output.height; r++) {
    for (let c = 0; c < output.width; c++)
      output.data[r * output.width + c] = reduce(rows.data, r * stride * rows.width + c, dilation * rows.width, kernel);
  }
  if (kind !== "max") output.data.forEach((sum, i) => (output.data[i] = sum / kernel ** 2));
  return { padded, output };
}

function largest(data, start, step, count) {
  let best = data[start];
  for (let k = 1, i = start + step; k < count; k++, i += step) if (data[i] > best) best = data[i];
  return best;
}

function total(data, start, step, count) {
  let sum = 0;
  for (let k = 0, i = start; k < count; k++, i += step) sum += data[i];
  return sum;
}

/** The winner of every window of a max pooling, in the order of the outputs. */
export function winnersOf({ padded, output }, options) {
  return Array.from(output.data, (_, i) => {
    const position = { row: Math.floor(i / output.width), column: i % output.width };
    return winnerOf(windowPixels(padded, position, options));
  });
}
