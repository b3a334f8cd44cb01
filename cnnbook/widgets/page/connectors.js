/** What ties a window to what is made of it: the eye's help, no control. */
import { onResize, svg } from "./dom.js";
import { nearest } from "../maths/maps.js";

/**
 * @typedef {import("./grid.js").Box} Cells
 * @typedef {{left: number, top: number, right: number, bottom: number}} Rectangle
 * @typedef {[from: number[], to: number[]]} Line from [x, y] to [x, y]
 * @typedef {{box: Rectangle, frame: Rectangle}} Station cells, or an element, and the picture or the column that they stand in
 */

/** A layer over the pictures of its positioned parent. */
export function lineLayer() {
  const parts = ["cb-line-ground", "cb-line-halo", "cb-line"].map((name) => svg("path", { class: name }));
  const element = svg("svg", { class: "cb-lines", "aria-hidden": "true", focusable: "false" }, ...parts);
  const show = (/** @type {string} */ ground, /** @type {string} */ line) => [ground, line, line].forEach((path, i) => parts[i].setAttribute("d", path));
  const pair = (/** @type {number[]} */ point) => {
    const zoom = element.currentCSSZoom ?? 1; // over the whole screen: boxes are measured enlarged, paths are drawn before
    return point.map((value) => Math.round((value / zoom) * 10) / 10).join(" ");
  };
  const draw = (/** @type {Line[]} */ lines) => show("", lines.map(([from, to]) => `M${pair(from)}L${pair(to)}`).join(""));
  const trace = (/** @type {Station[][]} */ ways) => {
    const sides = ways.map(onward).filter((way) => way.length > 1).map((way) => [edge(way, "top"), edge(way, "bottom")]);
    show(sides.map((both) => bends(both, pair)).join(""), sides.map((both) => outline(both, pair)).join(""));
  };
  return { element, draw, trace };
}

/**
 * Shapes that follow the pictures of a positioned element: each leads from a window through what it meets to a pixel. On
 * the pictures it keeps to the edges between cells, and it bends between them alone, so that it crosses no number. Where
 * the middle stands below, as on a phone, it leads from the window to the pixel.
 *
 * @param {HTMLElement} element @param {(origin: DOMRect, ...shown: any[]) => Station[][]} ways @param {AbortSignal} signal
 * @returns {(...shown: any[]) => void} draws what is shown now, which is drawn anew when the element changes its size
 */
export function traced(element, ways, signal) {
  const layer = lineLayer();
  element.append(layer.element);
  /** @type {any[] | null} */
  let latest = null;
  const draw = () => latest && layer.trace(ways(layer.element.getBoundingClientRect(), ...latest));
  onResize(layer.element, draw, signal); // of an element whose parts stand in a grid around it, it has the size of that
  return (...shown) => {
    latest = shown;
    draw();
  };
}

/* What does not stand to the right of what comes before is passed over. */
function onward(way) {
  return way.reduce((kept, next) => (kept.length && next.frame.left < kept[kept.length - 1].frame.right - 1 ? kept : [...kept, next]), /** @type {Station[]} */ ([]));
}

/* The corners along the upper or the lower side: every second stretch between them is a bend. */
function edge(way, side) {
  const last = way.length - 1;
  return way.flatMap(({ box, frame }, i) => [
    [i ? frame.left : box.right, box[side]],
    [i < last ? frame.right : box.left, box[side]],
  ]);
}

/** @param {number[]} from @param {number[]} to @param {(point: number[]) => string} pair */
function bend([x, y], [toX, toY], pair) {
  const middle = (x + toX) / 2;
  return `C${pair([middle, y])} ${pair([middle, toY])} ${pair([toX, toY])}`;
}

/** @param {number[][][]} sides @param {(point: number[]) => string} pair */
function outline([upper, lower], pair) {
  const along = (corners) => corners.map((corner, i) => (i && i % 2 === 0 ? bend(corners[i - 1], corner, pair) : `L${pair(corner)}`)).join("");
  return `${along(upper)}${along([...lower].reverse())}Z`.replace("L", "M");
}

/** The ground of a shape, where it lies on no picture. @param {number[][][]} sides @param {(point: number[]) => string} pair */
function bends([upper, lower], pair) {
  const pieces = [];
  for (let i = 2; i < upper.length; i += 2)
    pieces.push(`M${pair(upper[i - 1])}${bend(upper[i - 1], upper[i], pair)}L${pair(lower[i])}${bend(lower[i], lower[i - 1], pair)}Z`);
  return pieces.join("");
}

/**
 * Where cells of a grid stand, relative to `origin`.
 *
 * @param {Element} canvas @param {{height: number, width: number}} map @param {Cells} cells @param {DOMRect} origin @returns {Rectangle}
 */
export function cellsBox(canvas, map, { row, column, rows = 1, columns = 1 }, origin) {
  const box = canvas.getBoundingClientRect();
  const [across, down] = [box.width / map.width, box.height / map.height];
  const left = box.left - origin.left + column * across;
  const top = box.top - origin.top + row * down;
  return { left, top, right: left + columns * across, bottom: top + rows * down };
}

/** The cell under a pointer. @param {Element} canvas @param {{height: number, width: number}} map @param {{clientX: number, clientY: number}} pointer */
export function cellAt(canvas, map, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  const row = Math.floor(((clientY - box.top) / box.height) * map.height);
  return nearest({ row, column: Math.floor(((clientX - box.left) / box.width) * map.width) }, map);
}

/**
 * Cells of a grid, and the grid.
 *
 * @param {Element} canvas @param {{height: number, width: number}} map @param {Cells} cells @param {DOMRect} origin @returns {Station}
 */
export function cellsStation(canvas, map, cells, origin) {
  return { box: cellsBox(canvas, map, cells, origin), frame: boxOf(canvas, origin) };
}

/** An element, and the column that it stands in. @param {Element} element @param {Element} column @param {DOMRect} origin @returns {Station} */
export function elementStation(element, column, origin) {
  return { box: boxOf(element, origin), frame: boxOf(column, origin) };
}

/** Where an element stands, relative to `origin`. @param {Element} element @param {DOMRect} origin @returns {Rectangle} */
export function boxOf(element, origin) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left: left - origin.left, top: top - origin.top, right: right - origin.left, bottom: bottom - origin.top };
}

/**
 * Two lines from the near corners of one box to those of the other: the one is seen through the other.
 *
 * @param {Rectangle} from @param {Rectangle} to @returns {Line[]}
 */
export function funnel(from, to) {
  if (to.left >= from.right - 1)
    return [[[from.right, from.top], [to.left, to.top]], [[from.right, from.bottom], [to.left, to.bottom]]];
  return [[[from.left, from.bottom], [to.left, to.top]], [[from.right, from.bottom], [to.right, to.top]]];
}
