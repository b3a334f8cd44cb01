/** Many controls as one tab stop: arrow keys walk through them, as WAI-ARIA has it for toolbars. */
import { h } from "./dom.js";

const CONTROLS = "button:not(.cb-step), input, select";
const FIELDS = "select, [type=text]";
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const LEAPS = { ArrowUp: -1, PageUp: -1, ArrowDown: 1, PageDown: 1 };
const ENDS = { Home: 0, End: -1 };

const controlsOf = (/** @type {Element} */ line) => /** @type {HTMLElement[]} */ ([...line.querySelectorAll(CONTROLS)]);
const usable = (control) => !control.disabled && !control.closest("[hidden]");

/**
 * Left and right walk from one to the next, Home and End to the ends of a line, up and down to the line above or below. What
 * a field needs stays its own: up and down; of a text Home and End too, and left and right up to its ends. So Page up and
 * Page down lead to the other lines from everywhere.
 *
 * What is returned is called after lines have come, or controls can no longer be used.
 *
 * @param {{element: HTMLElement, lines?: () => HTMLElement[], signal: AbortSignal}} options all lines have the same controls, of which some may be hidden
 */
export function oneStop({ element, lines = () => [element], signal }) {
  /** @type {HTMLElement | undefined} */
  let stop;
  const refresh = (next = stop) => {
    const all = lines();
    const at = all.findIndex((line) => line.contains(next ?? null));
    const firsts = all.slice(0, Math.max(at, 0) + 1).map((line) => controlsOf(line).find(usable));
    const now = at >= 0 && usable(next) ? next : firsts.filter(Boolean).at(-1);
    if (stop && now !== stop && document.activeElement === stop) now?.focus(); // first: one that is hidden loses it with its tabindex
    for (const one of controlsOf(element)) one.tabIndex = one === now ? 0 : -1;
    stop = now;
  };
  const press = (event) => {
    const { target, key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (event.defaultPrevented || altKey || ctrlKey || metaKey || shiftKey || !target.matches(CONTROLS)) return;
    const isField = target.matches(FIELDS);
    if (isField && keeps(target, key)) return;
    const next = nextTo(target, key, lines().filter(usable));
    if (next || isField) event.preventDefault();
    next?.focus();
    next?.select?.();
  };
  element.addEventListener("focusin", ({ target }) => /** @type {HTMLElement} */ (target).matches(CONTROLS) && refresh(/** @type {HTMLElement} */ (target)), { signal });
  element.addEventListener("keydown", press, { signal });
  refresh();
  return () => refresh();
}

/* Does a field use this key itself? A caret walks to the end of its text first. */
function keeps({ selectionStart, selectionEnd, value }, key) {
  if (key === "ArrowLeft") return selectionStart > 0;
  if (key === "ArrowRight") return selectionEnd < value.length;
  return !key.startsWith("Page") && !(key in ENDS && selectionStart === undefined);
}

function nextTo(control, key, lines) {
  const at = lines.findIndex((line) => line.contains(control));
  const own = controlsOf(lines[at]);
  if (key in ENDS) return own.filter(usable).at(ENDS[key]);
  if (key in STEPS) {
    const all = lines.flatMap(controlsOf).filter(usable);
    return all[all.indexOf(control) + STEPS[key]];
  }
  const to = lines[at + LEAPS[key]];
  return to && controlsOf(to).slice(0, own.indexOf(control) + 1).findLast(usable);
}

/** Buttons that belong together, in one tab stop. @param {string} label @param {string} kind @param {import("./dom.js").Child[]} parts @param {AbortSignal} signal */
export function toolbar(label, kind, parts, signal) {
  const element = h("div", { class: kind, role: "toolbar", "aria-label": label }, ...parts);
  oneStop({ element, signal });
  return element;
}
