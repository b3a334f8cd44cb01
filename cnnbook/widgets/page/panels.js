/** Small parts that the pictures of several widgets share. */
import { h } from "./dom.js";

/** A titled picture with what stands under it. */
export function panel(title, head, ...content) {
  return h("section", { class: "cb-panel" }, h("p", { class: "cb-title" }, h("b", {}, title), " ", head), ...content);
}

/** The cell of a map that is nearest to a place. */
export function nearest({ row, column }, { height, width }) {
  return {
    row: Math.min(Math.max(row, 0), height - 1),
    column: Math.min(Math.max(column, 0), width - 1),
  };
}

/** The next cell in reading order; after the last one comes the first. */
export function nextCell({ row, column }, { height, width }) {
  return column + 1 < width ? { row, column: column + 1 } : { row: (row + 1) % height, column: 0 };
}

/** "3 × 4" */
export function sizeOf({ height, width }) {
  return `${height} × ${width}`;
}

/** "1 row", "2 rows" */
export function many(n, word) {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
