/** What the reader's hand does to the digit: move it, draw on it, take an example; and how to take it back. */
import { SIDE, pointsOf } from "../maths/drawing.js";
import { clamp } from "../maths/scalars.js";
import { limitsOf, read, save } from "../page/model.js";
import { createHistory } from "../page/undo.js";

const PAPER = Array.from({ length: SIDE }, () => new Array(SIDE).fill(0));

/** @typedef {import("../maths/maps.js").Cell} Cell */

/** @param {{model: import("../page/model.js").Model, start: import("../page/model.js").Start, shared: any, picture: string[]}} options */
export function createHand({ model, start, shared, picture }) {
  const now = () => read(model, picture);
  const { remember, take, undo } = createHistory({ model, shared, names: picture });
  const show = (/** @type {number[][]} */ image, image_file = "") => take({ image, image_code: "", image_file, strokes: [], down: 0, right: 0 });
  const clear = () => show(PAPER);
  const restart = () => take(read(start, picture));
  return { show, undo, clear, restart, look: (/** @type {Cell} */ cell) => save(model, cell), ...mover({ model, now, remember }), ...pen({ model, now, remember }) };
}

function mover({ model, now, remember }) {
  const limits = limitsOf(model);
  const within = ({ down, right }) => ({
    down: clamp(down, limits.down.min, limits.down.max),
    right: clamp(right, limits.right.min, limits.right.max),
  });
  let held = null;
  const go = (to, { once }) => {
    const { down, right } = within(to);
    const before = now();
    if (down === before.down && right === before.right) return;
    if (once) remember();
    save(model, { down, right });
  };
  const grip = (/** @type {Cell} */ cell) => {
    const { down, right } = now();
    held = { down: down - cell.row, right: right - cell.column, kept: false };
  };
  const pull = (/** @type {Cell} */ cell) => {
    if (!held) return;
    go({ down: held.down + cell.row, right: held.right + cell.column }, { once: !held.kept });
    held.kept = true;
  };
  const push = (/** @type {number} */ down, /** @type {number} */ right) => {
    const before = now();
    go({ down: before.down + down, right: before.right + right }, { once: true });
  };
  return { grip, pull, push, drop: () => (held = null) };
}

/* Strokes are kept as they were before the digit was moved. */
function pen({ model, now, remember }) {
  const { most } = limitsOf(model).strokes;
  let drawing = false;
  let away = false;
  const pointOf = ({ row, column }) => {
    const { down, right } = now();
    return [column + 0.5 - right, row + 0.5 - down];
  };
  const room = () => pointsOf(now().strokes) < most;
  const put = (strokes, cell) => save(model, { strokes, row: cell.row, column: cell.column });
  const begin = (/** @type {Cell} */ cell) => {
    if (!room()) return;
    remember();
    drawing = true;
    away = false;
    put([...now().strokes, [pointOf(cell)]], cell);
  };
  const extend = (cell) => {
    const { strokes } = now();
    put([...strokes.slice(0, -1), [...strokes[strokes.length - 1], pointOf(cell)]], cell);
  };
  const go = (/** @type {Cell} */ cell) => {
    if (!drawing || !room()) return;
    const { strokes } = now();
    if (away || !strokes.length) put([...strokes, [pointOf(cell)]], cell);
    else extend(cell);
    away = false;
  };
  /* With the keys: a line from the pen to the next cell. */
  const line = (/** @type {Cell} */ cell) => {
    if (!room()) return;
    const from = read(model, ["row", "column"]);
    remember();
    put([...now().strokes, [pointOf(from), pointOf(cell)]], cell);
  };
  return { begin, go, line, leave: () => (away = true), lift: () => (drawing = false) };
}
