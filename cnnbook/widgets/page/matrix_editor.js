/**
 * A small matrix that the reader edits cell by cell: the kernel.
 *
 * One tab stop; arrows move; typing, Enter or a click opens the cell; Enter keeps, Escape gives up.
 */
import { h, setText, uniqueId } from "./dom.js";
import { colourScale, inkOn } from "./colour.js";
import { at, extent } from "../maths/convolution.js";
import { move } from "./grid.js";
import { format, parse } from "./numbers.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(row: number, column: number, value: number) => string | null} options.change takes a weight, or
 *   says why it cannot
 * @param {AbortSignal} options.signal
 */
export function matrixEditor({ label, change, signal, limit = 1e6 }) {
  const problem = h("p", { class: "cb-problem", role: "alert", id: uniqueId("problem") });
  const grid = h("div", { role: "grid", class: "cb-matrix", "aria-label": label, "aria-describedby": problem.id });
  const element = h("div", { class: "cb-matrix-field" }, grid, problem);
  const state = { map: null, row: 0, column: 0, input: null };

  const complain = (message) => setText(problem, message ?? "");
  const cellAt = (row, column) => grid.children[row]?.children[column];
  const focus = (row, column) => {
    cellAt(state.row, state.column)?.setAttribute("tabindex", "-1");
    Object.assign(state, { row, column });
    cellAt(row, column).setAttribute("tabindex", "0");
    cellAt(row, column).focus({ preventScroll: true });
  };

  const close = (keep) => {
    const { input } = state;
    if (!input) return true;
    const message = keep ? weightProblem(input.value, limit) ?? change(state.row, state.column, parse(input.value)) : null;
    complain(message);
    input.setAttribute("aria-invalid", message ? "true" : "false");
    if (message) return false;
    state.input = null;
    input.remove();
    fillCell(cellAt(state.row, state.column), at(state.map, state.row, state.column), null);
    refresh();
    return true;
  };
  const open = (row, column, text) => {
    if (state.input && !close(true)) close(false);
    focus(row, column);
    state.input = cellInput(text ?? String(at(state.map, row, column)), { row, column, close, focus });
    cellAt(row, column).replaceChildren(state.input);
    state.input.focus();
    if (text === undefined) state.input.select();
  };
  const refresh = () => {
    const scale = colourScale(extent(state.map), "weight");
    eachCell(state.map, (row, column) => {
      if (state.input && row === state.row && column === state.column) return;
      fillCell(cellAt(row, column), at(state.map, row, column), scale);
    });
  };

  listen(grid, { state, focus, open, signal });
  const update = (map) => {
    const reshaped = !state.map || state.map.height !== map.height || state.map.width !== map.width;
    state.map = map;
    if (reshaped) {
      state.input = null;
      complain(null);
      Object.assign(state, { row: Math.min(state.row, map.height - 1), column: Math.min(state.column, map.width - 1) });
      build(grid, state);
    }
    refresh();
  };
  return { element, update, grid };
}

function eachCell(map, run) {
  for (let row = 0; row < map.height; row++) for (let column = 0; column < map.width; column++) run(row, column);
}

function build(grid, { map, row, column }) {
  grid.style.setProperty("--cb-columns", map.width);
  grid.replaceChildren(
    ...Array.from({ length: map.height }, (_, r) =>
      h(
        "div",
        { role: "row" },
        ...Array.from({ length: map.width }, (_, c) =>
          h("div", { role: "gridcell", tabindex: r === row && c === column ? "0" : "-1" }),
        ),
      ),
    ),
  );
}

function fillCell(cell, value, scale) {
  setText(cell, format(value, 3));
  if (!scale) return;
  const colour = scale.colour(value);
  cell.style.background = `rgb(${colour.join(" ")})`;
  cell.style.color = inkOn(colour);
}

function weightProblem(text, limit) {
  const value = parse(text);
  if (Number.isNaN(value)) return `“${text.trim()}” is not a number: a weight is a number like 2, −1, 0.5 or 1/9.`;
  if (!Number.isFinite(value)) return "A weight must be finite.";
  if (Math.abs(value) > limit) return `A weight of ${text.trim()} is too large: keep between −${limit} and ${limit}.`;
  return null;
}

function cellInput(text, { row, column, close, focus }) {
  const label = `weight in row ${row}, column ${column}`;
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": label });
  input.value = text;
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && close(true)) focus(row, column);
    if (event.key === "Escape" && close(false)) focus(row, column);
    if (event.key === "Tab" && !close(true)) event.preventDefault();
  });
  input.addEventListener("blur", () => close(true));
  return input;
}

function listen(grid, { state, focus, open, signal }) {
  const indexOf = (target) => {
    const cell = target.closest?.("[role=gridcell]");
    if (!cell || !grid.contains(cell)) return null;
    return [[...grid.children].indexOf(cell.parentElement), [...cell.parentElement.children].indexOf(cell)];
  };
  grid.addEventListener(
    "click",
    (event) => {
      const place = indexOf(event.target);
      if (place && event.target !== state.input) open(...place);
    },
    { signal },
  );
  grid.addEventListener(
    "keydown",
    (event) => {
      if (event.target === state.input) return;
      const next = move(state, event, state.map);
      if (next) focus(Math.max(0, Math.min(next.row, state.map.height - 1)), Math.max(0, Math.min(next.column, state.map.width - 1)));
      else if (event.key === "Enter" || event.key === "F2") open(state.row, state.column);
      else if (/^[-−0-9.,]$/.test(event.key) && !event.ctrlKey) open(state.row, state.column, event.key);
      else return;
      event.preventDefault();
    },
    { signal },
  );
}
