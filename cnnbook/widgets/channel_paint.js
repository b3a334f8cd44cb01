/** Small pictures and the lines that tie a window to its filter, its result and the sum. */
import { colourScale } from "./colour.js";
import { h, svg } from "./dom.js";
import { extent } from "./engine.js";

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

/* ---- lines ---------------------------------------------------------------------------------------- */

/** A picture over the whole stage that only shows lines: the eye's help, no control. */
export function lineLayer() {
  const element = svg("svg", { class: "cb-lines", "aria-hidden": "true", focusable: "false" });
  const draw = (lines) => {
    const path = lines.map(([from, to]) => `M${from.map(round).join(" ")}L${to.map(round).join(" ")}`).join("");
    element.replaceChildren(svg("path", { d: path, class: "cb-line-halo" }), svg("path", { d: path, class: "cb-line" }));
  };
  return { element, draw };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Where cells of a grid stand, as a box relative to `origin`. */
export function cellsBox(canvas, map, { row, column, rows = 1, columns = 1 }, origin) {
  const box = canvas.getBoundingClientRect();
  const [across, down] = [box.width / map.width, box.height / map.height];
  const left = box.left - origin.left + column * across;
  const top = box.top - origin.top + row * down;
  return { left, top, right: left + columns * across, bottom: top + rows * down };
}

/** Where an element stands, relative to `origin`. */
export function boxOf(element, origin) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left: left - origin.left, top: top - origin.top, right: right - origin.left, bottom: bottom - origin.top };
}

/** Two lines from the near corners of one box to those of the other: the one is seen through the other. */
export function funnel(from, to) {
  if (to.left >= from.right - 1)
    return [[[from.right, from.top], [to.left, to.top]], [[from.right, from.bottom], [to.left, to.bottom]]];
  return [[[from.left, from.bottom], [to.left, to.top]], [[from.right, from.bottom], [to.right, to.top]]];
}

/** A line between two boxes at the height of two places in them; none where they do not stand side by side. */
export function joint(from, to, start, end) {
  if (to.left < from.right - 1) return [];
  const middle = (box) => (box.top + box.bottom) / 2;
  return [[[from.right, middle(start)], [to.left, middle(end)]]];
}
