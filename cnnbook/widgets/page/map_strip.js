/** The maps of one layer side by side: small tiles on one canvas, of which each cell can be chosen. */
import { h, setText } from "./dom.js";
import { colourScale } from "./colour.js";
import { cellOf, channelOf, extent, nearest } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { cellsBox } from "./connectors.js";
import { createGrid } from "./grid.js";
import { contextOf } from "./paint.js";

/** @typedef {import("../maths/maps.js").Maps} Maps */

/**
 * @param {object} options
 * @param {(channel: number, cell: import("../maths/maps.js").Cell) => void} [options.choose]
 * @param {AbortSignal} options.signal
 * @param {number} [options.perRow] tiles side by side
 * @param {number} [options.tile] the widest that a tile gets, in CSS pixels
 */
export function createStrip({ choose, signal, perRow = 8, tile = 72 }) {
  const canvas = h("canvas", { role: "img" });
  const frame = h("span", { class: "cb-strip-frame", "aria-hidden": "true", hidden: true });
  const title = h("p", { class: "cb-title" });
  const tiles = h("div", { class: "cb-strip-maps" }, canvas, frame);
  const element = h("section", { class: "cb-strip" }, title, tiles);
  /** @type {any} */
  let layout = null;
  const pick = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    // A press on the very edge may lie a fraction of a pixel outside.
    const { columns, rows, height, width, gap, channels } = layout;
    const x = ((event.clientX - box.left) / box.width) * (columns * (width + gap) - gap);
    const y = ((event.clientY - box.top) / box.height) * (rows * (height + gap) - gap);
    const column = clamp(Math.floor(x / (width + gap)), 0, columns - 1);
    const row = clamp(Math.floor(y / (height + gap)), 0, rows - 1);
    const cell = { row: Math.floor(y - row * (height + gap)), column: Math.floor(x - column * (width + gap)) };
    choose?.(Math.min(channels - 1, row * columns + column), nearest(cell, layout));
  };
  if (choose) canvas.addEventListener("click", pick, { signal });
  const update = (/** @type {Maps} */ maps, /** @type {{name: string, note: string, chosen?: number | null, across?: number}} */ { name, note, chosen = null, across = perRow }) => {
    layout = layoutOf(maps, across);
    tiles.style.maxWidth = `${layout.columns * tile}px`;
    paintTiles(canvas, maps, layout, colourScale(extent(maps)));
    title.replaceChildren(h("b", {}, name), " ", note);
    canvas.setAttribute("aria-label", `${name}, ${note}`);
    placeFrame(frame, chosen, layout);
  };
  /* Where cells of a channel stand, relative to `origin`. */
  const cells = (/** @type {number} */ channel, /** @type {import("./connectors.js").Cells} */ { row, column, rows = 1, columns = 1 }, /** @type {DOMRect} */ origin) => {
    const { height, width, gap } = layout;
    const whole = { height: layout.rows * (height + gap) - gap, width: layout.columns * (width + gap) - gap };
    const [top, left] = [Math.floor(channel / layout.columns) * (height + gap), (channel % layout.columns) * (width + gap)];
    return cellsBox(canvas, whole, { row: top + row, column: left + column, rows, columns }, origin);
  };
  return { element, canvas, update, cells };
}

function layoutOf({ channels, height, width }, perRow) {
  const columns = Math.min(channels, perRow);
  return { channels, columns, rows: Math.ceil(channels / columns), height, width, gap: Math.max(1, Math.round(width / 14)) };
}

function paintTiles(canvas, maps, { channels, columns, rows, height, width, gap }, scale) {
  const size = { width: columns * (width + gap) - gap, height: rows * (height + gap) - gap };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const context = contextOf(canvas);
  const picture = context.createImageData(size.width, size.height);
  for (let k = 0; k < channels; k++) {
    const { data } = channelOf(maps, k);
    const left = (k % columns) * (width + gap);
    const top = Math.floor(k / columns) * (height + gap);
    for (let i = 0; i < data.length; i++) {
      const { row, column } = cellOf(i, maps);
      const at = 4 * ((top + row) * size.width + left + column);
      const colour = scale.colour(data[i]);
      picture.data[at] = colour[0];
      picture.data[at + 1] = colour[1];
      picture.data[at + 2] = colour[2];
      picture.data[at + 3] = 255;
    }
  }
  context.putImageData(picture, 0, 0);
}

function placeFrame(frame, chosen, { columns, rows }) {
  frame.hidden = chosen === null;
  if (chosen === null) return;
  Object.assign(frame.style, {
    left: `${(100 * (chosen % columns)) / columns}%`,
    top: `${(100 * Math.floor(chosen / columns)) / rows}%`,
    width: `${100 / columns}%`,
    height: `${100 / rows}%`,
  });
}

/** A map whose numbers the keys can read, and which nothing can change. @param {{label: string, kind?: "data" | "weight", signal: AbortSignal}} options */
export function createReadable({ label, kind, signal }) {
  /** @type {import("./grid.js").Scene} */
  const shown = { map: null, kind, cursor: { row: 0, column: 0 } };
  const grid = createGrid({ label, signal, onPoint: (cell) => ((shown.cursor = cell), grid.update(shown)) });
  const update = (/** @type {Maps} */ map, /** @type {import("./grid.js").Range | undefined} */ range = undefined, /** @type {import("./grid.js").Box[]} */ boxes = []) =>
    grid.update(Object.assign(shown, { map, range, boxes }));
  return { element: grid.element, update };
}

/**
 * Small matrices of weights side by side; a minus marks what is negative.
 *
 * @param {{label: (k: number) => string, signal: AbortSignal}} options
 */
export function createMatrices({ label, signal }) {
  const element = h("div", { class: "cb-matrices" });
  /** @type {ReturnType<typeof createReadable>[]} */
  let grids = [];
  const update = (/** @type {Maps} */ maps, range = extent(maps)) => {
    if (grids.length !== maps.channels) {
      grids = Array.from({ length: maps.channels }, (_, k) => createReadable({ label: label(k), kind: "weight", signal }));
      element.replaceChildren(...grids.map((grid) => grid.element));
    }
    grids.forEach((grid, k) => grid.update(channelOf(maps, k), range));
  };
  return { element, update };
}

/** A bar for each class, with its number; the longest one is marked. @param {string} label */
export function createBars(label) {
  const element = h("ol", { class: "cb-bars", "aria-label": label });
  /** @type {ReturnType<typeof addBar>[]} */
  const rows = [];
  const update = (/** @type {number[]} */ shares) => {
    while (rows.length < shares.length) rows.push(addBar(element, rows.length));
    const best = shares.indexOf(Math.max(...shares));
    rows.forEach(({ line, bar, number }, k) => {
      line.classList.toggle("cb-best", k === best);
      bar.style.width = `${(100 * shares[k]).toFixed(2)}%`;
      setText(number, percent(shares[k]));
    });
  };
  return { element, update };
}

function addBar(element, k) {
  const bar = h("span", { class: "cb-bar" });
  const number = h("span", { class: "cb-bar-number" });
  const line = h("li", {}, h("b", {}, String(k)), h("span", { class: "cb-bar-track" }, bar), number);
  element.append(line);
  return { line, bar, number };
}

/** "92.1 %", never parted at the end of a line @param {number} share @param {number} [digits] */
export function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits)}\u00a0%`;
}
