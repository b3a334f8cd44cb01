/** StridesExplorer: point at a window of an image, and see which numbers of the memory it reads. */
import { sliderField } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid, createTable } from "../page/grid.js";
import { limitsOf, read, save } from "../page/model.js";
import { many, panel, sizeOf } from "../page/panels.js";
import { callOf, compute, runsOf, sentenceOf, stridesOf } from "./derived.js";

const TRAITS = ["height", "width", "kernel_size", "row", "column"];
const SLIDERS = { height: "Rows of the image", width: "Columns of the image", kernel_size: "Size of a window" };

function build({ model, root, signal }) {
  const state = () => read(model, TRAITS);
  const choose = (row, column) => {
    const { places } = compute(state());
    const inside = (n, most) => Math.min(Math.max(n, 0), most - 1);
    save(model, { row: inside(row, places.height), column: inside(column, places.width) });
  };
  const grids = buildGrids({ state, choose, signal });
  const heads = { image: h("span"), columns: h("span") };
  const says = liveRegion();
  const strides = h("p", { class: "cb-note" });
  const fields = buildFields(model, signal);
  const call = printedCall();
  const table = createTable("Columns as a table", signal);
  const line = h("div", { class: "cb-memory-line" }, grids.memory.element);
  const memory = panel("Memory", "one number after the other", line);
  memory.classList.add("cb-memory");
  const panels = [panel("Image", heads.image, grids.image.element), panel("Columns", heads.columns, grids.columns.element)];
  root.append(h("div", { class: "cb-panels" }, ...panels), memory, says, strides, fields.element, call.element, table.element);

  return () => {
    const now = state();
    const results = compute(now);
    const { image, columns } = results;
    root.cnnbookOutput = columns;
    grids.update(now, results);
    showPlace(line, now, results);
    setText(heads.image, sizeOf(image));
    setText(heads.columns, many(columns.width, "window"));
    setText(says, sentenceOf(now, results));
    setText(strides, stridesOf(now));
    fields.update(now);
    call.update(callOf(now));
    table.update(columns);
  };
}

function buildGrids({ state, choose, signal }) {
  let tap = 0; // which number of a column is pointed at: a place to read, no part of the state
  const update = (now, results) => showGrids(grids, now, results, tap);
  const pointAt = (row) => {
    tap = row;
    update(state(), compute(state()));
  };
  const grids = {
    image: createGrid({ label: "Image", signal, onPoint: ({ row, column }) => choose(row, column) }),
    memory: createGrid({ label: "Memory", signal, onPoint: byNumber(state, choose) }),
    columns: createGrid({ label: "Columns", signal, onPoint: byPlace(state, choose, pointAt) }),
  };
  return { ...grids, update };
}

/* The chosen window, framed in all three pictures. */
function showGrids(grids, now, results, tap) {
  const { image, memory, columns, chosen, place, reads } = results;
  const shown = { range: /** @type {[number, number]} */ ([0, image.data.length - 1]), numbers: true };
  const window = { ...chosen, rows: now.kernel_size, columns: now.kernel_size };
  grids.image.update({ ...shown, map: image, cursor: chosen, boxes: [window] });
  grids.memory.update({ ...shown, map: memory, cursor: { row: 0, column: reads[0] }, boxes: runsOf(now, results) });
  grids.columns.update({ ...shown, map: columns, cursor: { row: Math.min(tap, columns.height - 1), column: place }, boxes: [{ row: 0, column: place, rows: columns.height }] });
}

/* A long memory is wider than a phone: its line scrolls to where the window reads. */
function showPlace(line, { height, width }, { reads }) {
  line.style.setProperty("--cb-numbers", String(height * width));
  const [first, last] = [reads[0], reads[reads.length - 1] + 1].map((n) => (n / (height * width)) * line.scrollWidth);
  if (first < line.scrollLeft || last > line.scrollLeft + line.clientWidth) line.scrollLeft = Math.min(first, (first + last - line.clientWidth) / 2);
}

/* The window that begins at a number of the memory. */
function byNumber(state, choose) {
  return ({ column }, how) => {
    const { width } = state();
    const { reads, places } = compute(state());
    /* An arrow key at the end of a row of windows goes to the next row, if there is one. */
    const goesOn = how === "key" && column > reads[0] && column < (places.height - 1) * width;
    const gap = goesOn && column % width >= places.width ? width - (column % width) : 0;
    choose(Math.floor((column + gap) / width), (column + gap) % width);
  };
}

/* The window of a column. */
function byPlace(state, choose, chooseTap) {
  return ({ row, column }) => {
    const { places } = compute(state());
    chooseTap(row);
    choose(Math.floor(column / places.width), column % places.width);
  };
}

function buildFields(model, signal) {
  const limits = limitsOf(model);
  const sliders = Object.entries(SLIDERS).map(([name, label]) => {
    const change = (value) => (save(model, { [name]: value }), null);
    return { name, ...sliderField({ label, limit: limits[name], signal, change }) };
  });
  const element = h("div", { class: "cb-fields" }, ...sliders.map((slider) => slider.element));
  const update = (now) => sliders.forEach((slider) => slider.update(now[slider.name]));
  return { element, update };
}

export default widget(TRAITS, build);
