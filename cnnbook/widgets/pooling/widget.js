/** PoolingExplorer: a window steps over an image and keeps one number of each stop. */
import { button, checkField, numberField, player, selectField } from "../page/controls.js";
import { cellOf, extent, nearest, nextCell } from "../maths/maps.js";
import { unreadOf, windowBox } from "../maths/windows.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid, createLegend, createTable } from "../page/grid.js";
import { cellsStation, elementStation, traced } from "../page/connectors.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { ownPicture } from "../page/own_picture.js";
import { many, panel, sizeOf } from "../page/panels.js";
import { callOf, compute, formulaOf, problemOf, sentenceOf, windowPixels, winnerOf, winnersOf } from "./derived.js";

const NAMES = ["kind", "kernel_size", "stride", "padding"];
const PLACE = ["row", "column"];
const PICTURE = ["image", "image_code", "image_file"];
const REST = ["show_winners", "show_numbers", "controls"];
const TRAITS = [...NAMES, ...PLACE, ...PICTURE, ...REST];
const OWN = 96; // the most rows and columns of a picture of the reader's own
const KINDS = { max: "max: the largest", average: "average: the mean" };
const FEW = 8; // columns whose numbers can be read in half of a phone's width

function build({ model, start, root, signal }) {
  const state = () => read(model, TRAITS);
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values });
    if (!problem) save(model, values);
    return problem;
  };
  let computed = null;
  const chosen = () => nearest(state(), computed.output);
  const choose = (place) => save(model, nearest(place, computed.output));
  const walk = player({ step: () => choose(nextCell(chosen(), computed.output)), signal });
  const point = (place) => (walk.pause(), choose(place));
  const panels = buildPanels({ signal, point, chosen, computed: () => computed });
  const fields = buildFields({ model, start, signal, attempt });
  const source = ownPicture({ model, root, largest: OWN, take: attempt, signal });
  const call = printedCall();
  root.append(panels.element, walk.element, panels.words, fields.element, source?.element ?? "", call.element, panels.tables);

  const computeOnce = remembered(["image", ...NAMES], compute);
  return () => {
    const now = state();
    computed = computeOnce(now);
    root.cnnbookOutput = computed.output;
    panels.update(now, computed);
    fields.update(now, computed);
    source?.update();
    call.update(callOf(now));
  };
}

/* ---- the pictures and the words under them ------------------------------------------------------- */

function buildPanels({ signal, point, chosen, computed }) {
  const grids = {
    input: createGrid({
      label: "Input image with its padding",
      signal,
      onPoint: (cell, how) => point(how === "key" ? windowBeside(cell, chosen(), computed()) : windowAt(cell, computed())),
      describe: (r, c, value) => inputWords(r, c, value, computed()),
    }),
    window: buildWindow(signal),
    output: createGrid({ label: "Output", signal, onPoint: point }),
  };
  const legends = { input: createLegend("Input values"), output: createLegend("Output values") };
  const heads = { input: h("span"), window: h("span"), output: h("span") };
  const notes = { unread: h("p", { class: "cb-note" }), window: h("p", { class: "cb-note" }) };
  const input = panel("Input", heads.input, grids.input.element, legends.input.element, notes.unread);
  const middle = panel("Window", heads.window, grids.window.element, notes.window);
  const output = panel("Output", heads.output, grids.output.element, legends.output.element);
  middle.classList.add("cb-middle");
  const element = h("div", { class: "cb-panels" }, input, middle, output);
  const drawPath = pathWithin(element, grids, middle, signal);
  const says = liveRegion();
  const tables = [createTable("Input as a table", signal), createTable("Output as a table", signal)];
  const update = (now, results) => {
    const position = nearest(now, results.output);
    const range = extent(results.image);
    element.classList.toggle("cb-roomy", now.show_numbers && results.padded.width > FEW);
    showInput(grids.input, now, results, position);
    grids.window.update(results, position, range);
    grids.output.update({ map: results.output, range, cursor: position, numbers: now.show_numbers, boxes: [position] });
    legends.input.update(range);
    legends.output.update(range);
    showWords({ heads, notes, says }, now, results, position);
    drawPath(results, position);
    tables[0].update(results.padded);
    tables[1].update(results.output);
  };
  return { element, words: says, tables: h("div", {}, ...tables.map((table) => table.element)), update };
}

/* From the window, which stands enlarged in the middle, to the output pixel. */
function pathWithin(element, { input, window, output }, column, signal) {
  const ways = (origin, results, position) => {
    const from = cellsStation(input.canvas, results.padded, windowBox(position, results.window), origin);
    return [[from, elementStation(window.canvas, column, origin), cellsStation(output.canvas, results.output, position, origin)]];
  };
  return traced(element, ways, signal);
}

/* Which window a pointed-at cell of the padded input belongs to. */
function windowAt({ row, column }, { window: { kernel_size: kernel, stride } }) {
  const place = (i) => (stride >= kernel ? Math.floor(i / stride) : Math.round((i - Math.floor((kernel - 1) / 2)) / stride));
  return { row: place(row), column: place(column) };
}

/* Keys move the window from stop to stop, however long the stride. */
function windowBeside(cell, position, { window }) {
  const from = cursorOf(position, window);
  const steps = (to, at) => Math.sign(to - at) * Math.ceil(Math.abs(to - at) / window.stride);
  return { row: position.row + steps(cell.row, from.row), column: position.column + steps(cell.column, from.column) };
}

function inputWords(row, column, value, results) {
  const p = results?.window.padding ?? 0;
  const { height = Infinity, width = Infinity } = results?.image ?? {};
  const inside = row >= p && column >= p && row < p + height && column < p + width;
  return `${inside ? "" : "padding, "}row ${row - p}, column ${column - p}: ${format(value)}`;
}

/* The chosen window alone, large, each number to be read; the arrows walk in it. */
function buildWindow(signal) {
  let shown = null;
  let cursor = { row: 0, column: 0 };
  const grid = createGrid({ label: "The chosen window", signal, onPoint: (cell) => ((cursor = cell), show()) });
  const show = () => grid.update({ ...shown, cursor: nearest(cursor, shown.map) });
  const update = (results, position, range) => {
    const pixels = windowPixels(results, position);
    const side = results.window.kernel_size;
    const map = { height: side, width: side, data: pixels.map(({ value }) => value) };
    const winner = cellOf(pixels.indexOf(winnerOf(pixels)), map);
    shown = { map, range, numbers: true, boxes: results.kind === "max" ? [winner] : [] };
    show();
  };
  grid.element.classList.add("cb-pool-window");
  return { element: grid.element, canvas: grid.canvas, update };
}

function showInput(grid, now, results, position) {
  const { padded, image, window } = results;
  const unread = unreadOf(padded, window);
  const max = results.kind === "max";
  const winner = max ? winnerOf(windowPixels(results, position)) : null;
  grid.update({
    map: padded,
    range: extent(image),
    ring: window.padding,
    numbers: now.show_numbers,
    cursor: cursorOf(position, window),
    boxes: [{ ...windowBox(position, window), kind: winner && "dashed" }, winner].filter(Boolean),
    dots: max && now.show_winners ? allWinners(results).map(({ row, column }) => ({ row, column, corner: now.show_numbers })) : [],
    faint: unread && ((r, c) => !unread.rows[r] || !unread.columns[c]),
  });
}

/* All winners are found when they are first asked for, not for every picture. */
function allWinners(results) {
  results.winners ??= winnersOf(results);
  return results.winners;
}

/* The cell of the window that stands for it under the keyboard's arrows. */
function cursorOf({ row, column }, { kernel_size: kernel, stride }) {
  const shift = stride >= kernel ? 0 : Math.floor((kernel - 1) / 2);
  return { row: row * stride + shift, column: column * stride + shift };
}

function showWords({ heads, notes, says }, now, results, position) {
  const { image, padded, output, window } = results;
  setText(heads.input, sizeOf(image) + (window.padding ? ` + padding ${window.padding} = ${sizeOf(padded)}` : ""));
  setText(heads.window, `${window.kernel_size} × ${window.kernel_size}`);
  setText(heads.output, sizeOf(output));
  const sizes = `${image.data.length} numbers in, ${output.data.length} out.`;
  setText(notes.window, results.kind === "max" ? `The framed pixel is kept: ${sizes}` : `The mean is kept: ${sizes}`);
  const unread = unreadOf(padded, window);
  setText(notes.unread, unread ? unreadWords(unread) : "");
  setText(says, sentenceOf(results, position));
}

function unreadWords({ missing }) {
  const [rows, columns] = missing;
  const parts = [rows && many(rows, "row"), columns && many(columns, "column")].filter(Boolean);
  return `Crossed out: ${parts.join(" and ")} that no window reads.`;
}

/* ---- the fields -------------------------------------------------------------------------------- */

function buildFields({ model, start, signal, attempt }) {
  const limits = limitsOf(model);
  const number = (label, name) => numberField({ label, limit: limits[name], signal, change: (value) => attempt({ [name]: value }) });
  const check = (label, name) => checkField({ label, signal, change: (on) => (save(model, { [name]: on }), null) });
  const kinds = limits.kind.choices.map((kind) => [kind, KINDS[kind]]);
  const fields = {
    kind: selectField({ label: "Pooling", choices: kinds, signal, change: (kind) => attempt({ kind }) }),
    kernel_size: number("Window", "kernel_size"),
    stride: number("Stride", "stride"),
    padding: number("Padding", "padding"),
    show_winners: check("mark every winner", "show_winners"),
    show_numbers: check("numbers in the cells", "show_numbers"),
  };
  const formula = h("div", { class: "cb-formula" }, h("p"), h("p"));
  const symbols = h("p", { class: "cb-note" }, "⌊(n + 2p − k) / s⌋ + 1: image n, padding p, window k, stride s; ⌊ ⌋ drops what is left over.");
  const reset = button("Start again", () => attempt(read(start, [...NAMES, ...PICTURE])), signal);
  const row = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element), reset);
  const update = (now, results) => {
    Object.entries(fields).forEach(([name, field]) => {
      field.element.hidden = !now.controls.includes(name);
      field.update(now[name]);
    });
    fields.show_winners.element.hidden ||= now.kind !== "max";
    setText(formula.children[0], formulaOf("height", results.image.height, results.window));
    setText(formula.children[1], formulaOf("width", results.image.width, results.window));
  };
  return { element: h("div", {}, row, formula, symbols), update };
}

export default widget(TRAITS, build, problemOf);
