/**
 * The scanned digits as `cnnbook.widgets.shared.digit_cells.pack` writes them: bits in base64.
 *
 * A digit is 64 cells of ink from 0 to 16, row by row, and its label in 4 bits. Half of the cells are empty and many full:
 * 0 is written as the bit 0, 16 as 10, and all others as 11 and their 4 bits.
 */
import { magnify } from "./digit_scan.js";
import { emptyMaps, mapped } from "./maps.js";

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
  for (let n = 0; n < count; n++) {
    const { cells, label } = next(bits);
    labels[n] = label;
    images.set(magnify(cells).data, n * SIDE * SIDE);
  }
  return { shape: [1, SIDE, SIDE], images, labels };
}

/** One of them, without making the others. @param {string} text @param {number} n */
export function digitAt(text, n) {
  const bits = bitsOf(atob(text));
  bits.take(16);
  for (let k = 0; k < n; k++) next(bits);
  const { cells, label } = next(bits);
  return { image: mapped(magnify(cells), Math.fround), label };
}

function next(bits) {
  const cells = mapped(emptyMaps(1, CELLS, CELLS), () => inkOf(bits) / MOST);
  return { cells, label: bits.take(4) };
}

function inkOf({ take }) {
  if (take(1) === 0) return 0;
  return take(1) === 0 ? MOST : take(4);
}

/* The bits of a binary string, the highest of each byte first. */
function bitsOf(bytes) {
  let place = 0;
  function take(count) {
    if (place + count > 8 * bytes.length) throw new RangeError("The digits are damaged: they end in the middle of one.");
    let value = 0;
    for (const end = place + count; place < end; place++) value = 2 * value + ((bytes.charCodeAt(place >> 3) >> (7 - (place % 8))) & 1);
    return value;
  }
  return { take };
}
