/**
 * The scanned digits as `cnnbook.widgets.shared.digit_cells.pack` writes them: bits in base64.
 *
 * A digit is 64 cells of ink from 0 to 16, row by row, and its label in 4 bits. Half of the cells are empty and many full:
 * 0 is written as the bit 0, 16 as 10, and all others as 11 and their 4 bits.
 */
import { magnify } from "./digit_scan.js";
import { emptyMaps } from "./maps.js";

const CELLS = 8;
const MOST = 16;
const SIDE = 28;

/**
 * The images that `cnnbook.digits.load` gives, the same float32 numbers.
 *
 * @param {string} text
 * @returns {{shape: number[], images: Float32Array, labels: Uint8Array}}
 */
export function unpackDigits(text) {
  const bits = bitsOf(atob(text));
  const count = bits.take(16);
  const images = new Float32Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  const cells = emptyMaps(1, CELLS, CELLS);
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < CELLS * CELLS; i++) cells.data[i] = inkOf(bits) / MOST;
    labels[n] = bits.take(4);
    images.set(magnify(cells).data, n * SIDE * SIDE);
  }
  return { shape: [1, SIDE, SIDE], images, labels };
}

function inkOf({ take }) {
  if (take(1) === 0) return 0;
  return take(1) === 0 ? MOST : take(4);
}

/* The bits of a binary string, the highest of each byte first. */
function bitsOf(bytes) {
  let place = 0;
  function take(count) {
    let value = 0;
    for (const end = place + count; place < end; place++) value = 2 * value + ((bytes.charCodeAt(place >> 3) >> (7 - (place % 8))) & 1);
    return value;
  }
  return { take };
}
