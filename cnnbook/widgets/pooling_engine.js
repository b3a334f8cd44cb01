/**
 * Pooling on the page: the same numbers as `cnnbook.max_pool2d` and `cnnbook.avg_pool2d`.
 *
 * @typedef {{height: number, width: number, data: Float64Array}} Map2d
 * @typedef {{kind: "max" | "average", kernel: number, stride: number, padding: number, dilation?: number}} Pooling
 */
import { at, emptyMap, outputSize, pad } from "./engine.js";

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

/** The mean; the zeros of the padding count, as in PyTorch. */
export function meanOf(pixels) {
  return pixels.reduce((total, { value }) => total + value, 0) / pixels.length;
}

/**
 * @param {Map2d} map @param {Pooling} options
 * @returns {{padded: Map2d, output: Map2d, winners: {row: number, column: number}[]}} winners of max pooling,
 *   one for each output cell
 */
export function pool2d(map, options) {
  const { kind, kernel, stride, padding, dilation = 1 } = options;
  const padded = pad(map, padding, { value: border(kind) });
  const size = (n) => outputSize(n, { kernel, stride, padding, dilation });
  const output = emptyMap(size(map.height), size(map.width));
  const winners = [];
  for (let i = 0; i < output.data.length; i++) {
    const position = { row: Math.floor(i / output.width), column: i % output.width };
    const pixels = windowPixels(padded, position, options);
    if (kind === "max") winners.push(winnerOf(pixels));
    output.data[i] = kind === "max" ? winners[i].value : meanOf(pixels);
  }
  return { padded, output, winners };
}
