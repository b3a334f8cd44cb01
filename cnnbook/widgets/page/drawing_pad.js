/**
 * A pad to draw on with mouse, finger or keys. The arrows move the pen, Space or Enter puts it down and
 * lifts it, Ctrl+Z takes the last stroke back. A stroke ends where it leaves the pad; a second finger draws nothing.
 */
import { liveRegion, setText } from "./dom.js";
import { SIDE, extended, pointsOf, rounded } from "../maths/drawing.js";
import { nearest } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { createGrid, move } from "./grid.js";
import { limitsOf, save } from "./model.js";
import { isUndo } from "./undo.js";

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
    const marks = pen.keys && document.activeElement === grid.element ? { boxes: [{ ...cursor, kind: pen.down ? "" : "dashed" }], dots: pen.down ? [cursor] : [] } : {};
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
  ["focus", "blur"].forEach((type) => grid.element.addEventListener(type, () => scene && show(), { signal }));
  const update = (/** @type {import("../maths/maps.js").Maps} */ map) => {
    scene = map;
    show();
  };
  return { element: grid.element, says, update };
}

/**
 * What a pen does to the strokes of a model, until the pad is full. `begin` puts a new stroke there with `put`, as a step
 * that can be taken back; what lengthens it belongs to the same step.
 *
 * @param {import("./model.js").Model} model @param {HTMLElement} full where it says that there is no more room
 * @param {(values: Record<string, any>) => void} put
 */
export function strokesOf(model, full, put) {
  const { most } = limitsOf(model).strokes;
  const strokes = () => model.get("strokes");
  const room = () => {
    if (pointsOf(strokes()) < most) return true;
    setText(full, `The pad holds ${most} points: clear it first.`);
    return false;
  };
  return {
    most,
    begin: (/** @type {[number, number]} */ point) => room() && put({ strokes: [...strokes(), [point]] }),
    extend(/** @type {[number, number][]} */ points) {
      const before = strokes();
      if (!before.length || !room()) return;
      const after = points.reduce(extended, before);
      if (after !== before) save(model, { strokes: after });
    },
  };
}

function listenToKeys(element, { pen, walk, undo, lift, signal }) {
  const run = (event) => {
    const next = move(pen, event, PAD);
    if (next) walk(next);
    else if (event.key === "Escape") lift();
    else if (isUndo(event)) undo();
    else return;
    event.preventDefault();
  };
  element.addEventListener("keydown", run, { signal });
}

function listenToPointer(element, { begin, extend, release, signal }) {
  const canvas = element.querySelector("canvas");
  /* The pointer that draws, and whether it has left the pad. */
  const active = { id: null, outside: false };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    return { outside: Math.min(x, y) < 0 || Math.max(x, y) > SIDE, point: rounded(clamp(x, 0, SIDE), clamp(y, 0, SIDE)) };
  };
  const go = ({ outside, point }) => {
    if (!outside && active.outside) begin(point);
    else if (!outside) extend([point]);
    active.outside = outside;
  };
  const listen = (type, run) => canvas.addEventListener(type, run, { signal });
  listen("pointerdown", (event) => {
    if (event.button !== 0 || active.id !== null) return;
    Object.assign(active, { id: event.pointerId, outside: false });
    canvas.setPointerCapture(event.pointerId);
    element.focus({ preventScroll: true });
    release();
    begin(place(event).point);
  });
  listen("pointermove", (event) => {
    if (event.pointerId !== active.id) return;
    const events = event.getCoalescedEvents?.() ?? [];
    (events.length ? events : [event]).map(place).forEach(go);
  });
  const end = (event) => {
    if (event.pointerId === active.id) active.id = null;
  };
  ["pointerup", "pointercancel", "lostpointercapture"].forEach((type) => listen(type, end));
}
