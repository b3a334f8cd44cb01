/**
 * The arithmetic of the page: the same convolution as `cnnbook.functional`, for one channel at a time.
 *
 * Pure functions over maps. A map is a grid of numbers stored row by row.
 *
 * @typedef {{height: number, width: number, data: Float64Array}} Map2d
 * @typedef {{stride?: number, padding?: number, paddingMode?: string, paddingValue?: number, dilation?: number}} ConvOptions
 */

/** @param {number} height @param {number} width @returns {Map2d} a map of zeros */
export function emptyMap(height, width) {
  return { height, width, data: new Float64Array(height * width) };
}

/** @param {number[][]} rows @returns {Map2d} */
export function fromRows(rows) {
  const map = emptyMap(rows.length, rows[0].length);
  rows.forEach((row, r) => map.data.set(row, r * map.width));
  return map;
}

/** The number in row `r`, column `c`. */
export function at(map, r, c) {
  return map.data[r * map.width + c];
}

/** The smallest and the largest number of a map. */
export function extent(map) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of map.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** floor((n + 2p − d(k − 1) − 1) / s) + 1 */
export function outputSize(n, { kernel, stride = 1, padding = 0, dilation = 1 }) {
  return Math.floor((n + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

/**
 * Which index of an axis of `n` numbers stands at position `i`, for `i` beyond either end.
 * Returns −1 where the padding is a constant.
 */
export function sourceIndex(i, n, mode) {
  if (i >= 0 && i < n) return i;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  if (mode === "circular") return ((i % n) + n) % n;
  if (mode === "reflect") return i < 0 ? -i : 2 * (n - 1) - i;
  return -1;
}

/**
 * @param {Map2d} map
 * @param {number} amount rows and columns added on every side
 * @param {{mode?: string, value?: number}} options
 * @returns {Map2d}
 */
export function pad(map, amount, { mode = "constant", value = 0 } = {}) {
  const padded = emptyMap(map.height + 2 * amount, map.width + 2 * amount);
  const columns = Array.from({ length: padded.width }, (_, c) =>
    sourceIndex(c - amount, map.width, mode),
  );
  for (let r = 0; r < padded.height; r++) {
    const from = sourceIndex(r - amount, map.height, mode);
    for (let c = 0; c < padded.width; c++) {
      const inside = from >= 0 && columns[c] >= 0;
      padded.data[r * padded.width + c] = inside ? map.data[from * map.width + columns[c]] : value;
    }
  }
  return padded;
}

/** Slide a kernel over an already padded map, without a flip: cross-correlation. */
export function correlate(padded, kernel, { stride = 1, dilation = 1 } = {}) {
  const height = outputSize(padded.height, { kernel: kernel.height, stride, dilation });
  const width = outputSize(padded.width, { kernel: kernel.width, stride, dilation });
  const output = emptyMap(height, width);
  for (let i = 0; i < kernel.height; i++) {
    for (let j = 0; j < kernel.width; j++) {
      const weight = kernel.data[i * kernel.width + j];
      if (weight === 0) continue;
      addShifted(output, padded, { weight, row: i * dilation, column: j * dilation, stride });
    }
  }
  return output;
}

function addShifted(output, padded, { weight, row, column, stride }) {
  const { height, width, data } = output;
  for (let r = 0; r < height; r++) {
    let from = (row + r * stride) * padded.width + column;
    const start = r * width;
    for (let c = 0; c < width; c++, from += stride) data[start + c] += weight * padded.data[from];
  }
}

/** @param {Map2d} map @param {Map2d} kernel @param {ConvOptions} options @returns {Map2d} */
export function conv2d(map, kernel, options = {}) {
  const { padding = 0, paddingMode = "constant", paddingValue = 0 } = options;
  const padded = pad(map, padding, { mode: paddingMode, value: paddingValue });
  return correlate(padded, kernel, options);
}

/**
 * Every multiplication behind one output pixel, in reading order.
 * Rows and columns count from the corner of the padded map.
 */
export function windowTerms(padded, kernel, position, { stride = 1, dilation = 1 } = {}) {
  const terms = [];
  for (let i = 0; i < kernel.height; i++) {
    for (let j = 0; j < kernel.width; j++) {
      const row = position.row * stride + i * dilation;
      const column = position.column * stride + j * dilation;
      const pixel = at(padded, row, column);
      const weight = at(kernel, i, j);
      terms.push({ row, column, pixel, weight, product: pixel * weight });
    }
  }
  return terms;
}

/** For one axis: which positions of the padded map some window reads. @returns {boolean[]} */
export function positionsRead(n, { kernel, stride = 1, dilation = 1 }) {
  const read = new Array(n).fill(false);
  const count = outputSize(n, { kernel, stride, dilation });
  for (let o = 0; o < count; o++) {
    for (let k = 0; k < kernel; k++) read[o * stride + k * dilation] = true;
  }
  return read;
}

/** The sum of all numbers of a map. */
export function sum(map) {
  return map.data.reduce((total, value) => total + value, 0);
}

/** Both axes turned round: what separates convolution from cross-correlation. */
export function flip(map) {
  return { ...map, data: map.data.slice().reverse() };
}

/** @param {Map2d} map @param {number} factor */
export function scale(map, factor) {
  return { ...map, data: map.data.map((value) => value * factor) };
}
