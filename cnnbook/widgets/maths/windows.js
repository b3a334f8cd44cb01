/**
 * Where windows stand, for convolution and pooling alike. Options bear the names that `cnnbook.functional` gives
 * them. Windows stand on padded maps: their rows and columns count from the corner of the padding.
 *
 * @typedef {import("./maps.js").Cell} Cell
 * @typedef {number | number[]} Pair one number for both axes, or [vertical, horizontal]
 * @typedef {{kernel_size: Pair, stride?: Pair, padding?: Pair, dilation?: Pair}} Window
 * @typedef {{kernel_size: number, stride?: number, padding?: number, dilation?: number}} AxisWindow a window along one axis
 */

/** [vertical, horizontal] @param {Pair} value @returns {[number, number]} */
export function pair(value) {
  return typeof value === "number" ? [value, value] : [value[0], value[1]];
}

/** A window along each axis, vertical first, every option written out. @param {Window} window @returns {[Required<AxisWindow>, Required<AxisWindow>]} */
export function axesOf({ kernel_size, stride = 1, padding = 0, dilation = 1 }) {
  const [kernels, strides, paddings, dilations] = [kernel_size, stride, padding, dilation].map(pair);
  const along = (axis) => ({ kernel_size: kernels[axis], stride: strides[axis], padding: paddings[axis], dilation: dilations[axis] });
  return [along(0), along(1)];
}

/** How many pixels a window reaches over, with the gaps of its dilation: d(k − 1) + 1. @param {number} kernel @param {number} [dilation] */
export function windowSpan(kernel, dilation = 1) {
  return dilation * (kernel - 1) + 1;
}

/** floor((n + 2p − d(k − 1) − 1) / s) + 1 @param {number} n @param {AxisWindow} window */
export function outputSize(n, { kernel_size: kernel, stride = 1, padding = 0, dilation = 1 }) {
  return Math.floor((n + 2 * padding - windowSpan(kernel, dilation)) / stride) + 1;
}

/** The rectangle that a window covers. @param {Cell} position of its output @param {Window} window */
export function windowBox({ row, column }, window) {
  const [down, across] = axesOf(window);
  return {
    row: row * down.stride,
    column: column * across.stride,
    rows: windowSpan(down.kernel_size, down.dilation),
    columns: windowSpan(across.kernel_size, across.dilation),
  };
}

/** The cells that a window reads, in reading order. @param {Cell} position of its output @param {Window} window @returns {Cell[]} */
export function windowCells(position, window) {
  const [down, across] = axesOf(window);
  const cells = [];
  for (let i = 0; i < down.kernel_size; i++) {
    for (let j = 0; j < across.kernel_size; j++) {
      cells.push({
        row: position.row * down.stride + i * down.dilation,
        column: position.column * across.stride + j * across.dilation,
      });
    }
  }
  return cells;
}

/** Which positions of an axis of `n` numbers some window reads. @param {number} n @param {AxisWindow} window @returns {boolean[]} */
export function positionsRead(n, { kernel_size: kernel, stride = 1, dilation = 1 }) {
  const read = new Array(n).fill(false);
  const count = outputSize(n, { kernel_size: kernel, stride, dilation });
  for (let o = 0; o < count; o++) {
    for (let k = 0; k < kernel; k++) read[o * stride + k * dilation] = true;
  }
  return read;
}

/**
 * Which rows and columns of a padded map the windows read, and how many they miss; null when they read all.
 *
 * @param {{height: number, width: number}} padded @param {Window} window
 */
export function unreadOf({ height, width }, window) {
  const [down, across] = axesOf(window);
  const [rows, columns] = [positionsRead(height, down), positionsRead(width, across)];
  const missing = [rows, columns].map((axis) => axis.filter((read) => !read).length);
  return missing[0] + missing[1] ? { rows, columns, missing } : null;
}
