/**
 * A small matrix that the reader edits cell by cell: the kernel.
 *
 * One tab stop; arrows move; typing, Enter or a click opens the cell; Enter keeps, Escape gives up. A whole matrix can
 * be pasted, from a table or from Python.
 */
import { h, setText, uniqueId } from "./dom.js";
import { colourScale, inkOn } from "./colour.js";
import { at, extent, nearest } from "../maths/maps.js";
import { move } from "./grid.js";
import { ambiguous, format, parse } from "./numbers.js";

/** @typedef {import("../maths/maps.js").Grid} Grid */

/**
 * @param {object} options
 * @param {string} options.label
 * @param {(row: number, column: number, value: number) => import("./controls.js").Refusal} options.change takes a weight, or
 *   says why it cannot
 * @param {AbortSignal} options.signal
 * @param {number} [options.limit] the largest weight that can be typed
 * @param {(rows: number[][]) => import("./controls.js").Refusal} [options.replace] takes a pasted matrix; without it none can be pasted
 * @param {number[]} [options.largest] rows and columns that a pasted matrix may have
 */
export function matrixEditor({ label, change, signal, limit = 1e6, replace, largest = [9, 9] }) {
  const problem = h("p", { class: "cb-problem", role: "alert", id: uniqueId("problem") });
  const grid = h("div", { role: "grid", class: "cb-matrix", "aria-label": label, "aria-describedby": problem.id });
  /** @type {{map: any, row: number, column: number, input: HTMLInputElement | null}} */
  const state = { map: null, row: 0, column: 0, input: null };

  const complain = (/** @type {import("./controls.js").Refusal} */ message) => setText(problem, message ?? "");
  const focus = (row, column) => moveFocus(grid, state, { row, column });
  const close = (keep) => {
    const { input } = state;
    if (!input) return true;
    const message = keep ? weightProblem(input.value, limit) ?? change(state.row, state.column, parse(input.value)) : null;
    complain(message);
    input.setAttribute("aria-invalid", message ? "true" : "false");
    if (message) return false;
    state.input = null;
    input.remove();
    paintCells(grid, state);
    return true;
  };
  const open = (row, column, text) => {
    if (state.input && !close(true)) close(false);
    focus(row, column);
    const input = cellInput(text ?? String(at(state.map, row, column)), { row, column, close, focus });
    state.input = input;
    cellAt(grid, row, column).replaceChildren(input);
    input.focus();
    if (text === undefined) input.select();
  };
  listen(grid, { state, focus, open, signal });
  if (replace) listenToPaste(grid, { state, open, close, complain, limit, largest, replace, signal });
  const update = (/** @type {Grid} */ map) => {
    const reshaped = state.map?.height !== map.height || state.map?.width !== map.width;
    Object.assign(state, { map }, reshaped ? { input: null, ...nearest(state, map) } : {});
    if (reshaped) {
      complain(null);
      build(grid, state);
    }
    paintCells(grid, state);
  };
  return { element: h("div", { class: "cb-matrix-field" }, grid, problem), update, grid };
}

function cellAt(grid, row, column) {
  return /** @type {HTMLElement} */ (grid.children[row]?.children[column]);
}

/* One cell is the tab stop: the active one. */
function moveFocus(grid, state, { row, column }) {
  cellAt(grid, state.row, state.column)?.setAttribute("tabindex", "-1");
  Object.assign(state, { row, column });
  cellAt(grid, row, column).setAttribute("tabindex", "0");
  cellAt(grid, row, column).focus({ preventScroll: true });
}

/* Every weight in its colour; not the one that is being edited. */
function paintCells(grid, { map, row, column, input }) {
  const scale = colourScale(extent(map), "weight");
  for (let r = 0; r < map.height; r++) {
    for (let c = 0; c < map.width; c++) {
      if (!input || r !== row || c !== column) fillCell(cellAt(grid, r, c), at(map, r, c), scale);
    }
  }
}

function build(grid, { map, row, column }) {
  const cell = (r, c) => h("div", { role: "gridcell", tabindex: r === row && c === column ? "0" : "-1" });
  grid.style.setProperty("--cb-columns", map.width);
  grid.replaceChildren(
    ...Array.from({ length: map.height }, (_, r) => h("div", { role: "row" }, ...Array.from({ length: map.width }, (__, c) => cell(r, c)))),
  );
}

function fillCell(cell, value, scale) {
  setText(cell, format(value, 3));
  const colour = scale.colour(value);
  cell.style.background = `rgb(${colour.join(" ")})`;
  cell.style.color = inkOn(colour);
}

function weightProblem(text, limit) {
  const value = parse(text);
  if (Number.isNaN(value)) return `“${text.trim()}” is not a number: a weight is a number like 2, −1, 0.5 or 1/9.`;
  if (ambiguous(text)) return ambiguous(text);
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
  input.addEventListener("forget", () => close(false));
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
      const cell = next && nearest(next, state.map);
      if (cell) focus(cell.row, cell.column);
      else if (event.key === "Enter" || event.key === "F2") open(state.row, state.column);
      else if (/^[-−0-9.,]$/.test(event.key) && !event.ctrlKey) open(state.row, state.column, event.key);
      else return;
      event.preventDefault();
    },
    { signal },
  );
}

/* One number goes into the open cell, as always; more than one are a matrix. */
function listenToPaste(grid, { state, open, close, complain, limit, largest, replace, signal }) {
  const paste = (event) => {
    const text = event.clipboardData?.getData("text/plain").trim() ?? "";
    const single = !Number.isNaN(parse(text));
    if (single && event.target === state.input) return;
    event.preventDefault();
    if (single) return open(state.row, state.column, text);
    const cells = matrixOf(text);
    close(false);
    complain(matrixProblem(cells, { limit, largest }) ?? replace(cells.map((row) => row.map(parse))));
  };
  grid.addEventListener("paste", paste, { signal });
}

/** The cells of a matrix that was written as Python, as a table, or in lines. @param {string} text */
export function matrixOf(text) {
  const bare = text.replace(/^\s*(np\.)?array\(/, "").replace(/[[(]/g, " ");
  const lines = bare.split(/[\])]\s*,?|[\n;]/).map((line) => line.trim().replace(/,$/, "").trim());
  return lines.filter((line) => line !== "").map(cellsOf);
}

/* Tabs part cells, or else spaces; commas do where a space stands behind them, or where there is no space at all. */
function cellsOf(line) {
  if (line.includes("\t")) return line.split("\t").map((cell) => cell.trim());
  if (/,\s/.test(line) || !/\s/.test(line)) return line.split(",").map((cell) => cell.trim());
  return line.split(/\s+/);
}

function matrixProblem(cells, { limit, largest: [rows, columns] }) {
  if (!cells.length) return "There is nothing to paste: copy rows of numbers first.";
  const uneven = cells.findIndex((row) => row.length !== cells[0].length);
  const wrong = cells.flat().map((cell) => [cell, weightProblem(cell, limit)]).find(([, problem]) => problem);
  if (wrong) return wrong[1];
  if (uneven > 0) return `A matrix has rows of one length: row 0 has ${cells[0].length} numbers and row ${uneven} has ${cells[uneven].length}.`;
  if (cells.length > rows || cells[0].length > columns) return `At most ${rows} × ${columns} weights fit here, not ${cells.length} × ${cells[0].length}.`;
  return null;
}
