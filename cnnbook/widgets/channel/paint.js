/** Small pictures: one map in its colours, three maps as one colour picture. */
import { extent } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { colourScale } from "../page/colour.js";
import { h } from "../page/dom.js";
import { contextOf } from "../page/paint.js";

/** @typedef {import("../maths/maps.js").Maps} Maps */

const PICTURE = 192; // canvas pixels across the colour picture, at least

function paintPixels(canvas, { height, width }, colourAt, cell = 1) {
  const small = h("canvas", { width, height });
  const image = contextOf(small).createImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.set([...colourAt(i), 255], 4 * i);
  contextOf(small).putImageData(image, 0, 0);
  Object.assign(canvas, { width: width * cell, height: height * cell });
  const context = contextOf(canvas);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  return context;
}

/** One map in its own colours. @param {HTMLCanvasElement} canvas @param {Maps} map */
export function paintMap(canvas, map) {
  const scale = colourScale(extent(map));
  paintPixels(canvas, map, (i) => scale.colour(map.data[i]));
}

/**
 * Three maps as the red, green and blue of one picture, with the window's frame on it.
 *
 * @param {HTMLCanvasElement} canvas @param {Maps[]} maps
 * @param {{row: number, column: number, rows: number, columns: number}} window @param {string} accent its colour
 */
export function paintColour(canvas, maps, { row, column, rows, columns }, accent) {
  const most = Math.max(...maps.map((map) => extent(map)[1])) || 1;
  const cell = Math.ceil(PICTURE / maps[0].width);
  const level = (value) => Math.round(255 * clamp(value / most, 0, 1));
  const context = paintPixels(canvas, maps[0], (i) => maps.map((map) => level(map.data[i])), cell);
  context.lineWidth = 6;
  context.strokeStyle = "#fff";
  const frame = () => context.strokeRect(column * cell, row * cell, columns * cell, rows * cell);
  frame();
  context.lineWidth = 3;
  context.strokeStyle = accent;
  frame();
}
