/** Pictures made small and grey: the same whole numbers as `cnnbook.pictures`. */
import { emptyMaps, extent, mapped } from "./maps.js";

/** @typedef {import("./maps.js").Maps} Maps */

/**
 * One channel from the four of a canvas: 0.299 red + 0.587 green + 0.114 blue, rounded.
 *
 * @param {ArrayLike<number>} colours red, green, blue and opacity of each pixel @param {number} height @param {number} width @returns {Maps}
 */
export function greyOf(colours, height, width) {
  const map = emptyMaps(1, height, width);
  for (let i = 0; i < map.data.length; i++) {
    const [red, green, blue] = [colours[4 * i], colours[4 * i + 1], colours[4 * i + 2]];
    map.data[i] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
  }
  return map;
}

/** Why a picture of this size cannot be made small; null when it can. @param {number} height @param {number} width @param {number} largest */
export function sizeProblem(height, width, largest) {
  const side = Math.ceil(Math.max(height, width) / largest);
  if (Math.min(height, width) >= side) return null;
  return `A picture of ${height} × ${width} is too narrow: made small, nothing would be left of it.`;
}

/** Red, green or blue from the four of a canvas. @param {ArrayLike<number>} colours @param {number} channel @param {number} height @param {number} width @returns {Maps} */
export function channelFrom(colours, channel, height, width) {
  const map = emptyMaps(1, height, width);
  for (let i = 0; i < map.data.length; i++) map.data[i] = colours[4 * i + channel];
  return map;
}

/** Every pixel becomes the rounded mean of a square; what is left over at the edges is cut off evenly. @param {Maps} map @param {number} largest @returns {Maps} */
export function shrunk(map, largest) {
  const side = Math.ceil(Math.max(map.height, map.width) / largest);
  const starts = (size) => Array.from({ length: Math.floor(size / side) + 1 }, (_, i) => Math.floor((size % side) / 2) + i * side);
  return blockMeans(map, starts(map.height), starts(map.width));
}

/* The rounded means of the blocks between these rows and columns. */
function blockMeans(map, rows, columns) {
  const small = emptyMaps(1, rows.length - 1, columns.length - 1);
  for (let i = 0; i < small.height; i++) {
    for (let j = 0; j < small.width; j++) {
      const area = (rows[i + 1] - rows[i]) * (columns[j + 1] - columns[j]);
      let sum = 0;
      for (let r = rows[i]; r < rows[i + 1]; r++) for (let c = columns[j]; c < columns[j + 1]; c++) sum += map.data[r * map.width + c];
      small.data[i * small.width + j] = Math.floor((2 * sum + area) / (2 * area));
    }
  }
  return small;
}

/** A photograph of a written digit as a small square, bright ink on black. @param {Maps} map @param {number} side @returns {Maps} */
export function asDigit(map, side) {
  const n = Math.min(map.height, map.width);
  const starts = (size) => Array.from({ length: side + 1 }, (_, i) => Math.floor((size - n) / 2) + Math.floor((i * n) / side));
  const small = blockMeans(map, starts(map.height), starts(map.width));
  const [low, high] = extent(small);
  const edge = Array.from(small.data).filter((_, i) => i < side || i >= side * (side - 1) || i % side === 0 || i % side === side - 1);
  const dark = 2 * edge.reduce((total, value) => total + value, 0) > (low + high) * edge.length;
  const reach = Math.max(high - low, 1);
  return mapped(small, (value) => Math.floor((510 * (dark ? high - value : value - low) + reach) / (2 * reach)));
}

/** The rows of a map as lists. @param {Maps} map */
export function rowsOf({ height, width, data }) {
  return Array.from({ length: height }, (_, r) => Array.from(data.subarray(r * width, (r + 1) * width)));
}

/** A file that `np.load` reads: whole numbers from 0 to 255, nested evenly. @param {any[]} picture */
export function npyOf(picture) {
  const shape = [];
  for (let part = picture; Array.isArray(part); part = part[0]) shape.push(part.length);
  const values = /** @type {number[]} */ (picture.flat(shape.length));
  const described = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const head = `${described.padEnd(117)}\n`; // with the ten bytes before it, a multiple of 64
  const bytes = new Uint8Array(10 + head.length + values.length);
  bytes.set([0x93, ...[..."NUMPY"].map((sign) => sign.charCodeAt(0)), 1, 0, head.length, 0]);
  bytes.set([...head].map((sign) => sign.charCodeAt(0)), 10);
  bytes.set(values, 10 + head.length);
  return bytes;
}
