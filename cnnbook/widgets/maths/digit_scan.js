/**
 * A drawing at the scale of the training data: the same numbers as `cnnbook.digits.scanning.normalise`.
 *
 * The drawing is taken down to 8 × 8 cells of ink, as the real digits were scanned, and the cells up again to
 * 28 × 28 pixels: smooth, 20 pixels high, the ink's centre of mass in the middle.
 */
import { emptyMap } from "./convolution.js";

const SIDE = 28;
const CELLS = 8;
const COLUMNS = 7;
const DARK = 0.75;
const PIXELS_PER_CELL = 20 / CELLS;
const FAINT = 0.2;
const FULL = 0.9;

/** @param {import("./convolution.js").Map2d} drawing 28 × 28 */
export function normalise(drawing) {
  return magnify(toCells(drawing));
}

/* ---- down to cells --------------------------------------------------------------------------------- */

/** The mean ink of 8 × 8 square cells laid over the drawing's inked box, the fullest ones 1. */
function toCells(drawing) {
  const darkest = drawing.data.reduce((most, ink) => Math.max(most, ink), 0);
  if (darkest === 0) return emptyMap(CELLS, CELLS);
  const { top, bottom, left, right } = boxOf(drawing, 0.1 * darkest);
  const cell = Math.max((bottom - top) / CELLS, (right - left) / COLUMNS);
  const down = overlaps(top, bottom, cell);
  const across = overlaps(left, right, cell);
  const cells = product(down, drawing, across);
  const fullest = cells.data.reduce((most, ink) => Math.max(most, ink), 0);
  return { ...cells, data: cells.data.map((ink) => Math.min(1, ink / (DARK * fullest))) };
}

function boxOf({ width, data }, least) {
  const box = { top: Infinity, bottom: 0, left: Infinity, right: 0 };
  data.forEach((ink, i) => {
    if (ink <= least) return;
    const [r, c] = [Math.floor(i / width), i % width];
    Object.assign(box, { top: Math.min(box.top, r), bottom: Math.max(box.bottom, r + 1) });
    Object.assign(box, { left: Math.min(box.left, c), right: Math.max(box.right, c + 1) });
  });
  return box;
}

/* Which share of each cell each pixel covers, for cells centred on first … last − 1. */
function overlaps(first, last, cell) {
  const edge = (k) => (first + last) / 2 + (k - CELLS / 2) * cell;
  return table(CELLS, SIDE, (k, pixel) => {
    const common = Math.min(edge(k + 1), pixel + 1) - Math.max(edge(k), pixel);
    return Math.max(common, 0) / cell;
  });
}

/* ---- up to pixels ---------------------------------------------------------------------------------- */

/** Cells of ink as an image: magnified by cubic interpolation, centred by mass, with crisp strokes. */
export function magnify(cells) {
  const { down, right } = centreOf(cells);
  const smooth = product(magnifier(down), cells, magnifier(right));
  const crisp = (ink) => {
    const t = Math.min(1, Math.max(0, (ink - FAINT) / (FULL - FAINT)));
    return t * t * (3 - 2 * t);
  };
  return { ...smooth, data: smooth.data.map(crisp) };
}

function centreOf({ width, data }) {
  const total = { mass: 0, down: 0, right: 0 };
  data.forEach((ink, i) => {
    total.mass += ink;
    total.down += ink * (Math.floor(i / width) + 0.5);
    total.right += ink * ((i % width) + 0.5);
  });
  const middle = CELLS / 2;
  return total.mass > 0 ? { down: total.down / total.mass, right: total.right / total.mass } : { down: middle, right: middle };
}

function magnifier(centre) {
  return table(SIDE, CELLS, (pixel, k) => cubic((pixel + 0.5 - SIDE / 2) / PIXELS_PER_CELL + centre - (k + 0.5)));
}

/* Catmull–Rom: how much a cell counts at this distance, in cells. */
function cubic(distance) {
  const d = Math.abs(distance);
  if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
  return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
}

/* ---- small matrices -------------------------------------------------------------------------------- */

function table(height, width, value) {
  const map = emptyMap(height, width);
  for (let i = 0; i < map.data.length; i++) map.data[i] = value(Math.floor(i / width), i % width);
  return map;
}

/* rows · middle · columnsᵀ */
function product(rows, middle, columns) {
  const half = table(rows.height, middle.width, (r, c) => dot(rows, r, (k) => middle.data[k * middle.width + c]));
  return table(rows.height, columns.height, (r, c) => dot(columns, c, (k) => half.data[r * half.width + k]));
}

function dot({ width, data }, row, other) {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += data[row * width + k] * other(k);
  return sum;
}
