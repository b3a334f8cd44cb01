/** Small pictures: one map in its colours, three maps as one colour picture. */
import { colourScale } from "../page/colour.js";
import { h } from "../page/dom.js";
import { extent } from "../maths/convolution.js";

const PICTURE = 192; // canvas pixels across the colour picture, at least

function paintPixels(canvas, { height, width }, colourAt, cell = 1) {
  const small = h("canvas", { width, height });
  const image = small.getContext("2d").createImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.set([...colourAt(i), 255], 4 * i);
  small.getContext("2d").putImageData(image, 0, 0);
  Object.assign(canvas, { width: width * cell, height: height * cell });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
  return context;
}

/** One map in its own colours. */
export function paintMap(canvas, map) {
  const scale = colourScale(extent(map));
  paintPixels(canvas, map, (i) => scale.colour(map.data[i]));
}

/** Three maps as the red, green and blue of one picture, with the window's frame on it. */
export function paintColour(canvas, maps, { row, column, rows, columns }, accent) {
  const most = Math.max(...maps.map((map) => extent(map)[1])) || 1;
  const cell = Math.ceil(PICTURE / maps[0].width);
  const level = (value) => Math.round(255 * Math.min(1, Math.max(0, value / most)));
  const context = paintPixels(canvas, maps[0], (i) => maps.map((map) => level(map.data[i])), cell);
  context.lineWidth = 6;
  context.strokeStyle = "#fff";
  const frame = [column, row, columns, rows].map((n) => n * cell);
  context.strokeRect(...frame);
  context.lineWidth = 3;
  context.strokeStyle = accent;
  context.strokeRect(...frame);
}
