/** While a finger is on a grid: the cells around it, enlarged and with their values, beside the finger and never under it. */
import { h } from "./dom.js";
import { cellAt } from "./connectors.js";
import { at, cellOf, extent, nearest } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { paint } from "./paint.js";

const [ROWS, COLUMNS] = [3, 5];
const AWAY = 36; // CSS pixels from the middle of the finger
const EDGE = 4;

/**
 * @param {object} options
 * @param {HTMLElement} options.element the grid
 * @param {HTMLCanvasElement} options.canvas where the finger is
 * @param {() => import("./grid.js").Scene | null} options.current what the grid shows
 * @param {AbortSignal} options.signal
 */
export function createLoupe({ element, canvas, current, signal }) {
  /** @type {HTMLCanvasElement | null} */
  let lens = null; // made when it is first needed
  /** @type {PointerEvent | null} */
  let finger = null;
  const update = () => {
    const scene = current();
    if (!finger || !scene) return;
    if (!lens) element.append((lens = h("canvas", { class: "cb-loupe", "aria-hidden": "true" })));
    lens.hidden = false;
    paint(lens, around(scene, cellAt(canvas, scene.map, finger)));
    put(lens, element, finger);
  };
  const follow = (/** @type {PointerEvent} */ event) => event.pointerType === "touch" && ((finger = event), update());
  const leave = () => {
    finger = null;
    if (lens) lens.hidden = true;
  };
  ["pointerdown", "pointermove"].forEach((type) => canvas.addEventListener(type, /** @type {EventListener} */ (follow), { signal }));
  ["pointerup", "pointercancel"].forEach((type) => canvas.addEventListener(type, leave, { signal }));
  return { update };
}

/** A small scene: the cell in its middle, or as near to it as the edges allow. @param {import("./grid.js").Scene} scene @param {import("../maths/maps.js").Cell} cell */
function around({ map, kind, range = extent(map), blank }, { row, column }) {
  const size = { height: Math.min(ROWS, map.height), width: Math.min(COLUMNS, map.width) };
  const first = nearest({ row: row - (size.height >> 1), column: column - (size.width >> 1) }, { height: map.height - size.height + 1, width: map.width - size.width + 1 });
  const there = (i) => {
    const cell = cellOf(i, size);
    return at(map, first.row + cell.row, first.column + cell.column);
  };
  const data = Array.from({ length: size.height * size.width }, (_, i) => there(i));
  return {
    map: { ...size, data },
    kind,
    range,
    numbers: true,
    boxes: [{ row: row - first.row, column: column - first.column }],
    blank: blank && ((r, c) => blank(first.row + r, first.column + c)),
  };
}

/* Above the finger; beside it where there is no room; below it on a screen that is too narrow for that. */
function put(lens, element, { clientX: x, clientY: y }) {
  const origin = element.getBoundingClientRect();
  const { width, height } = lens.getBoundingClientRect();
  const across = (left) => clamp(left, EDGE, innerWidth - width - EDGE);
  const side = x > innerWidth / 2 ? x - AWAY - width : x + AWAY;
  const above = y - AWAY - height >= EDGE;
  const fits = across(side) === side;
  const left = !above && fits ? side : across(x - width / 2);
  const top = above ? y - AWAY - height : fits ? Math.max(EDGE, y - height / 2) : y + AWAY;
  const zoom = element.currentCSSZoom ?? 1; // over the whole screen
  Object.assign(lens.style, { left: `${(left - origin.left) / zoom}px`, top: `${(top - origin.top) / zoom}px` });
}
