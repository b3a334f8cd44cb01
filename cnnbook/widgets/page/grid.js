/**
 * A map drawn as a grid of cells, and the one way to point at a cell: mouse, touch or arrow keys.
 *
 * The cells are painted on a canvas. For keyboard and screen readers the grid is one tab stop with one
 * active cell, whose row, column and value are real text.
 */
import { h, onResize, setText, uniqueId } from "./dom.js";
import { colourScale } from "./colour.js";
import { cellAt } from "./connectors.js";
import { createFrames } from "./frames.js";
import { createLoupe } from "./loupe.js";
import { at, nearest } from "../maths/maps.js";
import { format } from "./numbers.js";
import { paint } from "./paint.js";

/**
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {import("../maths/maps.js").Grid} Grid
 * @typedef {[low: number, high: number]} Range
 * @typedef {Cell & {rows?: number, columns?: number, kind?: string | boolean | null}} Box
 * @typedef {Cell & {corner?: boolean}} Dot
 * @typedef {object} Scene what a grid shows
 * @property {any} map a Grid
 * @property {"data" | "weight"} [kind]
 * @property {Range} [range] what the colours stand for; the map's own extent unless given
 * @property {number} [ring] how many rows and columns on every side are padding
 * @property {Box[]} [boxes]
 * @property {Dot[]} [dots]
 * @property {((r: number, c: number) => boolean) | null} [faint] which cells are crossed out
 * @property {((r: number, c: number) => boolean) | null} [blank] which cells are not there yet
 * @property {boolean} [numbers]
 * @property {Cell | null} [cursor] the active cell
 */

const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-5, 0],
  PageDown: [5, 0],
};

/**
 * @param {object} options
 * @param {string} options.label the grid's name
 * @param {AbortSignal} options.signal
 * @param {(cell: Cell, how: "hover" | "press" | "drag" | "key", event: any) => void} [options.onPoint]
 * @param {(cell: Cell) => void} [options.onActivate] Enter or Space
 * @param {(row: number, column: number, value: number) => string} [options.describe] the active cell in words
 * @param {boolean} [options.drags] a press and a drag are the reader's (painting), not the page's (scrolling)
 */
export function createGrid({ label, signal, onPoint, onActivate, describe = place, drags = false }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const cell = h("span", { role: "gridcell", id: uniqueId("cell") });
  const row = h("span", { role: "row", class: "cb-hidden" }, cell);
  const frames = createFrames();
  const names = { role: "grid", tabindex: "0", "aria-label": label, "aria-activedescendant": cell.id };
  const element = h("div", { class: drags ? "cb-grid cb-drags" : "cb-grid", ...names }, canvas, frames.element, row);
  /** @type {Scene | null} */
  let scene = null;

  const draw = () => {
    if (!scene) return;
    element.toggleAttribute("data-crowded", !paint(canvas, { ...scene, boxes: [] }));
    frames.update(scene.boxes ?? [], scene.map);
    loupe.update();
  };
  const update = (/** @type {Scene} */ next) => {
    scene = next;
    const { map, cursor } = scene;
    element.setAttribute("aria-rowcount", String(map.height));
    element.setAttribute("aria-colcount", String(map.width));
    canvas.style.aspectRatio = `${map.width} / ${map.height}`;
    const here = nearest(cursor ?? { row: 0, column: 0 }, map);
    row.setAttribute("aria-rowindex", String(here.row + 1));
    cell.setAttribute("aria-colindex", String(here.column + 1));
    setText(cell, describe(here.row, here.column, at(map, here.row, here.column)));
    draw();
  };

  const current = () => scene;
  const loupe = createLoupe({ element, canvas, current, signal });
  onResize(canvas, draw, signal);
  if (onPoint) listenToPointer(element, canvas, { current, onPoint, signal });
  listenToKeys(element, { current, onPoint, onActivate, signal });
  return { element, canvas, update };
}

function place(row, column, value) {
  return `row ${row}, column ${column}: ${format(value)}`;
}

function listenToPointer(element, canvas, { current, onPoint, signal }) {
  let last = "";
  const point = (event, how) => {
    if (!current()) return; // nothing could be drawn yet
    const cell = cellAt(canvas, current().map, event);
    const key = `${how} ${cell.row} ${cell.column}`;
    if (how !== "press" && key === last) return;
    last = key;
    onPoint(cell, how, event);
  };
  /* A thumb may be about to scroll the page: it points when it has tapped. */
  const scrolls = ({ pointerType }) => pointerType === "touch" && !element.classList.contains("cb-drags");
  const listen = (type, run) => canvas.addEventListener(type, run, { signal });
  listen("pointerdown", (event) => {
    if (event.button !== 0 || scrolls(event)) return;
    element.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    point(event, "press");
  });
  listen("pointerup", (event) => {
    if (!scrolls(event)) return;
    element.focus({ preventScroll: true });
    point(event, "press");
  });
  listen("pointermove", (event) => {
    if (scrolls(event)) return;
    if (event.buttons & 1) point(event, "drag");
    else if (event.pointerType !== "touch") point(event, "hover");
  });
}

function listenToKeys(element, { current, onPoint, onActivate, signal }) {
  element.addEventListener(
    "keydown",
    (event) => {
      if (!current()) return;
      const { map, cursor } = current();
      const here = nearest(cursor ?? { row: 0, column: 0 }, map);
      if ((event.key === "Enter" || event.key === " ") && onActivate) {
        event.preventDefault();
        onActivate(here);
        return;
      }
      const next = move(here, event, map);
      if (!next || !onPoint) return;
      event.preventDefault();
      onPoint(nearest(next, map), "key", event);
    },
    { signal },
  );
}

/**
 * Where a key leads from a cell, or null for a key that leads nowhere.
 *
 * @param {Cell} cell @param {KeyboardEvent} event @param {{height: number, width: number}} map @returns {Cell | null}
 */
export function move({ row, column }, { key, ctrlKey, metaKey, altKey }, map) {
  if (altKey || metaKey) return null;
  if (key in STEPS && !ctrlKey) return { row: row + STEPS[key][0], column: column + STEPS[key][1] };
  if (key === "Home") return { row: ctrlKey ? 0 : row, column: 0 };
  if (key === "End") return { row: ctrlKey ? map.height - 1 : row, column: map.width - 1 };
  return null;
}

/* ---- legend and table -------------------------------------------------------------------------- */

/** A colour bar with its numbers under it: what the colours of a map mean. @param {string} label */
export function createLegend(label) {
  const bar = h("span", { class: "cb-legend-bar", "aria-hidden": "true" });
  const low = h("span");
  const high = h("span");
  const element = h("div", { class: "cb-legend", role: "img", "aria-label": label }, low, bar, high);
  const update = (/** @type {Range} */ range, /** @type {"data" | "weight"} */ kind = "data") => {
    const scale = colourScale(range, kind);
    const stops = Array.from({ length: 9 }, (_, i) => scale.css(scale.from + (i / 8) * (scale.to - scale.from)));
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    setText(low, format(scale.from));
    setText(high, format(scale.to));
    element.setAttribute("aria-label", `${label}: ${format(scale.from)} to ${format(scale.to)}`);
  };
  return { element, update };
}

/** The same numbers as a table, made when the reader opens it. @param {string} summary @param {AbortSignal} signal */
export function createTable(summary, signal) {
  const body = h("tbody");
  const scroller = h("div", { class: "cb-table", tabindex: "0", role: "group", "aria-label": summary });
  scroller.append(h("table", {}, h("caption", { class: "cb-hidden" }, summary), body));
  const element = h("details", { class: "cb-details" }, h("summary", {}, summary), scroller);
  /** @type {Grid | null} */
  let map = null;
  const refill = () => {
    if (!element.open || !map) return;
    body.replaceChildren(...tableRows(map));
  };
  element.addEventListener("toggle", refill, { signal });
  const update = (/** @type {Grid} */ next) => {
    map = next;
    refill();
  };
  return { element, update };
}

function tableRows(map) {
  const head = h("tr", {}, h("th", { scope: "col" }, "row"));
  for (let c = 0; c < map.width; c++) head.append(h("th", { scope: "col" }, String(c)));
  const rows = Array.from({ length: map.height }, (_, r) => {
    const line = h("tr", {}, h("th", { scope: "row" }, String(r)));
    for (let c = 0; c < map.width; c++) line.append(h("td", {}, format(at(map, r, c), 4)));
    return line;
  });
  return [head, ...rows];
}
