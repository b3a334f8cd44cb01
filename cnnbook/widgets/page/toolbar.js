/** Many controls as one tab stop: arrow keys walk through them, as WAI-ARIA has it for toolbars. */
import { h } from "./dom.js";

const CONTROLS = "button:not(.cb-step), input, select";
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const ENDS = { Home: 0, End: -1 };

export const controlsIn = (/** @type {Element} */ place) => /** @type {HTMLElement[]} */ ([...place.querySelectorAll(CONTROLS)]);

/** Those that can be used now. @param {Element} place */
export const usableIn = (place) => controlsIn(place).filter((one) => !one.matches(":disabled, [hidden], [hidden] *"));

/**
 * Tab comes to the control that had the focus last. What is returned is called after controls have come, or cannot be used any more.
 *
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {(control: HTMLElement, key: string, all: HTMLElement[]) => HTMLElement | null | undefined} [options.next] where a key leads to; nothing when the key is the control's own
 * @param {(lost: HTMLElement | undefined, all: HTMLElement[]) => HTMLElement | undefined} [options.instead] the tab stop instead of one that cannot be used
 * @param {AbortSignal} options.signal
 */
export function oneStop({ element, next = along, instead = (_, all) => all[0], signal }) {
  /** @type {HTMLElement | undefined} */
  let stop;
  const refresh = (wanted = stop) => {
    const all = usableIn(element);
    const now = all.find((one) => one === wanted) ?? instead(wanted, all);
    if (stop && now !== stop && document.activeElement === stop) now?.focus(); // first: what is hidden loses it with its tabindex
    for (const one of controlsIn(element)) one.tabIndex = one === now ? 0 : -1;
    stop = now;
  };
  const press = (/** @type {any} */ event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = usableIn(element);
    const to = all.includes(target) && next(target, key, all);
    if (!to) return;
    event.preventDefault();
    to.focus();
    /** @type {any} */ (to).select?.(); // its text, as Tab does
  };
  element.addEventListener("focusin", ({ target }) => refresh(/** @type {HTMLElement} */ (target)), { signal });
  element.addEventListener("keydown", press, { signal });
  refresh();
  return () => refresh();
}

/** Arrows lead to the next one, Home and End to the first and the last. @param {HTMLElement} control @param {string} key @param {HTMLElement[]} all */
export function along(control, key, all) {
  return key in ENDS ? all.at(ENDS[key]) : all[all.indexOf(control) + STEPS[key]];
}

/** Buttons that belong together. @param {string} label @param {string} kind @param {import("./dom.js").Child[]} parts @param {AbortSignal} signal */
export function toolbar(label, kind, parts, signal) {
  const element = h("div", { class: kind, role: "toolbar", "aria-label": label }, ...parts);
  oneStop({ element, signal });
  return element;
}
