/** The pictures of a ConvolutionExplorer: input, kernel and output, the lines between them, and the words under them. */
import { colourScale, inkOn } from "../page/colour.js";
import { sentenceOf } from "./derived.js";
import { h, liveRegion, setText } from "../page/dom.js";
import { windowTerms } from "../maths/convolution.js";
import { nearest, sum } from "../maths/maps.js";
import { unreadOf, windowBox, windowCells, windowSpan } from "../maths/windows.js";
import { createGrid, createLegend, createTable } from "../page/grid.js";
import { cellsStation, elementStation, traced } from "../page/connectors.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { format } from "../page/numbers.js";
import { many, panel, sizeOf } from "../page/panels.js";

const LARGEST_TILES = 5; // a larger kernel's products are too small to read

/**
 * @typedef {import("./derived.js").Results} Results
 * @typedef {object} Context what the widget lends
 * @property {AbortSignal} signal
 * @property {(values: Record<string, any>) => string | null} attempt takes new values, or says why it cannot
 * @property {() => any} state
 * @property {(row: number, column: number) => void} choose
 * @property {() => Results} computed
 * @property {() => void} pause
 * @property {() => boolean} plays
 * @property {number[]} largest rows and columns of a kernel
 */

/** @param {Context} context */
export function buildPanels(context) {
  const parts = { input: inputGrid(context), kernel: kernelEditor(context), output: outputGrid(context), products: tiles() };
  const legends = { input: createLegend("Input values"), output: createLegend("Output values") };
  const heads = { input: h("span"), kernel: h("span"), output: h("span") };
  const notes = { ring: note(), unread: note(), kernel: note(), scale: note() };
  const middle = panel("Kernel", heads.kernel, parts.kernel.element, parts.products, notes.kernel);
  middle.classList.add("cb-middle");
  const input = panel("Input", heads.input, parts.input.element, legends.input.element, notes.ring, notes.unread);
  const output = panel("Output", heads.output, parts.output.element, legends.output.element, notes.scale);
  const element = h("div", { class: "cb-panels" }, input, middle, output);
  const says = liveRegion();
  const tables = [createTable("Input as a table", context.signal), createTable("Output as a table", context.signal)];
  const drawPath = pathWithin(element, parts, middle, context.signal);
  const update = (/** @type {any} */ now, /** @type {Results} */ results) => {
    const position = nearest(now, results.output);
    element.classList.toggle("cb-roomy", now.show_numbers);
    showMaps(parts, now, results, position, context.plays() ? position : null);
    showProducts(parts.products, results, position);
    legends.input.update(results.ranges.image);
    legends.output.update(rangeOf(now, results));
    showWords({ heads, notes }, now, results);
    setText(says, sentenceOf(results, position));
    drawPath(results, position);
    tables[0].update(results.padded);
    tables[1].update(results.output);
  };
  return { element, words: says, tables: h("div", {}, ...tables.map((table) => table.element)), update };
}

function note() {
  return h("p", { class: "cb-note" });
}

/* ---- the parts -------------------------------------------------------------------------------------- */

function inputGrid({ signal, state, choose, computed, pause }) {
  const onPoint = ({ row, column }, how) => {
    const { weights, window } = computed();
    const now = state();
    const place = (pixel, k, chosen) => {
      const moved = pixel - cursorOf(chosen, k, window);
      if (how !== "key") return Math.round((pixel - (windowSpan(k, window.dilation) - 1) / 2) / window.stride);
      /* An arrow key moves on by one window at least, even where a window is several pixels away. */
      return chosen + (Math.round(moved / window.stride) || Math.sign(moved));
    };
    pause();
    choose(place(row, weights.height, now.row), place(column, weights.width, now.column));
  };
  const describe = (row, column, value) => inputWords(row, column, value, computed());
  return createGrid({ label: "Input image with its padding", signal, onPoint, describe });
}

function kernelEditor({ signal, attempt, state, largest }) {
  const change = (row, column, value) => {
    const { kernel, flip } = state();
    const rows = kernel.map((line) => [...line]);
    if (flip) rows[rows.length - 1 - row][rows[0].length - 1 - column] = value;
    else rows[row][column] = value;
    return attempt({ kernel: rows });
  };
  const replace = (rows) => attempt({ kernel: state().flip ? turned(rows) : rows });
  const editor = matrixEditor({ label: "Kernel: the weights", signal, change, replace, largest });
  /* It turns when it is flipped. */
  let flipped = null;
  const update = (weights, flip) => {
    editor.update(weights);
    if (flipped !== null && flipped !== flip) turn(editor.grid);
    flipped = flip;
  };
  return { ...editor, update };
}

function turned(rows) {
  return rows.map((row) => [...row].reverse()).reverse();
}

/* The picture has turned already: it starts from where it was. */
function turn(grid) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  grid.animate([{ transform: "rotate(-180deg)" }, { transform: "none" }], { duration: 600, easing: "ease-in-out" });
}

function outputGrid({ signal, choose, pause }) {
  return createGrid({ label: "Output", signal, onPoint: ({ row, column }) => (pause(), choose(row, column)) });
}

function tiles() {
  return h("div", { class: "cb-window" }, h("p", { class: "cb-note" }, "Window × weights"), h("div", { class: "cb-products", "aria-hidden": "true" }));
}

/* From the window through the tiles, or through the kernel where there are none, to the output pixel. */
function pathWithin(element, { input, kernel, output, products }, column, signal) {
  const ways = (origin, results, position) => [
    [
      cellsStation(input.canvas, results.padded, windowBox(position, results.window), origin),
      elementStation(products.hidden ? kernel.grid : products.children[1], column, origin),
      cellsStation(output.canvas, results.output, position, origin),
    ],
  ];
  return traced(element, ways, signal);
}

function inputWords(row, column, value, results) {
  const p = results?.padding ?? 0;
  const inside = row >= p && column >= p && row < p + results?.image.height && column < p + results?.image.width;
  const where = inside ? `row ${row - p}, column ${column - p}` : `padding, row ${row - p}, column ${column - p}`;
  return `${where}: ${format(value)}`;
}

/* Along one axis: the pixel in the middle of a window. */
function cursorOf(place, k, { stride, dilation }) {
  return place * stride + Math.floor(windowSpan(k, dilation) / 2);
}

/* ---- what they show ------------------------------------------------------------------------------------ */

/* What the colours of the output stand for. */
function rangeOf({ scale }, { ranges }) {
  return scale === "input" ? ranges.image : ranges.output;
}

function showMaps({ input, kernel, output }, now, results, position, newest) {
  const { padded, weights, window } = results;
  const unread = unreadOf(padded, window);
  const cursor = { row: cursorOf(position.row, weights.height, window), column: cursorOf(position.column, weights.width, window) };
  /* Which pixels a spread-out window reads: a dot in each, beside the number if there is one. */
  const read = window.dilation > 1 ? windowCells(position, window) : [];
  input.update({
    map: padded,
    range: results.ranges.image,
    ring: now.padding,
    numbers: now.show_numbers,
    cursor,
    boxes: [windowBox(position, window)],
    dots: read.map(({ row, column }) => ({ row, column, corner: now.show_numbers })),
    faint: unread && ((r, c) => !unread.rows[r] || !unread.columns[c]),
  });
  kernel.update(results.oriented, now.flip);
  /* While it plays, the output grows. */
  const blank = newest && ((r, c) => r > newest.row || (r === newest.row && c > newest.column));
  output.update({ map: results.output, range: rangeOf(now, results), cursor: position, numbers: now.show_numbers, boxes: [position], blank });
}

/* The window over the weights: "pixel × weight" tile by tile, for kernels small enough to read. */
function showProducts(element, { padded, ranges, oriented, window }, position) {
  element.hidden = Math.max(oriented.width, oriented.height) > LARGEST_TILES;
  if (element.hidden) return;
  const scale = colourScale(ranges.image);
  const grid = element.lastChild;
  grid.style.setProperty("--cb-columns", oriented.width);
  const products = windowTerms(padded, oriented, position, window).map(({ pixel, weight }) => {
    const colour = scale.colour(pixel);
    const style = `background: rgb(${colour.join(" ")}); color: ${inkOn(colour)}`;
    return h("span", { style }, h("b", {}, format(pixel, 1)), `×${format(weight, 1)}`);
  });
  grid.replaceChildren(...products);
}

function showWords({ heads, notes }, now, results) {
  setText(heads.input, sizeOf(results.image));
  setText(heads.kernel, sizeOf(results.weights));
  setText(heads.output, sizeOf(results.output));
  setText(notes.ring, now.padding ? `Padded (hatched) to ${sizeOf(results.padded)}.` : "");
  const divided = now.normalise ? ", and each is divided by it" : "";
  const flipped = now.flip ? " Turned by 180°, as it slides." : "";
  setText(notes.kernel, `The weights sum to ${format(sum(results.weights), 3)}${divided}. Click one to change it, or paste a matrix.${flipped}`);
  setText(notes.scale, now.scale === "input" ? beyondWords(results) : "");
  const unread = unreadOf(results.padded, results.window);
  setText(notes.unread, unread ? unreadWords(unread, now) : "");
}

/* How much of the output its colours cannot show. */
function beyondWords({ output, ranges }) {
  const [low, high] = [Math.min(0, ranges.image[0]), ranges.image[1]];
  const beyond = output.data.reduce((count, value) => count + (value < low - 1e-9 || value > high + 1e-9 ? 1 : 0), 0);
  return beyond ? `${many(beyond, "output")} beyond the input's scale: from ${format(ranges.output[0])} to ${format(ranges.output[1])}.` : "";
}

function unreadWords({ missing }, { stride, dilation }) {
  const [rows, columns] = missing;
  const parts = [rows && many(rows, "row"), columns && many(columns, "column")].filter(Boolean);
  return `Crossed out: ${parts.join(" and ")} that no window reads ${[stride > 1 ? `at stride ${stride}` : "", dilation > 1 ? `with dilation ${dilation}` : ""].filter(Boolean).join(" and ")}.`;
}
