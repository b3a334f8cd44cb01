/** Lines that tie a window to what is made of it: the eye's help, no control. */
import { svg } from "./dom.js";

/**
 * @typedef {import("./grid.js").Box} Cells
 * @typedef {{left: number, top: number, right: number, bottom: number}} Rectangle
 * @typedef {[from: number[], to: number[]]} Line from [x, y] to [x, y]
 */

/** A layer of lines over the pictures of its positioned parent. */
export function lineLayer() {
  const element = svg("svg", { class: "cb-lines", "aria-hidden": "true", focusable: "false" });
  const draw = (/** @type {Line[]} */ lines) => {
    const zoom = element.currentCSSZoom ?? 1; // over the whole screen: boxes are measured enlarged, paths are drawn before
    const round = (/** @type {number} */ value) => Math.round((value / zoom) * 10) / 10;
    const path = lines.map(([from, to]) => `M${from.map(round).join(" ")}L${to.map(round).join(" ")}`).join("");
    element.replaceChildren(svg("path", { d: path, class: "cb-line-halo" }), svg("path", { d: path, class: "cb-line" }));
  };
  return { element, draw };
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

/**
 * A line between two boxes at the height of two places in them; none where they do not stand side by side.
 *
 * @param {Rectangle} from @param {Rectangle} to @param {Rectangle} start @param {Rectangle} end @returns {Line[]}
 */
export function joint(from, to, start, end) {
  if (to.left < from.right - 1) return [];
  const middle = (box) => (box.top + box.bottom) / 2;
  return [[[from.right, middle(start)], [to.left, middle(end)]]];
}
