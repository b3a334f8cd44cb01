/** Building blocks of every widget's page side: elements, a life with an end, the printed call. */

import { limitsOf, read } from "./model.js";
import { changed, problemIn, refusal } from "./sharing.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./model.js").Start} Start
 * @typedef {string | number | Node | null | undefined} Child
 * @typedef {{model: Model, start: Start, shared: Record<string, any>, root: HTMLElement, signal: AbortSignal}} Context
 */

const SVG = "http://www.w3.org/2000/svg";

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * An HTML element: h("button", {type: "button", onclick: play}, "Play"). Text is never parsed as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, any>} [props] @param {...Child} children @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for SVG.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, any>} [props] @param {...Child} children @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Write text only when it changes, so that a live region does not speak twice. @param {Node} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const SERIAL = Symbol.for("cnnbook.serial");

/**
 * An id that no other element of the page has: the page counts, since each widget may bring its own copy of this module.
 *
 * @param {string} stem
 */
export function uniqueId(stem) {
  const page = /** @type {any} */ (window);
  page[SERIAL] = (page[SERIAL] ?? 0) + 1;
  return `cnnbook-${stem}-${page[SERIAL]}`;
}

/** Run at most once per frame of the event loop, however often it is asked for. */
function coalesced(run, signal) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!signal.aborted) run();
    });
  };
}

/** Call `run` when the page turns dark or light. */
function onThemeChange(run, signal) {
  const observer = new MutationObserver(run);
  const attributeFilter = ["data-theme", "data-jp-theme-light", "data-vscode-theme-kind", "class"];
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter });
  }
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", run, { signal });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Call `run` when an element gets another size. @param {Element} element @param {() => void} run @param {AbortSignal} signal */
export function onResize(element, run, signal) {
  const observer = new ResizeObserver(() => run());
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}

/* Jupyter takes arrows, digits and letters for its own commands (delete the cell …) unless the focused element says no. */
function keepKeys(root, signal) {
  const mark = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "");
  root.addEventListener("focusin", mark, { signal });
}

/**
 * A widget from its traits and a function that builds one view. What is returned is called once for each model.
 *
 * `build` gets `{model, start, shared, root, signal}` and returns `update()`, which redraws from the model's
 * state. `start` is the model as it was at first; in `shared` the views of one model keep what they have in
 * common besides its state. The signal ends listeners, timers and observers: it aborts when the view goes away.
 *
 * @param {string[]} traits whose changes redraw the view
 * @param {(context: Context) => () => void} build
 * @param {(state: any) => string | null} [problemOf] why a whole state cannot be shown
 * @param {object} [memory] what a page keeps on the device, where that is not what a link may set
 * @param {Record<string, any>} [memory.own] the limits of the traits that it keeps
 * @param {(options: {model: Model}) => string} [memory.stamp] tells whether the book's own has changed since
 * @param {(options: {model: Model}) => string} [memory.outcome] how it was done: "once", "helped", or not yet
 */
export function widget(traits, build, problemOf, { own, ...memory } = {}) {
  return () => {
    /** @type {Record<string, any>} */
    const first = {};
    const start = { get: (/** @type {string} */ name) => first[name] };
    const shared = {};
    return {
      /** @param {{model: Model}} given */
      initialize({ model }) {
        Object.assign(first, read(model, traits));
      },
      /** @param {{model: Model, state: Record<string, any>, kept?: boolean}} given */
      refuse: ({ model, state, kept }) => refusal(model, state, problemOf, (kept && own) || limitsOf(model)),
      /** @param {{model: Model}} given */
      keeps: ({ model }) => Object.keys(own ?? limitsOf(model)),
      ...memory,
      /** @param {{model: Model, el: HTMLElement}} given */
      render({ model, el }) {
        const life = new AbortController();
        const { signal } = life;
        const trouble = h("p", { class: "cb-problem", role: "alert" });
        const root = h("div", { class: "cnnbook" }, trouble);
        el.append(root);
        keepKeys(root, signal);
        let draw = null;
        /* A view is built on the first state that can be shown. Of a later one that cannot, the last picture stays. */
        const update = () => {
          const problem = problemIn(model, problemOf);
          setText(trouble, problem ?? "");
          if (problem) return;
          draw ??= built({ model, start, shared, root, signal }, build);
          draw();
        };
        const redraw = coalesced(update, signal);
        traits.forEach((name) => model.on(`change:${name}`, redraw));
        onThemeChange(redraw, signal);
        update();
        return () => {
          life.abort();
          traits.forEach((name) => model.off(`change:${name}`, redraw));
          root.remove();
        };
      },
    };
  };
}

function built(context, build) {
  const draw = build(context);
  offerLink(context);
  introduce(context);
  return draw;
}

/* For screen readers: “Convolution explorer”, and what its sentence says now. */
function introduce({ model, root }) {
  if (root.hasAttribute("role")) return;
  const [kind] = String(model.get("_anywidget_id") ?? "Widget").match(/\w+$/) ?? ["Widget"];
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", kind.replace(/\B[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`));
  const says = root.querySelector(".cb-says, .cb-code-text");
  if (!says) return;
  says.id ||= uniqueId("says");
  root.setAttribute("aria-describedby", says.id);
}

/* On a rendered page, where the address can carry a state: a button beside the printed call. */
function offerLink({ model, start, root }) {
  if (!model.cnnbookLink || !Object.keys(limitsOf(model)).length) return;
  const { button, said } = copyButton("Copy link", () => model.cnnbookLink?.(changed(model, start)) ?? "");
  root.querySelector(".cb-code-head")?.append(button, said);
}

/** A polite live region: what changed, said once. `show` false hides it from sight only. A long sentence scrolls. @param {{show?: boolean}} [options] */
export function liveRegion({ show = true } = {}) {
  const look = show ? { class: "cb-says", tabindex: "0" } : { class: "cb-hidden" };
  return h("p", { ...look, role: "status", "aria-live": "polite" });
}

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = h("textarea", { class: "cb-hidden" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser did not allow it");
  return undefined;
}

/* A button that copies what `text` gives, and says so. */
function copyButton(label, text) {
  const button = h("button", { type: "button", class: "cb-copy" }, label);
  const said = liveRegion({ show: false });
  button.addEventListener("click", async () => {
    try {
      await copy(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copying was not allowed";
    }
    setText(said, button.textContent);
  });
  button.addEventListener("blur", () => {
    button.textContent = label;
    setText(said, "");
  });
  return { button, said };
}

/** The exact Python call for the present state, with a button that copies it. */
export function printedCall() {
  const code = h("code", { class: "cb-code-text" });
  const { button, said } = copyButton("Copy", () => code.textContent);
  const box = h("div", { class: "cb-code-box", role: "group", tabindex: "0", "aria-label": "Python code", hidden: true }, code);
  const fold = h("button", { type: "button", class: "cb-fold", "aria-expanded": "false" }, "The same in Python");
  fold.addEventListener("click", () => {
    box.hidden = !box.hidden;
    fold.setAttribute("aria-expanded", String(!box.hidden));
  });
  const head = h("div", { class: "cb-code-head" }, fold, button, said);
  const element = h("div", { class: "cb-code" }, head, box);
  const update = (/** @type {string} */ text) => setText(code, text);
  return { element, update };
}
