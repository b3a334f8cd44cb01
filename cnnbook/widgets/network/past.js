/** What the reader did, to be taken back: strokes, Clear, examples, changed weights. */
import { isUndo } from "../page/drawing_pad.js";
import { read, save } from "../page/model.js";

/** @typedef {{change: (values: Record<string, any>) => void, undo: () => boolean}} Past */

const KEPT = ["strokes", "image", "image_code", "edits"];
const MOST = 100;

/**
 * Every view takes back what any view has done.
 *
 * @param {import("../page/model.js").Model} model @param {Record<string, any>} shared @returns {Past}
 */
export function pastOf(model, shared) {
  shared.earlier ??= [];
  return {
    change(values) {
      const before = read(model, KEPT);
      const same = Object.entries(values).every(([name, value]) => JSON.stringify(value) === JSON.stringify(before[name]));
      if (!same) shared.earlier.push(before);
      if (shared.earlier.length > MOST) shared.earlier.shift();
      save(model, values);
    },
    undo() {
      const before = shared.earlier.pop();
      if (before) save(model, before);
      return Boolean(before);
    },
  };
}

/** Ctrl+Z anywhere in the widget but on the pad, which listens itself, and in a field, whose own it is. @param {HTMLElement} root @param {Past} past @param {AbortSignal} signal */
export function listenToUndo(root, past, signal) {
  const run = (/** @type {KeyboardEvent} */ event) => {
    const inField = /** @type {HTMLElement} */ (event.target).closest("input, select, textarea");
    if (!isUndo(event) || inField || event.defaultPrevented) return;
    event.preventDefault();
    past.undo();
  };
  root.addEventListener("keydown", run, { signal });
}
