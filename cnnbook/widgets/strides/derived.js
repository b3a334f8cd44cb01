/** What StridesExplorer shows, from its state: grids, sentences, the printed call. Pure functions. */
import { nearest } from "../maths/maps.js";

/**
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {{height: number, width: number, kernel_size: number, row: number, column: number}} State
 */

const grid = (height, width, at) => ({
  height,
  width,
  data: Float64Array.from({ length: height * width }, (_, i) => at(Math.floor(i / width), i % width)),
});

/** Image, memory and columns, and the numbers that the chosen window reads. @param {State} state */
export function compute({ height, width, kernel_size: k, row, column }) {
  const places = { height: height - k + 1, width: width - k + 1 };
  const chosen = nearest({ row, column }, places);
  const number = (place, tap) => {
    const [y, x] = [Math.floor(place / places.width), place % places.width];
    return (y + Math.floor(tap / k)) * width + x + (tap % k);
  };
  const place = chosen.row * places.width + chosen.column;
  return {
    image: grid(height, width, (r, c) => r * width + c),
    memory: grid(1, height * width, (_, c) => c),
    columns: grid(k * k, places.height * places.width, (tap, at) => number(at, tap)),
    places,
    chosen,
    place,
    reads: Array.from({ length: k * k }, (_, tap) => number(place, tap)),
  };
}

/** Where the window's rows lie in memory. @param {State} state @param {ReturnType<typeof compute>} now */
export function runsOf({ width, kernel_size: k }, { reads }) {
  return Array.from({ length: k }, (_, i) => ({ row: 0, column: reads[0] + i * width, columns: k, rows: 1 }));
}

/** The chosen window in words. @param {State} state @param {ReturnType<typeof compute>} now */
export function sentenceOf({ width, kernel_size: k }, { chosen: { row, column }, reads }) {
  const start = `Window at row ${row}, column ${column}: it begins at ${row} · ${width} + ${column} · 1 = ${reads[0]}.`;
  return k === 1 ? `${start} It reads that number alone.` : `${start} One pixel to the right is 1 further, one row down ${width} further: it reads ${reads.join(", ")}.`;
}

/** The strides of image and view, in bytes. @param {State} state */
export function stridesOf({ width }) {
  const row = 8 * width;
  return `A number takes 8 bytes. Strides of the image: (${row}, 8). Strides of the windows: (${row}, 8, ${row}, 8): first from window to window, then within a window.`;
}

/** The Python that computes the same columns. @param {State} state */
export function callOf({ height, width, kernel_size: k }) {
  return [
    "import numpy as np",
    "from cnnbook import fast",
    "",
    `image = np.arange(${height * width}.0).reshape(1, 1, ${height}, ${width})`,
    `view = fast.windows(image, ${k})  # the same memory: not copied`,
    `output = fast.columns(image, ${k})[0]  # each window copied to a column`,
  ].join("\n");
}
