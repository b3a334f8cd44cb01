/** Small parts that the pictures of several widgets share. */
import { h } from "./dom.js";

/** A titled picture with what stands under it. @param {string} title @param {Node | string} head @param {...Node} content */
export function panel(title, head, ...content) {
  return h("section", { class: "cb-panel" }, h("p", { class: "cb-title" }, h("b", {}, title), " ", head), ...content);
}

/** "3 × 4" @param {{height: number, width: number}} map */
export function sizeOf({ height, width }) {
  return `${height} × ${width}`;
}

/** "1 row", "2 rows" @param {number} n @param {string} word */
export function many(n, word) {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
