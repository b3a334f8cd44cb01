/**
 * A map drawn as a grid of cells, and the one way to point at a cell: mouse, touch or arrow keys.
 *
 * The cells are painted on a canvas. For keyboard and screen readers the grid is one tab stop with one
 * active cell, whose row, column and value are real text.
 */
import { h, setText, uniqueId } from "./dom.js";
import { colourScale, inkOn } from "./colour.js";
import { at, extent } from "./engine.js";
import { format } from "./numbers.js";

/**
 * @typedef {{row: number, column: number, rows?: number, columns?: number, kind?: string}} Box
 * @typedef {{map: any, kind?: "data" | "weight", range?: [number, number], ring?: number, boxes?: Box[],
 *   dots?: {row: number, column: number}[], faint?: (r: number, c: number) => boolean, numbers?: boolean,
 *   cursor?: {row: number, column: number} | null}} Scene
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
 * @param {(cell: {row: number, column: number}, how: "hover" | "press" | "drag" | "key") => void} [options.onPoint]
 * @param {(cell: {row: number, column: number}) => void} [options.onActivate] Enter or Space
 * @param {(row: number, column: number, value: number) => string} [options.describe] the active cell in words
 * @param {boolean} [options.drags] a press and a drag are the reader's (painting), not the page's (scrolling)
 */
export function createGrid({ label, signal, onPoint, onActivate, describe = place, drags = false }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const cell = h("span", { role: "gridcell", id: uniqueId("cell") });
  const row = h("span", { role: "row", class: "cb-hidden" }, cell);
  const element = h(
    "div",
    {
      class: drags ? "cb-grid cb-drags" : "cb-grid",
      role: "grid",
      tabindex: "0",
      "aria-label": label,
      "aria-activedescendant": cell.id,
    },
    canvas,
    row,
  );
  let scene = null;

  const draw = () => scene && paint(canvas, scene);
  const update = (next) => {
    scene = next;
    const { map, cursor } = scene;
    element.setAttribute("aria-rowcount", map.height);
    element.setAttribute("aria-colcount", map.width);
    canvas.style.aspectRatio = `${map.width} / ${map.height}`;
    const here = clamp(cursor ?? { row: 0, column: 0 }, map);
    row.setAttribute("aria-rowindex", here.row + 1);
    cell.setAttribute("aria-colindex", here.column + 1);
    setText(cell, describe(here.row, here.column, at(map, here.row, here.column)));
    draw();
  };

  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  signal.addEventListener("abort", () => observer.disconnect());
  const current = () => scene;
  if (onPoint) listenToPointer(element, canvas, { current, onPoint, signal });
  listenToKeys(element, { current, onPoint, onActivate, signal });
  return { element, update };
}

function place(row, column, value) {
  return `row ${row}, column ${column}: ${format(value)}`;
}

function clamp({ row, column }, map) {
  return {
    row: Math.min(Math.max(row, 0), map.height - 1),
    column: Math.min(Math.max(column, 0), map.width - 1),
  };
}

function listenToPointer(element, canvas, { current, onPoint, signal }) {
  let last = "";
  const point = (event, how) => {
    const { map } = current();
    const box = canvas.getBoundingClientRect();
    const cell = clamp(
      {
        row: Math.floor(((event.clientY - box.top) / box.height) * map.height),
        column: Math.floor(((event.clientX - box.left) / box.width) * map.width),
      },
      map,
    );
    const key = `${how} ${cell.row} ${cell.column}`;
    if (how !== "press" && key === last) return;
    last = key;
    onPoint(cell, how);
  };
  const listen = (type, run) => canvas.addEventListener(type, run, { signal });
  listen("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.focus({ preventScroll: true });
    if (event.pointerType !== "touch" || element.classList.contains("cb-drags"))
      canvas.setPointerCapture(event.pointerId);
    point(event, "press");
  });
  listen("pointermove", (event) => {
    if (event.buttons & 1) point(event, "drag");
    else if (event.pointerType !== "touch") point(event, "hover");
  });
}

function listenToKeys(element, { current, onPoint, onActivate, signal }) {
  element.addEventListener(
    "keydown",
    (event) => {
      const { map, cursor } = current();
      const here = clamp(cursor ?? { row: 0, column: 0 }, map);
      if ((event.key === "Enter" || event.key === " ") && onActivate) {
        event.preventDefault();
        onActivate(here);
        return;
      }
      const next = move(here, event, map);
      if (!next || !onPoint) return;
      event.preventDefault();
      onPoint(clamp(next, map), "key");
    },
    { signal },
  );
}

/** Where a key leads from a cell, or null for a key that leads nowhere. */
export function move({ row, column }, { key, ctrlKey, metaKey, altKey }, map) {
  if (altKey || metaKey) return null;
  if (key in STEPS && !ctrlKey) return { row: row + STEPS[key][0], column: column + STEPS[key][1] };
  if (key === "Home") return { row: ctrlKey ? 0 : row, column: 0 };
  if (key === "End") return { row: ctrlKey ? map.height - 1 : row, column: map.width - 1 };
  return null;
}

/* ---- painting ---------------------------------------------------------------------------------- */

function paint(canvas, scene) {
  const { map } = scene;
  const ratio = window.devicePixelRatio || 1;
  const cssWidth = canvas.clientWidth;
  if (!cssWidth) return;
  const width = Math.round(cssWidth * ratio);
  const height = Math.round((width * map.height) / map.width);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const size = width / map.width;
  const scale = colourScale(scene.range ?? extent(map), scene.kind);
  const style = getComputedStyle(canvas);
  const colours = {
    line: style.getPropertyValue("--cb-line"),
    window: style.getPropertyValue("--cb-accent"),
    paper: style.getPropertyValue("--cb-paper"),
  };
  paintCells(context, scene, scale, { width, height });
  const cellPixels = size / ratio;
  if (cellPixels >= 7) paintLines(context, scene, { size, ratio, colours });
  if (scene.ring) paintRing(context, scene, { size, ratio, colours });
  if (scene.faint) paintFaint(context, scene, { size, ratio, colours });
  if (scene.numbers) paintNumbers(context, scene, scale, { size, ratio });
  else if (scale.signed && cellPixels >= 9) paintSigns(context, scene, scale, { size, ratio });
  (scene.boxes ?? []).forEach((box) => paintBox(context, box, { size, ratio, colours }));
  (scene.dots ?? []).forEach((dot) => paintDot(context, dot, { size, colours }));
}

let scratch = null;

function paintCells(context, { map }, scale, { width, height }) {
  scratch ??= document.createElement("canvas");
  Object.assign(scratch, { width: map.width, height: map.height });
  const small = scratch.getContext("2d");
  const image = small.createImageData(map.width, map.height);
  for (let i = 0; i < map.data.length; i++) {
    const [red, green, blue] = scale.colour(map.data[i]);
    image.data.set([red, green, blue, 255], 4 * i);
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, 0, 0, width, height);
}

function paintLines(context, { map }, { size, ratio, colours }) {
  context.strokeStyle = colours.line;
  context.lineWidth = Math.max(1, ratio / 2);
  context.beginPath();
  for (let r = 1; r < map.height; r++) segment(context, 0, r * size, map.width * size, r * size);
  for (let c = 1; c < map.width; c++) segment(context, c * size, 0, c * size, map.height * size);
  context.stroke();
}

function segment(context, x1, y1, x2, y2) {
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
}

/* The padding: hatched cells around the image, and a line where the image begins. */
function paintRing(context, { map, ring }, { size, ratio, colours }) {
  const inside = [ring * size, ring * size, (map.width - 2 * ring) * size, (map.height - 2 * ring) * size];
  context.save();
  context.beginPath();
  context.rect(0, 0, map.width * size, map.height * size);
  context.rect(...inside);
  context.clip("evenodd");
  hatch(context, { width: map.width * size, height: map.height * size, step: 6 * ratio, colour: colours.window });
  context.restore();
  context.strokeStyle = colours.window;
  context.lineWidth = ratio;
  context.strokeRect(...inside);
}

function hatch(context, { width, height, step, colour }) {
  context.strokeStyle = colour;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = -height; x < width; x += step) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/* Cells that nobody reads: paled, and crossed out. */
function paintFaint(context, { map, faint }, { size, ratio, colours }) {
  context.lineWidth = ratio;
  for (let r = 0; r < map.height; r++) {
    for (let c = 0; c < map.width; c++) {
      if (!faint(r, c)) continue;
      context.globalAlpha = 0.6;
      context.fillStyle = colours.paper;
      context.fillRect(c * size, r * size, size, size);
      context.globalAlpha = 1;
      context.strokeStyle = "#b3261e";
      context.beginPath();
      segment(context, (c + 0.25) * size, (r + 0.25) * size, (c + 0.75) * size, (r + 0.75) * size);
      segment(context, (c + 0.75) * size, (r + 0.25) * size, (c + 0.25) * size, (r + 0.75) * size);
      context.stroke();
    }
  }
}

/** Do the numbers of a map fit into cells of this many CSS pixels? */
export function numbersFit(map, cellPixels) {
  return cellPixels >= 9 && fontSize(longest(map), cellPixels) >= 7;
}

function longest(map) {
  return map.data.reduce((most, value) => Math.max(most, format(value).length), 1);
}

function fontSize(characters, cellPixels) {
  return Math.min(14, cellPixels * 0.6, (cellPixels * 1.5) / characters);
}

function paintNumbers(context, { map }, scale, { size, ratio }) {
  if (!numbersFit(map, size / ratio)) return;
  context.font = `${fontSize(longest(map), size / ratio) * ratio}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let i = 0; i < map.data.length; i++) {
    const value = map.data[i];
    context.fillStyle = inkOn(scale.colour(value));
    const row = Math.floor(i / map.width);
    context.fillText(format(value), ((i % map.width) + 0.5) * size, (row + 0.54) * size);
  }
}

/* A minus in every negative cell: the sign without the colour. */
function paintSigns(context, { map }, scale, { size, ratio }) {
  context.lineWidth = ratio;
  for (let i = 0; i < map.data.length; i++) {
    if (map.data[i] > -0.02 * scale.to) continue;
    const x = ((i % map.width) + 0.5) * size;
    const y = (Math.floor(i / map.width) + 0.5) * size;
    context.strokeStyle = inkOn(scale.colour(map.data[i]));
    context.beginPath();
    segment(context, x - 0.18 * size, y, x + 0.18 * size, y);
    context.stroke();
  }
}

function paintBox(context, { row, column, rows = 1, columns = 1, kind }, { size, ratio, colours }) {
  const rectangle = [column * size, row * size, columns * size, rows * size];
  context.lineWidth = 4 * ratio;
  context.strokeStyle = colours.paper;
  context.strokeRect(...rectangle);
  context.lineWidth = 2 * ratio;
  context.setLineDash(kind === "dashed" ? [4 * ratio, 3 * ratio] : []);
  context.strokeStyle = colours.window;
  context.strokeRect(...rectangle);
  context.setLineDash([]);
}

/* Which pixels a spread-out (dilated) window really reads. */
function paintDot(context, { row, column }, { size, colours }) {
  context.beginPath();
  context.arc((column + 0.5) * size, (row + 0.5) * size, Math.max(2, size * 0.18), 0, 2 * Math.PI);
  context.fillStyle = colours.window;
  context.fill();
  context.strokeStyle = colours.paper;
  context.stroke();
}

/* ---- legend and table -------------------------------------------------------------------------- */

/** A colour bar with its numbers under it: what the colours of a map mean. */
export function createLegend(label) {
  const bar = h("span", { class: "cb-legend-bar", "aria-hidden": "true" });
  const low = h("span");
  const high = h("span");
  const element = h("div", { class: "cb-legend", role: "img", "aria-label": label }, low, bar, high);
  const update = (range, kind) => {
    const scale = colourScale(range, kind);
    const stops = Array.from({ length: 9 }, (_, i) => scale.css(scale.from + (i / 8) * (scale.to - scale.from)));
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    setText(low, format(scale.from));
    setText(high, format(scale.to));
    element.setAttribute("aria-label", `${label}: ${format(scale.from)} to ${format(scale.to)}`);
  };
  return { element, update };
}

/** The same numbers as a table, made when the reader opens it. */
export function createTable(summary, signal) {
  const body = h("tbody");
  const scroller = h("div", { class: "cb-table", tabindex: "0", role: "group", "aria-label": summary });
  scroller.append(h("table", {}, h("caption", { class: "cb-hidden" }, summary), body));
  const element = h("details", { class: "cb-details" }, h("summary", {}, summary), scroller);
  let map = null;
  const refill = () => {
    if (!element.open || !map) return;
    body.replaceChildren(...tableRows(map));
  };
  element.addEventListener("toggle", refill, { signal });
  const update = (next) => {
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
