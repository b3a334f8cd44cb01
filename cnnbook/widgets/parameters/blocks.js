/** A network drawn as blocks: maps as stacked squares, lists of numbers as bars. Every doubling adds the same length. */
import { h, svg } from "../page/dom.js";

/** @typedef {import("./derived.js").Block} Block */

const DOUBLING = 5; // pixels
const SHIFT = 3; // of each square behind the first
const lengthOf = (/** @type {number} */ n) => 4 + DOUBLING * Math.log2(n);

export function createBlocks() {
  const element = h("div", { class: "cb-drawn", role: "img" });
  const update = (/** @type {Block[]} */ blocks, /** @type {string} */ name) => {
    element.setAttribute("aria-label", `${name}, drawn as blocks. ${blocks.map(({ lines }) => lines.filter(Boolean).join(", ")).join(". ")}.`);
    const height = Math.max(...blocks.map(({ shape }) => heightOf(shape)));
    element.replaceChildren(...blocks.map((block) => drawn(block, height)));
  };
  return { element, update };
}

const depthOf = (/** @type {number} */ maps) => SHIFT * Math.ceil(Math.log2(maps));

/** @param {number[]} shape */
function heightOf([n, rows]) {
  return 2 + (rows ? lengthOf(rows) + depthOf(n) : lengthOf(n));
}

/** @param {Block} block @param {number} height */
function drawn({ shape, lines: [kind, size, parameters] }, height) {
  const parts = shape.length === 1 ? [bar(shape[0], height)] : squares(shape, height);
  const width = Math.max(...parts.map((part) => Number(part.getAttribute("x")) + Number(part.getAttribute("width")))) + 1;
  const picture = svg("svg", { width, height, viewBox: `-1 0 ${width + 1} ${height}` }, ...parts);
  const words = [h("b", {}, ...breakable(kind)), h("span", {}, size), h("span", { class: "cb-drawn-count" }, parameters)];
  return h("div", { class: parameters ? "cb-drawn-block cb-learns" : "cb-drawn-block" }, picture, ...words);
}

/* A long name may go on in the next line where a word of it begins. @param {string} kind */
function breakable(kind) {
  if (!/\w{13}/.test(kind)) return [kind];
  return kind.match(/[A-Z]?[^A-Z]+|[A-Z]+/g).flatMap((part) => [h("wbr"), part]);
}

function bar(n, bottom) {
  const height = lengthOf(n);
  return svg("rect", { x: 0, y: bottom - 1 - height, width: 12, height });
}

/** As many squares as doublings of the maps, and one; the last one stands in front. @param {number[]} shape maps, rows, columns @param {number} bottom */
function squares([maps, rows], bottom) {
  const side = lengthOf(rows);
  const count = 1 + depthOf(maps) / SHIFT;
  return Array.from({ length: count }, (_, i) => {
    const back = (count - 1 - i) * SHIFT;
    return svg("rect", { x: back, y: bottom - 1 - side - back, width: side, height: side });
  });
}
