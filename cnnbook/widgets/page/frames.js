/** Frames over the cells of a grid: they glide from place to place, unless the reader wants no motion. */
import { h } from "./dom.js";

export function createFrames() {
  const element = h("span", { class: "cb-frames", "aria-hidden": "true" });
  const update = (/** @type {import("./grid.js").Box[]} */ boxes, /** @type {{height: number, width: number}} */ map) => {
    while (element.children.length > boxes.length) element.lastChild?.remove();
    while (element.children.length < boxes.length) element.append(h("span"));
    boxes.forEach((box, i) => place(/** @type {HTMLElement} */ (element.children[i]), box, map));
  };
  return { element, update };
}

/** The line lies on the edge of the cells, half of it on either side. @param {HTMLElement} frame @param {import("./grid.js").Box} box @param {{height: number, width: number}} map */
function place(frame, { row, column, rows = 1, columns = 1, kind }, { height, width }) {
  const share = (part, whole) => `${(100 * part) / whole}%`;
  Object.assign(frame.style, { left: share(column, width), top: share(row, height) });
  Object.assign(frame.style, { width: `calc(${share(columns, width)} + 2px)`, height: `calc(${share(rows, height)} + 2px)` });
  frame.classList.toggle("cb-dashed", kind === "dashed");
}
