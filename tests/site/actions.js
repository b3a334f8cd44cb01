/*
 * What the tests of robustness need on the page: a ledger of everything that a widget could leave running,
 * and a way to find controls by what they are. Runs while no view is shown.
 */
(() => {
  "use strict";

  /* ---- the ledger: timers, frames, observers, and listeners outside of the widget ------------------------- */

  const open = { interval: new Set(), timeout: new Set(), frame: new Set(), observer: new Set(), listener: new Set() };
  let ticks = 0;

  function wrapTimer(kind, start, stop, once) {
    const [begin, end] = [window[start].bind(window), window[stop].bind(window)];
    window[start] = (run, ...rest) => {
      const id = begin((...values) => {
        if (once) open[kind].delete(id);
        else ticks += 1;
        run(...values);
      }, ...rest);
      open[kind].add(id);
      return id;
    };
    window[stop] = (id) => {
      open[kind].delete(id);
      end(id);
    };
  }
  wrapTimer("interval", "setInterval", "clearInterval", false);
  wrapTimer("timeout", "setTimeout", "clearTimeout", true);
  wrapTimer("frame", "requestAnimationFrame", "cancelAnimationFrame", true);

  for (const name of ["ResizeObserver", "MutationObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      observe(...values) {
        open.observer.add(this);
        super.observe(...values);
      }

      disconnect() {
        open.observer.delete(this);
        super.disconnect();
      }
    };
  }

  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const outside = (target) =>
    [window, document, document.documentElement, document.body].includes(target) || target instanceof MediaQueryList;
  EventTarget.prototype.addEventListener = function (type, run, options) {
    addEventListener.call(this, type, run, options);
    if (!outside(this ?? window)) return;
    const entry = { target: this ?? window, type, run };
    open.listener.add(entry);
    if (options?.signal) addEventListener.call(options.signal, "abort", () => open.listener.delete(entry));
  };
  EventTarget.prototype.removeEventListener = function (type, run, options) {
    removeEventListener.call(this, type, run, options);
    for (const entry of open.listener) {
      if (entry.target === (this ?? window) && entry.type === type && entry.run === run) open.listener.delete(entry);
    }
  };

  const elements = () => document.querySelectorAll("body *").length;
  const atFirst = elements();

  /** What is still there after every view has gone, by kind; nothing that has ended. */
  const left = () => {
    const sizes = Object.entries(open).map(([kind, set]) => [kind, set.size]);
    return Object.fromEntries([...sizes, ["element", elements() - atFirst]].filter(([, size]) => size));
  };

  /* ---- the controls, found by what they are ----------------------------------------------------------------- */

  const KINDS = {
    button: "button, summary",
    field: "input:not([type]), input[type=text], input[type=number], textarea",
    choice: "select",
    toggle: "input[type=checkbox], input[type=radio]",
    surface: "canvas, svg, [role=grid], [role=slider], input[type=range]",
    stop: "button, summary, input, select, textarea, [tabindex='0']",
    cell: "[role=gridcell]",
  };

  function find(kind) {
    const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
    return [...document.querySelectorAll(`main :is(${KINDS[kind]})`)].filter((e) => !e.disabled && visible(e));
  }

  const nameOf = (element) =>
    `${element.tagName.toLowerCase()} “${(
      element.getAttribute("aria-label") ??
      element.labels?.[0]?.textContent ??
      element.closest("[aria-label]")?.getAttribute("aria-label") ??
      element.textContent
    ).slice(0, 40)}”`;

  /** The n-th control of a kind, counted round and round, in the middle of the window: its name and its box. */
  function aim(kind, n) {
    const found = find(kind);
    if (!found.length) return null;
    const element = found[n % found.length];
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    aim.element = element;
    return { name: nameOf(element), x, y, width, height };
  }

  /** Focus the n-th tab stop. */
  function focus(n) {
    const aimed = aim("stop", n);
    if (aimed) aim.element.focus();
    return aimed?.name ?? null;
  }

  /** Choose an option as a reader does; the page hears input and change. */
  function pick(n, option) {
    const aimed = aim("choice", n);
    if (!aimed) return null;
    const select = aim.element;
    select.focus();
    select.selectedIndex = option % select.options.length;
    for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
    return `${aimed.name}: ${select.value}`;
  }

  /** Press Play, where there is one, at full speed; say how often timers have run until now. */
  function play() {
    const button = find("button").find((element) => element.textContent.includes("Play"));
    const speed = button?.closest(".cb-player").querySelector("input[type=range]");
    if (speed) {
      speed.value = speed.max; // the first step comes soon
      speed.dispatchEvent(new Event("input", { bubbles: true }));
    }
    button?.scrollIntoView({ block: "center", behavior: "instant" }); // out of sight nothing plays
    button?.click();
    return button ? ticks : null;
  }

  const pause = () => find("button").filter((button) => button.textContent.includes("Pause")).forEach((button) => button.click());

  function turnTheme() {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.theme === "dark" ? "light" : "dark";
    return dataset.theme;
  }

  /* ---- the model's state, and what the page has saved ----------------------------------------------------------- */

  const saved = [];
  const written = (names) => Object.fromEntries(names.map((name) => [name, JSON.stringify(window.model.get(name))]));
  let known = {}; // what Python knows of these traits

  /** Keep each change that the page hands to Python, from the next view on. */
  function followSaves(names) {
    known = written(names);
    window.model.save_changes = () => {
      const now = written(names);
      const changed = names.filter((name) => now[name] !== known[name]);
      saved.push(Object.fromEntries(changed.map((name) => [name, JSON.parse(now[name])])));
      known = now;
    };
  }

  const newSaves = () => saved.splice(0);
  const state = (names) => JSON.stringify(Object.fromEntries(names.map((name) => [name, window.model.get(name)])));

  /** States that come from Python, one after the other. What the page saved while they came is older: it goes. */
  function fromPython(states) {
    for (const values of states) {
      for (const name of Object.keys(values)) saved.forEach((late) => delete late[name]);
      window.model.set(values);
      Object.assign(known, written(Object.keys(values)));
    }
  }

  /** Why the page would not take this state from a link, or null. */
  async function refusal(values) {
    const module = URL.createObjectURL(new Blob([window.model.get("_esm")], { type: "text/javascript" }));
    refusal.definition ??= (await import(module)).default();
    return refusal.definition.refuse({ model: window.model, state: values });
  }

  /** What the page shows: numbers and printed call of each view. */
  const shown = () =>
    [...document.querySelectorAll("main .cnnbook")].map((root) => ({
      output: [root.cnnbookOutput].flat().map((part) => (part.data ? Array.from(part.data) : part)),
      code: root.querySelector(".cb-code-text")?.textContent ?? null,
    }));

  window.robust = { left, aim, focus, pick, play, pause, turnTheme, followSaves, newSaves, state, fromPython, refusal, shown, ticks: () => ticks };
})();
