/**
 * A pad to draw on with mouse, finger or keys. The arrows move the pen, Space or Enter puts it down and
 * lifts it, Ctrl+Z takes the last stroke back.
 */
import { liveRegion, setText } from "./dom.js";
import { SIDE, rounded } from "../maths/drawing.js";
import { nearest } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { createGrid, move } from "./grid.js";

const PAD = { height: SIDE, width: SIDE };

/**
 * @param {object} options
 * @param {(point: [number, number]) => void} options.begin a stroke begins
 * @param {(points: [number, number][]) => void} options.extend it goes on
 * @param {() => void} options.undo
 * @param {AbortSignal} options.signal
 */
export function createPad({ begin, extend, undo, signal }) {
  const says = liveRegion({ show: false });
  const pen = { row: 13, column: 13, down: false, keys: false };
  /** @type {import("../maths/maps.js").Maps | null} */
  let scene = null;
  const describe = (row, column) => `row ${row}, column ${column}, pen ${pen.down ? "down" : "up"}`;
  const grid = createGrid({
    label: "Drawing pad: arrows move the pen, Space puts it down and lifts it",
    signal,
    describe,
    drags: true,
    onActivate: () => toggle(),
  });
  const show = () => {
    const cursor = { row: pen.row, column: pen.column };
    const marks = pen.keys ? { boxes: [{ ...cursor, kind: pen.down ? "" : "dashed" }], dots: pen.down ? [cursor] : [] } : {};
    grid.update({ map: scene, range: [0, 1], cursor, ...marks });
  };
  /** @returns {[number, number]} */
  const centre = () => [pen.column + 0.5, pen.row + 0.5];
  const toggle = () => {
    pen.keys = true;
    pen.down = !pen.down;
    if (pen.down) begin(centre());
    setText(says, pen.down ? "Pen down" : "Pen up");
    show();
  };
  const walk = (next) => {
    pen.keys = true;
    Object.assign(pen, nearest(next, PAD));
    if (pen.down) extend([centre()]);
    show();
  };
  listenToKeys(grid.element, { pen, walk, undo, lift: () => pen.down && toggle(), signal });
  listenToPointer(grid.element, { begin, extend, release: () => (Object.assign(pen, { down: false, keys: false }), show()), signal });
  const update = (/** @type {import("../maths/maps.js").Maps} */ map) => {
    scene = map;
    show();
  };
  return { element: grid.element, says, update };
}

function listenToKeys(element, { pen, walk, undo, lift, signal }) {
  const run = (event) => {
    const next = move(pen, event, PAD);
    if (next) walk(next);
    else if (event.key === "Escape") lift();
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
  };
  element.addEventListener("keydown", run, { signal });
}

function listenToPointer(element, { begin, extend, release, signal }) {
  const canvas = element.querySelector("canvas");
  let active = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * SIDE;
    const y = ((event.clientY - box.top) / box.height) * SIDE;
    return rounded(clamp(x, 0, SIDE), clamp(y, 0, SIDE));
  };
  const listen = (type, run) => canvas.addEventListener(type, run, { signal });
  listen("pointerdown", (event) => {
    if (event.button !== 0 || active !== null) return;
    active = event.pointerId;
    canvas.setPointerCapture(active);
    element.focus({ preventScroll: true });
    release();
    begin(place(event));
  });
  listen("pointermove", (event) => {
    if (event.pointerId !== active) return;
    const events = event.getCoalescedEvents?.() ?? [];
    extend((events.length ? events : [event]).map(place));
  });
  const end = (event) => {
    if (event.pointerId === active) active = null;
  };
  ["pointerup", "pointercancel", "lostpointercapture"].forEach((type) => listen(type, end));
}
