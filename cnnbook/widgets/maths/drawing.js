/**
 * The ink that a round, soft pen leaves on 28 × 28 pixels: the same numbers as `cnnbook.widgets.shared.drawing.sketch`.
 *
 * @typedef {[number, number]} Point x to the right and y downwards, in pixels from the upper left corner
 * @typedef {Point[]} Stroke
 */
import { emptyMaps, mapped } from "./maps.js";
import { clamp, smoothstep } from "./scalars.js";

export const SIDE = 28;
const SOFT = 0.06 * SIDE;
const FITTED = 18; // the longer side of a fitted drawing, from the middle of a line to that of another
export const FITTED_PEN = 3.6;
const USUAL = 0.65; // width by height, as of most digits
const THINNEST = 0.1; // what is thinner by height is a line, and stays one

/** @param {Stroke[]} strokes @param {number} width the pen's, in pixels @returns {import("./maps.js").Maps} */
export function sketch(strokes, width) {
  const nearest = new Float64Array(SIDE * SIDE).fill(Infinity);
  for (const stroke of strokes) {
    for (let i = 0; i < Math.max(1, stroke.length - 1); i++) {
      approach(nearest, stroke[i], stroke[Math.min(i + 1, stroke.length - 1)], width / 2 + SOFT);
    }
  }
  return mapped(emptyMaps(1, SIDE, SIDE), (_, i) => smoothstep((width / 2 - Math.sqrt(nearest[i])) / SOFT + 0.5));
}

/* Squared distances to one straight piece, for the pixels that its ink can reach. */
function approach(nearest, [x0, y0], [x1, y1], reach) {
  const first = (a, b) => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const last = (a, b) => Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + reach));
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  for (let r = first(y0, y1); r <= last(y0, y1); r++) {
    for (let c = first(x0, x1); c <= last(x0, x1); c++) {
      const [x, y] = [c + 0.5 - x0, r + 0.5 - y0];
      const along = length ? clamp((x * dx + y * dy) / length, 0, 1) : 0;
      const squared = (x - along * dx) ** 2 + (y - along * dy) ** 2;
      if (squared < nearest[r * SIDE + c]) nearest[r * SIDE + c] = squared;
    }
  }
}

/**
 * The strokes at the scale of the training data, whatever their size and place. The points are moved, not the ink: so a
 * small or narrow digit keeps its holes open.
 *
 * @param {Stroke[]} strokes at least one @returns {Stroke[]}
 */
export function fitted(strokes) {
  const [left, wide] = spanOf(strokes, 0);
  const [top, high] = spanOf(strokes, 1);
  const isDot = Math.max(wide, high) < 1;
  const stretch = isDot ? 1 : stretchOf(wide, high);
  const scale = isDot ? 1 : FITTED / Math.max(stretch * wide, high);
  const place = ([x, y]) => [(x - left - wide / 2) * stretch * scale + SIDE / 2, (y - top - high / 2) * scale + SIDE / 2];
  return strokes.map((stroke) => stroke.map((point) => /** @type {Point} */ (place(point))));
}

/* Where the points begin along an axis, and how far they reach. */
function spanOf(strokes, axis) {
  let [first, last] = [Infinity, -Infinity];
  for (const stroke of strokes) {
    for (const point of stroke) {
      first = Math.min(first, point[axis]);
      last = Math.max(last, point[axis]);
    }
  }
  return [first, last - first];
}

/* How many times wider a drawing becomes: a narrow one wider, a wide one narrower. */
function stretchOf(wide, high) {
  if (wide < THINNEST * high) return 1;
  const ratio = wide > 10 * high ? 10 : wide / high;
  return (USUAL / ratio) ** 0.6;
}

/** A point to a tenth of a pixel. @param {number} x @param {number} y @returns {Point} */
export function rounded(x, y) {
  return [Math.round(10 * x) / 10, Math.round(10 * y) / 10];
}

/**
 * The strokes with one more point on the last stroke; the same strokes where it is too near to matter.
 *
 * @param {Stroke[]} strokes @param {Point} point @returns {Stroke[]}
 */
export function extended(strokes, point) {
  const stroke = strokes[strokes.length - 1];
  const end = stroke[stroke.length - 1];
  if (Math.hypot(point[0] - end[0], point[1] - end[1]) < 0.5) return strokes;
  return [...strokes.slice(0, -1), [...stroke, point]];
}

/** How many points there are. @param {Stroke[]} strokes */
export function pointsOf(strokes) {
  return strokes.reduce((total, stroke) => total + stroke.length, 0);
}
