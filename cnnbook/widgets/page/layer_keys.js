/**
 * Where a key leads to in a list of layers: left and right walk from control to control, Home and End to the ends of a
 * layer, up and down to the same control of another layer. What a field needs stays its own: up and down; of a text Home
 * and End too, and left and right up to its ends. So Page up and Page down lead to the other layers from everywhere.
 */
import { along, controlsIn, usableIn } from "./toolbar.js";

const LEAPS = { ArrowUp: -1, PageUp: -1, ArrowDown: 1, PageDown: 1 };

/** @param {any} control @param {string} key @param {HTMLElement[]} lines with the same controls each, of which some may be hidden */
export function nextInLayers(control, key, lines) {
  if (keeps(control, key)) return null;
  const at = lines.findIndex((line) => line.contains(control));
  if (key in LEAPS) return alike(control, lines[at], lines[at + LEAPS[key]]) ?? control;
  if (key.startsWith("Arrow")) return along(control, key, lines.flatMap(usableIn)) ?? control;
  return along(control, key, usableIn(lines[at]));
}

function keeps({ tagName, type, value, selectionStart, selectionEnd }, key) {
  const isText = type === "text";
  if (key === "ArrowUp" || key === "ArrowDown") return isText || tagName === "SELECT";
  if (!isText) return false;
  if (key === "ArrowLeft") return selectionStart > 0;
  if (key === "ArrowRight") return selectionEnd < value.length;
  return key === "Home" || key === "End";
}

/* The same control of another line, or the last one before it that can be used there. */
function alike(control, from, to) {
  if (!to) return null;
  const before = controlsIn(to).slice(0, controlsIn(from).indexOf(control) + 1);
  return usableIn(to).findLast((one) => before.includes(one));
}
