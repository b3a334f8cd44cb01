/**
 * A drawing at the scale of the training data: the same numbers as `cnnbook.digits.normalise`.
 *
 * The drawing is taken down to 8 × 8 cells of ink, as the real digits were scanned, and the cells up again to
 * 28 × 28 pixels: smooth, 20 pixels high, the ink's centre of mass in the middle.
 *
 * @typedef {import("./maps.js").Maps} Maps
 */
import { cellOf, emptyMaps, mapped, sum } from "./maps.js";
import { smoothstep } from "./scalars.js";

const SIDE = 28;
const CELLS = 8;
const COLUMNS = 7;
const DARK = 0.75;
const PIXELS_PER_CELL = 20 / CELLS;
const FAINT = 0.2;
const FULL = 0.9;

/** @param {Maps} drawing 28 × 28 @returns {Maps} */
export function normalise(drawing) {
  return magnify(toCells(drawing));
}

/* ---- down to cells --------------------------------------------------------------------------------- */

/** The mean ink of 8 × 8 square cells laid over the drawing's inked box, the fullest ones 1. */
function toCells(drawing) {
  const darkest = fullestOf(drawing);
  if (darkest === 0) return emptyMaps(1, CELLS, CELLS);
  const { top, bottom, left, right } = boxOf(drawing, 0.1 * darkest);
  const cell = Math.max((bottom - top) / CELLS, (right - left) / COLUMNS);
  const down = overlaps(top, bottom, cell);
  const across = overlaps(left, right, cell);
  const cells = product(down, drawing, across);
  const full = DARK * fullestOf(cells);
  return mapped(cells, (ink) => Math.min(1, ink / full));
}

function fullestOf({ data }) {
  return data.reduce((most, ink) => Math.max(most, ink), 0);
}

function boxOf(drawing, least) {
  const box = { top: Infinity, bottom: 0, left: Infinity, right: 0 };
  drawing.data.forEach((ink, i) => {
    if (ink <= least) return;
    const { row, column } = cellOf(i, drawing);
    Object.assign(box, { top: Math.min(box.top, row), bottom: Math.max(box.bottom, row + 1) });
    Object.assign(box, { left: Math.min(box.left, column), right: Math.max(box.right, column + 1) });
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

/** Cells of ink as an image: magnified by cubic interpolation, centred by mass, with crisp strokes. @param {Maps} cells @returns {Maps} */
export function magnify(cells) {
  const { down, right } = centreOf(cells);
  const smooth = product(magnifier(down), cells, magnifier(right));
  return mapped(smooth, (ink) => smoothstep((ink - FAINT) / (FULL - FAINT)));
}

function centreOf(cells) {
  const mass = sum(cells);
  if (mass <= 0) return { down: CELLS / 2, right: CELLS / 2 };
  const total = { down: 0, right: 0 };
  cells.data.forEach((ink, i) => {
    const { row, column } = cellOf(i, cells);
    total.down += ink * (row + 0.5);
    total.right += ink * (column + 0.5);
  });
  return { down: total.down / mass, right: total.right / mass };
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
  return mapped(emptyMaps(1, height, width), (_, i) => value(Math.floor(i / width), i % width));
}

/* rows · middle · columnsᵀ */
function product(rows, middle, columns) {
  const half = table(rows.height, middle.width, (r, c) => dot(rows, r, (k) => middle.data[k * middle.width + c]));
  return table(rows.height, columns.height, (r, c) => dot(columns, c, (k) => half.data[r * half.width + k]));
}

function dot({ width, data }, row, other) {
  let total = 0;
  for (let k = 0; k < width; k++) total += data[row * width + k] * other(k);
  return total;
}
