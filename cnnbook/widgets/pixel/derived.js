/**
 * The arithmetic of PixelExplorer: what is shown of an image, and what painting makes of it. Pure functions.
 *
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {{image: number[][], image_code: string, image_file: string, resolution: number, scale: number}} State
 */
import { cellOf, emptyMaps, fromRows, mapped } from "../maths/maps.js";
import { format, imageExpression } from "../page/numbers.js";

const COARSEST = 7;

/** Every number of rows that the image can be shown with: each shown pixel is the mean of a whole square. @param {number[][]} image */
export function resolutionsOf(image) {
  const [height, width] = [image.length, image[0].length];
  const sides = Array.from({ length: Math.min(height, width) }, (_, i) => i + 1);
  const whole = sides.filter((side) => height % side === 0 && width % side === 0);
  return whole.filter((side) => side === 1 || Math.min(height, width) / side >= COARSEST).map((side) => height / side);
}

/** The number of rows to show this image with: as many as now, if they make whole squares. @param {number[][]} image @param {number} now */
export function fittingResolution(image, now) {
  return resolutionsOf(image).includes(now) ? now : image.length;
}

/** Why this state cannot be shown, with its numbers; null when it can. @param {State} state */
export function problemOf({ image, resolution }) {
  const size = [image.length, image[0].length];
  const at = image.map((line) => line.findIndex((value) => !(value >= 0 && value <= 1)));
  const bad = at.findIndex((place) => place >= 0);
  if (bad >= 0) return `Intensities go from 0 to 1, but row ${bad}, column ${at[bad]} is ${image[bad][at[bad]]}.`;
  const good = resolutionsOf(image);
  if (!good.includes(resolution)) return `An image of ${size.join(" × ")} can be shown with ${good.join(", ")} rows, not with ${resolution}.`;
  return null;
}

/** How many image pixels a shown pixel is wide. @param {State} state */
export function sideOf({ image, resolution }) {
  return image.length / resolution;
}

/** The pixels as they are shown: means over squares, then rounded when they run to 9 or 255. @param {State} state @returns {Maps} */
export function shownOf(state) {
  const side = sideOf(state);
  const means = side === 1 ? fromRows(state.image) : meansOf(fromRows(state.image), side);
  if (state.scale === 1) return means;
  return mapped(means, (value) => roundHalfEven(state.scale * value));
}

function meansOf(map, side) {
  const empty = emptyMaps(1, map.height / side, map.width / side);
  return mapped(empty, (_, i) => {
    const { row, column } = cellOf(i, empty);
    return squareSum(map, row * side, column * side, side) / side ** 2;
  });
}

/* Added in NumPy's order, along the rows first, so that both round a half the same way. */
function squareSum(map, top, left, side) {
  let total = 0;
  for (let r = top; r < top + side; r++) {
    let row = 0;
    for (let c = left; c < left + side; c++) row += map.data[r * map.width + c];
    total += row;
  }
  return total;
}

/* As NumPy rounds: a half goes to the even neighbour. Not for negative numbers. */
function roundHalfEven(value) {
  const up = Math.floor(value + 0.5);
  return up - value === 0.5 && up % 2 ? up - 1 : up;
}

/** Every shown pixel under a straight stroke from one to another. @param {Cell} from @param {Cell} to @returns {Cell[]} */
export function stroke(from, to) {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
  return Array.from({ length: steps + 1 }, (_, i) => ({
    row: Math.round(from.row + ((to.row - from.row) * i) / steps),
    column: Math.round(from.column + ((to.column - from.column) * i) / steps),
  }));
}

/**
 * The image after a brush of `brush` × `brush` shown pixels has left `ink` on each of these cells.
 *
 * @param {number[][]} image @param {Cell[]} cells @param {{side: number, brush: number, ink: number}} pen
 */
export function painted(image, cells, { side, brush, ink }) {
  const rows = image.map((line) => [...line]);
  const back = Math.floor((brush - 1) / 2);
  for (const { row, column } of cells) {
    for (let r = (row - back) * side; r < (row - back + brush) * side; r++) {
      for (let c = (column - back) * side; c < (column - back + brush) * side; c++) {
        if (rows[r]?.[c] !== undefined) rows[r][c] = ink;
      }
    }
  }
  return rows;
}

/** Bright becomes dark; without the noise of 1 − 0.9. @param {number[][]} image */
export function inverted(image) {
  return image.map((line) => line.map((value) => Math.round((1 - value) * 1e6) / 1e6));
}

/** The Python that computes what is shown. @param {State} state */
export function callOf(state) {
  const side = sideOf(state);
  const shown = side === 1 ? "image" : `avg_pool2d(image, ${side})`;
  const image = imageExpression(state, " / 255");
  const lines = [
    `image = ${image}`,
    `output = ${state.scale === 1 ? shown : `np.round(${state.scale} * ${shown})`}`,
  ];
  const used = side === 1 ? [] : ["avg_pool2d"];
  if (image.includes("digits.")) used.push("digits");
  const imports = lines.join("\n").includes("np.") ? ["import numpy as np"] : [];
  if (used.length) imports.push(`from cnnbook import ${used.join(", ")}`);
  return [...imports, "", ...lines].join("\n").trimStart();
}

/** @type {[most: number, word: string][]} */
const WORDS = [[0, "black"], [0.2, "nearly black"], [0.45, "dark grey"], [0.7, "grey"], [0.95, "light grey"], [0.999, "nearly white"]];

/* A brightness between 0 and 1 in words. */
function wordFor(value) {
  return (WORDS.find(([most]) => value <= most) ?? [1, "white"])[1];
}

/** The chosen pixel in one sentence. @param {State} state @param {Cell} cell @param {number} value */
export function sentenceOf(state, { row, column }, value) {
  const side = sideOf(state);
  const mean = side === 1 ? "" : `, the mean of ${side} × ${side} pixels of the image`;
  return `Row ${row}, column ${column}: intensity ${format(value)} of ${state.scale}, ${wordFor(value / state.scale)}${mean}. In Python: output[${row}, ${column}]`;
}
