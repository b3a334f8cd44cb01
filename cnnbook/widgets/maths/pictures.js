/** Pictures made small and grey: the same whole numbers as `cnnbook.pictures`. */
import { emptyMaps } from "./maps.js";

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

/** Every pixel becomes the rounded mean of a square; what is left over at the edges is cut off evenly. @param {Maps} map @param {number} largest @returns {Maps} */
export function shrunk(map, largest) {
  const side = Math.ceil(Math.max(map.height, map.width) / largest);
  const small = emptyMaps(1, Math.floor(map.height / side), Math.floor(map.width / side));
  const top = Math.floor((map.height - small.height * side) / 2);
  const left = Math.floor((map.width - small.width * side) / 2);
  for (let r = 0; r < small.height * side; r++) {
    for (let c = 0; c < small.width * side; c++) {
      small.data[Math.floor(r / side) * small.width + Math.floor(c / side)] += map.data[(top + r) * map.width + left + c];
    }
  }
  for (let i = 0; i < small.data.length; i++) small.data[i] = Math.floor((2 * small.data[i] + side ** 2) / (2 * side ** 2));
  return small;
}

/** The rows of a map as lists. @param {Maps} map */
export function rowsOf({ height, width, data }) {
  return Array.from({ length: height }, (_, r) => Array.from(data.subarray(r * width, (r + 1) * width)));
}

/** A file that `np.load` reads: whole numbers from 0 to 255, rows by columns. @param {number[][]} rows */
export function npyOf(rows) {
  const described = `{'descr': '|u1', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0].length}), }`;
  const head = `${described.padEnd(117)}\n`; // with the ten bytes before it, a multiple of 64
  const bytes = new Uint8Array(10 + head.length + rows.length * rows[0].length);
  bytes.set([0x93, ...[..."NUMPY"].map((sign) => sign.charCodeAt(0)), 1, 0, head.length, 0]);
  bytes.set([...head].map((sign) => sign.charCodeAt(0)), 10);
  bytes.set(rows.flat(), 10 + head.length);
  return bytes;
}
