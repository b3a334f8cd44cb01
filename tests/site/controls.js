/*
 * What the tests of every grid, player and field need on the page: to use a control as a reader does, many times in
 * a moment, and to see what comes of it in the model.
 */
(() => {
  "use strict";

  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
  const all = (selector) => [...document.querySelectorAll(`.cnnbook ${selector}`)].filter(visible);
  const drawn = () => new Promise(queueMicrotask); // a view draws in a microtask after a change

  /* ---- the model -------------------------------------------------------------------------------------------- */

  const names = () => Object.keys(window.model.get("limits") ?? {});
  const traits = () => (names().length ? names() : ["response", "checked"]);
  const state = () => Object.fromEntries(traits().map((name) => [name, structuredClone(window.model.get(name))]));

  const first = structuredClone(Object.fromEntries(traits().map((name) => [name, window.model.get(name)])));

  /** As the widget was when this script came, with nothing half typed. */
  async function startAgain() {
    for (const input of all("input[type=text]")) input.dispatchEvent(new FocusEvent("blur"));
    document.activeElement?.blur();
    window.model.set(structuredClone(first));
    await drawn();
  }

  /** Where two values differ: the first place, as a list of names and indices, with both leaves. */
  function difference(before, now, path = []) {
    if (JSON.stringify(before) === JSON.stringify(now)) return null;
    const alike = before && now && typeof before === "object" && typeof now === "object";
    if (!alike) return { path, before, now };
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.map((key) => difference(before[key], now[key], [...path, key])).find(Boolean);
  }

  /* ---- grids ------------------------------------------------------------------------------------------------- */

  const grids = () => all("[role=grid]");
  const isMatrix = (grid) => grid.classList.contains("cb-matrix");

  function activeCell(grid) {
    return isMatrix(grid) ? grid.querySelector("[role=gridcell][tabindex='0']") : grid.querySelector("[role=gridcell]");
  }

  function whereIn(grid) {
    const cell = activeCell(grid);
    if (!isMatrix(grid)) return [cell.parentElement.ariaRowIndex - 1, cell.ariaColIndex - 1];
    const row = cell.parentElement;
    return [[...grid.children].indexOf(row), [...row.children].indexOf(cell)];
  }

  /** What a grid is: its name, its kind, its size, where its tab stops are. */
  function described(grid) {
    const stops = grid.matches("[tabindex='0']") + grid.querySelectorAll("[tabindex='0'], input").length;
    const size = isMatrix(grid) ? [grid.children.length, grid.firstChild.children.length] : [Number(grid.ariaRowCount), Number(grid.ariaColCount)];
    const kind = isMatrix(grid) ? "matrix" : grid.classList.contains("cb-drags") ? "pad" : "map";
    const { touchAction } = getComputedStyle(grid);
    return { name: grid.ariaLabel, kind, size, stops, touchAction };
  }

  /** Press keys one after the other ("Control+Home"); where each leads, and what is said there. */
  async function press(n, keys) {
    const grid = grids()[n];
    const met = [];
    for (const name of keys) {
      const [key, ...modifiers] = name.split("+").reverse();
      const event = { key, ctrlKey: modifiers.includes("Control"), bubbles: true, cancelable: true };
      const target = isMatrix(grid) ? activeCell(grid) : grid;
      const kept = target.dispatchEvent(new KeyboardEvent("keydown", event));
      await drawn();
      met.push({ at: whereIn(grid), says: activeCell(grid).textContent, scrolls: kept });
    }
    return met;
  }

  /** The middle of a cell of a grid on the page, in sight. */
  function middle(n, [row, column]) {
    const grid = grids()[n];
    const { size } = described(grid);
    const target = isMatrix(grid) ? grid.children[row].children[column] : grid.querySelector("canvas");
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = target.getBoundingClientRect();
    if (isMatrix(grid)) return [box.x + box.width / 2, box.y + box.height / 2];
    return [box.x + (box.width * (column + 0.5)) / size[1], box.y + (box.height * (row + 0.5)) / size[0]];
  }

  /* ---- fields ------------------------------------------------------------------------------------------------ */

  const fields = () => all(".cb-field input[type=text]");
  const problemOf = (input) => document.getElementById(input.getAttribute("aria-describedby")).textContent;
  const labelOf = (input) => input.ariaLabel ?? input.labels[0].textContent;

  /** What a field says to a text, and what it changes. */
  async function type(n, text) {
    const input = fields()[n];
    const before = state();
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    return { text: input.value, invalid: input.ariaInvalid === "true", problem: problemOf(input), change: difference(before, state()) };
  }

  /** Press a field's key or button, and leave the field. */
  async function nudge(n, how) {
    const input = fields()[n];
    const before = state();
    const way = { ArrowUp: "more", ArrowDown: "less" }[how] ?? how;
    const bound = input.parentElement.querySelector(`button[aria-label$=": ${way}"]`).ariaDisabled === "true";
    if (how.startsWith("Arrow")) input.dispatchEvent(new KeyboardEvent("keydown", { key: how, bubbles: true, cancelable: true }));
    else input.parentElement.querySelector(`button[aria-label$=": ${how}"]`).click();
    input.dispatchEvent(new FocusEvent("blur"));
    await drawn();
    return { text: input.value, invalid: input.ariaInvalid === "true", problem: problemOf(input), change: difference(before, state()), bound };
  }

  const described_ = (input) => ({ name: labelOf(input), value: input.value, whole: input.inputMode === "numeric" });
  const sliders = () => all("input[type=range]").filter((input) => !input.closest(".cb-player"));

  /** Move a slider to a value, as its keys do: its bounds, and what it changes. */
  async function slide(n, value) {
    const input = sliders()[n];
    const before = state();
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
    const { min, max } = input;
    return { name: labelOf(input), value: Number(input.value), min: Number(min), max: Number(max), said: input.getAttribute("aria-valuetext"), change: difference(before, state()) };
  }

  /** Choose each option in turn, or tick and untick: what every one says and changes. */
  async function choose(n, value) {
    const select = all("select")[n];
    const before = state();
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
    return { now: select.value, problem: problemOf(select), change: difference(before, state()) };
  }

  window.controls = {
    state,
    change: (before) => difference(before, state()) ?? null,
    drawn,
    startAgain,
    press,
    middle,
    type,
    nudge,
    slide,
    choose,
    whereIn: (n) => whereIn(grids()[n]),
    grids: () => grids().map(described),
    fields: () => fields().map(described_),
    sliders: () => sliders().length,
    selects: () => all("select").map((select) => ({ name: labelOf(select), options: [...select.options].map(({ value }) => value) })),
  };
})();
