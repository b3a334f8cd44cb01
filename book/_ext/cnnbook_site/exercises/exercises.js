/*
 * What an exercise's buttons do: hints, the solution, lines to be put into order. Loaded with the first press, from
 * a folder too: only Check needs Python. See memory/memory.js for the buttons, python/page/exercise.js for the verdict.
 */
(() => {
  "use strict";
  const store = window.cnnbookStore;
  const { make } = window.cnnbookMemory;
  const tasks = JSON.parse(document.querySelector(".cnnbook-tasks")?.textContent ?? "{}");
  const places = new Map(); // cell → what stands in it
  const button = (text, onclick, more = {}) => make("button", { type: "button", onclick, ...more }, text);
  const taskOf = (cell) => tasks[cell.dataset.exercise];
  const useHelp = (cell) => store.write("help", cell.dataset.cell, 1);

  /** The places for hints, solution and lines below a cell's buttons. */
  function placeOf(cell) {
    if (!places.has(cell)) {
      const part = (/** @type {string} */ name) => make("div", { className: `cnnbook-${name}` });
      const parts = { hints: part("hints"), solution: part("solution"), lines: part("lines"), said: make("p", { role: "status", className: "cnnbook-said" }) };
      parts.hints.ariaLive = "polite";
      cell.querySelector(".cell_input").after(make("div", { className: "cnnbook-helps" }, ...Object.values(parts)));
      places.set(cell, parts);
    }
    return places.get(cell);
  }

  function hint(cell) {
    const { hints } = placeOf(cell);
    const all = taskOf(cell).hints;
    const given = hints.children.length;
    useHelp(cell);
    if (given < all.length) hints.append(make("p", {}, make("b", {}, `Hint ${given + 1} of ${all.length}: `), all[given]));
    else hints.lastElementChild.animate?.([{ opacity: 0.3 }, { opacity: 1 }], 300);
  }

  function solution(cell) {
    const place = placeOf(cell).solution;
    const pressed = [...cell.querySelectorAll(".cnnbook-tools button")].find(({ textContent }) => textContent === "Solution");
    const open = !place.hasChildNodes();
    pressed?.setAttribute("aria-expanded", String(open));
    useHelp(cell);
    place.replaceChildren(...(open ? [make("p", {}, "One right way; there are others:"), make("pre", { tabIndex: 0 }, taskOf(cell).solution)] : []));
  }

  /** Check is the cell's own Run; from a folder there is no Python. */
  function check(cell) {
    if (location.protocol === "file:") placeOf(cell).said.textContent = "Checking needs Python, which a page from a folder cannot start: run “python -m http.server” in the folder, then open http://localhost:8000. What you write is kept all the same.";
  }

  /* ---- lines to be put into order ---- */

  /** What was kept of it, if it fits the lines that there are. */
  function keptOf(cell, given) {
    const kept = store.read("lines", cell.dataset.cell);
    const { order, picks } = Object(kept);
    const gaps = given.map((line) => line.filter(Array.isArray));
    const whole = Array.isArray(order) && order.length === given.length && given.every((_, i) => order.includes(i));
    const fits = Array.isArray(picks) && picks.length === given.length && gaps.every((line, i) => Array.isArray(picks[i]) && picks[i].length === line.length && line.every((options, j) => Number.isInteger(picks[i][j]) && picks[i][j] >= -1 && picks[i][j] < options.length));
    return whole && fits ? { order, picks } : { order: given.map((_, i) => i), picks: gaps.map((line) => line.map(() => -1)) };
  }

  function lines(cell) {
    const place = placeOf(cell);
    if (place.lines.hasChildNodes()) return place.lines.replaceChildren();
    useHelp(cell);
    const state = keptOf(cell, taskOf(cell).lines);
    const list = make("ol", {});
    const box = { cell, state, list, said: place.said, given: taskOf(cell).lines };
    list.append(...state.order.map((i) => lineOf(box, i)));
    place.lines.append(
      make("p", {}, "Put the lines into order, and choose what stands in each gap. Drag a line by its grip, or press its arrows; the indents are right already."),
      list,
      make("p", { className: "cnnbook-row" }, button("Check these lines", () => checkLines(box)), button("Start again", () => startAgain(box))),
    );
    return number(box);
  }

  function lineOf(box, i) {
    const { cell, state, given } = box;
    let gap = -1;
    const parts = given[i].map((part) => (Array.isArray(part) ? choice(box, i, ++gap, part) : part));
    const code = make("code", {}, ...parts);
    const item = /** @type {any} */ (make("li", { className: "cnnbook-line" }));
    const grip = button("⠿", null, { className: "cnnbook-grip" });
    grip.onkeydown = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by) event.preventDefault();
      if (by && move(box, item, by)) grip.focus();
    };
    drag(box, item, grip);
    const step = (sign, by) => button(sign, (event) => move(box, item, by) && event.currentTarget.focus(), { tabIndex: -1 });
    item.append(grip, code, step("▲", -1), step("▼", 1));
    item.line = i;
    item.text = () => given[i].reduce((text, part) => text + (Array.isArray(part) ? (part[state.picks[i][given[i].filter(Array.isArray).indexOf(part)]] ?? "…") : part), "");
    item.cell = cell;
    return item;
  }

  function choice(box, i, gap, options) {
    const { state } = box;
    const select = /** @type {HTMLSelectElement} */ (make("select", { ariaLabel: "What stands here" }, ...["…", ...options].map((text, n) => make("option", { value: n - 1 }, text))));
    select.value = String(state.picks[i][gap]);
    select.onchange = () => {
      state.picks[i][gap] = Number(select.value);
      keep(box);
      number(box);
    };
    return select;
  }

  const keep = ({ cell, state }) => store.write("lines", cell.dataset.cell, { order: state.order, picks: state.picks });

  /** Name each line by its place. */
  function number({ list }) {
    [...list.children].forEach((item, at) => {
      const name = `Line ${at + 1} of ${list.children.length}: ${item.text().trim()}`;
      item.children[0].ariaLabel = `${name}. The arrow keys move it.`;
      item.children[2].ariaLabel = `Up: ${name}`;
      item.children[3].ariaLabel = `Down: ${name}`;
    });
  }

  function settle(box, item) {
    const items = [...box.list.children];
    box.state.order = items.map(({ line }) => line);
    keep(box);
    number(box);
    box.said.textContent = `Now line ${items.indexOf(item) + 1} of ${items.length}.`;
  }

  /** Move a line up or down; whether it could. */
  function move(box, item, by) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return false;
    if (by < 0) other.before(item);
    else other.after(item);
    settle(box, item);
    return true;
  }

  function drag(box, item, grip) {
    let held = false;
    grip.onpointerdown = (event) => {
      held = true;
      item.classList.add("cnnbook-held");
      grip.setPointerCapture(event.pointerId);
    };
    grip.onpointermove = ({ clientY }) => {
      if (!held) return;
      const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
      const [above, below] = [item.previousElementSibling, item.nextElementSibling];
      // The others move, so that the one that is held keeps the pointer.
      if (above && clientY < middle(above)) item.after(above);
      else if (below && clientY > middle(below)) item.before(below);
    };
    grip.onpointerup = grip.onpointercancel = () => {
      if (held) settle(box, item);
      held = false;
      item.classList.remove("cnnbook-held");
    };
  }

  function checkLines({ cell, list, said, state }) {
    if (state.picks.flat().includes(-1)) return void (said.textContent = "Choose something in each gap first.");
    said.textContent = "";
    if (location.protocol === "file:") return check(cell);
    const index = [...document.querySelectorAll(".cell_input")].indexOf(cell.querySelector(".cell_input"));
    return window.cnnbookAsk?.("Try", index, [...list.children].map((item) => `    ${item.text()}`).join("\n"));
  }

  function startAgain({ cell }) {
    store.forget("lines", cell.dataset.cell);
    placeOf(cell).lines.replaceChildren();
    lines(cell);
    placeOf(cell).lines.querySelector("button")?.focus();
  }

  window.cnnbookExercises = { hint, solution, check, lines };
})();
