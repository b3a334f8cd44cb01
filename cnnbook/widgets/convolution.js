/** ConvolutionExplorer: a kernel slides over an image, and every number of it can be seen and changed. */
import { button, checkField, numberField, player, selectField } from "./controls.js";
import { colourScale, inkOn } from "./colour.js";
import { h, liveRegion, printedCall, read, save, setText, widget } from "./dom.js";
import { callOf, compute, formulaOf, problemOf, sentenceOf, unreadOf } from "./convolution_view.js";
import { fromRows, sum, windowTerms } from "./engine.js";
import { createGrid, createLegend, createTable } from "./grid.js";
import { matrixEditor } from "./matrix.js";
import { format } from "./numbers.js";

const NAMES = ["kernel", "normalise", "flip", "stride", "padding", "padding_mode", "padding_value", "dilation"];
const PLACE = ["row", "column"];
const REST = ["image", "image_code", "show_numbers", "controls"];
const MODES = [
  ["constant", "constant"],
  ["reflect", "reflect (mirror)"],
  ["replicate", "replicate (edge)"],
  ["circular", "circular (wrap)"],
];

function build({ model, start, root, signal }) {
  const state = () => read(model, [...NAMES, ...PLACE, ...REST]);
  /* Take new values when they can be computed; otherwise say why not. */
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values });
    if (!problem) save(model, values);
    return problem;
  };
  const choose = (row, column) => {
    const { output } = computed;
    const clamped = [Math.min(Math.max(row, 0), output.height - 1), Math.min(Math.max(column, 0), output.width - 1)];
    save(model, { row: clamped[0], column: clamped[1] });
  };
  let computed = null;
  let playing = null;

  const panels = buildPanels({ signal, attempt, state, choose, computed: () => computed, pause: () => playing.pause() });
  const fields = buildFields({ model, start, signal, attempt, state });
  playing = player({ step: () => stepOn(state(), computed.output, choose), signal });
  const call = printedCall();
  root.append(panels.element, playing.element, panels.words, fields.element, call.element, panels.tables);

  let inputs = [];
  return () => {
    const now = state();
    const next = [now.image, ...NAMES.map((name) => now[name])];
    if (next.some((value, i) => value !== inputs[i])) computed = compute(now);
    inputs = next;
    root.cnnbookOutput = computed.output;
    panels.update(now, computed);
    fields.update(now, computed);
    call.update(callOf(now));
  };
}

function stepOn({ row, column }, output, choose) {
  const next = column + 1 < output.width ? [row, column + 1] : [(row + 1) % output.height, 0];
  choose(...next);
}

/* ---- the three pictures and the words under them ------------------------------------------------ */

function buildPanels({ signal, attempt, state, choose, computed, pause }) {
  const near = ({ row, column }, how) => {
    const { weights, options } = computed();
    const now = state();
    const place = (pixel, k, chosen) => {
      const moved = pixel - cursorOf(chosen, k, options);
      if (how !== "key") return Math.round((pixel - (options.dilation * (k - 1)) / 2) / options.stride);
      /* An arrow key moves on by one window at least, even where a window is several pixels away. */
      return chosen + (Math.round(moved / options.stride) || Math.sign(moved));
    };
    pause();
    choose(place(row, weights.height, now.row), place(column, weights.width, now.column));
  };
  const input = createGrid({
    label: "Input image with its padding",
    signal,
    onPoint: near,
    describe: (r, c, value) => inputWords(r, c, value, computed()),
  });
  const kernel = matrixEditor({
    label: "Kernel: the weights",
    signal,
    change: (row, column, value) => {
      const rows = state().kernel.map((line) => [...line]);
      rows[row][column] = value;
      return attempt({ kernel: rows });
    },
  });
  const output = createGrid({
    label: "Output",
    signal,
    onPoint: ({ row, column }) => (pause(), choose(row, column)),
  });
  const legends = { input: createLegend("Input values"), output: createLegend("Output values") };
  const heads = { input: h("span"), kernel: h("span"), output: h("span") };
  const notes = { kernel: h("p", { class: "cb-note" }), unread: h("p", { class: "cb-note" }) };
  const products = h("div", { class: "cb-window" }, h("p", { class: "cb-note" }, "Window × weights"), h("div", { class: "cb-products", "aria-hidden": "true" }));
  const element = h(
    "div",
    { class: "cb-panels" },
    panel("Input", heads.input, input.element, legends.input.element, notes.unread),
    middle(panel("Kernel", heads.kernel, kernel.element, notes.kernel, products)),
    panel("Output", heads.output, output.element, legends.output.element),
  );
  const says = liveRegion();
  const tables = [createTable("Input as a table", signal), createTable("Output as a table", signal)];
  const update = (now, results) => {
    const position = { row: Math.min(now.row, results.output.height - 1), column: Math.min(now.column, results.output.width - 1) };
    element.classList.toggle("cb-roomy", now.show_numbers);
    showInput(input, now, results, position);
    kernel.update(results.weights);
    output.update({ map: results.output, range: results.ranges.output, cursor: position, numbers: now.show_numbers, boxes: [{ ...position }] });
    legends.input.update(results.ranges.image);
    legends.output.update(results.ranges.output);
    showProducts(products, results, position);
    showWords({ heads, notes, says }, now, results, position);
    tables[0].update(results.padded);
    tables[1].update(results.output);
  };
  return { element, words: says, tables: h("div", {}, ...tables.map((table) => table.element)), update };
}

function panel(title, head, ...content) {
  return h("section", { class: "cb-panel" }, h("p", { class: "cb-title" }, h("b", {}, title), " ", head), ...content);
}

function middle(element) {
  element.classList.add("cb-middle");
  return element;
}

function inputWords(row, column, value, results) {
  const p = results?.options.padding ?? 0;
  const inside = row >= p && column >= p && row < p + results?.image.height && column < p + results?.image.width;
  const where = inside ? `row ${row - p}, column ${column - p}` : `padding, row ${row - p}, column ${column - p}`;
  return `${where}: ${format(value)}`;
}

/* Along one axis: the pixel in the middle of a window. */
function cursorOf(place, k, { stride, dilation }) {
  return place * stride + Math.floor((dilation * (k - 1) + 1) / 2);
}

function showInput(grid, now, results, position) {
  const { padded, weights, options } = results;
  const top = position.row * options.stride;
  const left = position.column * options.stride;
  const reach = (k) => options.dilation * (k - 1) + 1;
  const unread = unreadOf(results);
  grid.update({
    map: padded,
    range: results.ranges.image,
    ring: now.padding,
    numbers: now.show_numbers,
    cursor: {
      row: cursorOf(position.row, weights.height, options),
      column: cursorOf(position.column, weights.width, options),
    },
    boxes: [{ row: top, column: left, rows: reach(weights.height), columns: reach(weights.width) }],
    dots: options.dilation > 1 ? windowTerms(padded, weights, position, options) : [],
    faint: unread && ((r, c) => !unread.rows[r] || !unread.columns[c]),
  });
}

/* The window over the weights: "pixel × weight" tile by tile, for kernels small enough to read. */
function showProducts(element, { padded, ranges, oriented, options }, position) {
  element.hidden = oriented.width > 5 || oriented.height > 5;
  if (element.hidden) return;
  const scale = colourScale(ranges.image);
  const grid = element.lastChild;
  grid.style.setProperty("--cb-columns", oriented.width);
  const tiles = windowTerms(padded, oriented, position, options).map(({ pixel, weight }) => {
    const colour = scale.colour(pixel);
    const style = `background: rgb(${colour.join(" ")}); color: ${inkOn(colour)}`;
    return h("span", { style }, h("b", {}, format(pixel, 1)), `×${format(weight, 1)}`);
  });
  grid.replaceChildren(...tiles);
}

function showWords({ heads, notes, says }, now, results, position) {
  const size = (map) => `${map.height} × ${map.width}`;
  const ring = now.padding ? `, padded to ${size(results.padded)}` : "";
  setText(heads.input, `${size(results.image)}${ring}`);
  setText(heads.kernel, size(results.weights));
  setText(heads.output, size(results.output));
  const total = sum(results.weights);
  const divided = now.normalise ? `, and each is divided by it` : "";
  const turned = now.flip ? " The kernel is turned by 180° before it slides." : "";
  setText(notes.kernel, `The weights sum to ${format(total, 3)}${divided}.${turned}`);
  const unread = unreadOf(results);
  setText(notes.unread, unread ? unreadWords(unread) : "");
  setText(says, sentenceOf(results, position));
}

function unreadWords({ missing: [rows, columns] }) {
  const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const parts = [rows && many(rows, "row"), columns && many(columns, "column")].filter(Boolean);
  return `Crossed out: ${parts.join(" and ")} that no window reads at this stride.`;
}

/* ---- the fields ----------------------------------------------------------------------------------- */

function buildFields({ model, start, signal, attempt, state }) {
  const number = (name, label, limits) =>
    numberField({ label, signal, change: (value) => attempt({ [name]: value }), ...limits });
  const check = (name, label) => checkField({ label, signal, change: (on) => attempt({ [name]: on }) });
  const fields = {
    named: selectField({ label: "Kernel", choices: kernelChoices(model), signal, change: (name) => useNamed(name, model, attempt, state) }),
    size: selectField({ label: "Size", choices: [1, 3, 5, 7, 9].map((k) => [k, `${k} × ${k}`]), signal, change: (k) => resize(Number(k), model, attempt, state) }),
    normalise: check("normalise", "divide by the sum"),
    flip: check("flip", "flip (true convolution)"),
    stride: number("stride", "Stride", { min: 1, max: 28 }),
    padding: number("padding", "Padding", { min: 0, max: 14 }),
    padding_mode: selectField({ label: "Padding mode", choices: MODES, signal, change: (mode) => attempt({ padding_mode: mode }) }),
    padding_value: number("padding_value", "Constant", { whole: false, min: -1000, max: 1000, step: 1 }),
    dilation: number("dilation", "Dilation", { min: 1, max: 14 }),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const formula = h("div", { class: "cb-formula" }, h("p"), h("p"));
  const symbols = h("p", { class: "cb-note" }, "⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1: image n, padding p, dilation d, kernel k, stride s; ⌊ ⌋ drops what is left over.");
  const reset = button("Start again", () => attempt(read(start, NAMES)), signal);
  const row = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element), reset);
  const element = h("div", {}, row, formula, symbols);
  const update = (now, results) => {
    Object.entries(fields).forEach(([name, field]) => {
      field.element.hidden = !now.controls.includes(name);
      if (name in now) field.update(now[name]);
    });
    fields.named.update(nameOf(now.kernel, model) ?? "custom");
    fields.size.update(String(now.kernel.length));
    fields.numbers.update(now.show_numbers);
    fields.padding_value.element.hidden ||= now.padding_mode !== "constant" || now.padding === 0;
    const sized = ["stride", "padding", "dilation"].some((name) => now.controls.includes(name));
    formula.hidden = symbols.hidden = !sized;
    setText(formula.children[0], formulaOf("height", results.image.height, results.weights.height, now));
    setText(formula.children[1], formulaOf("width", results.image.width, results.weights.width, now));
  };
  return { element, update };
}

/* ---- named kernels: a table that Python fills --------------------------------------------------------- */

function kernelChoices(model) {
  const named = Object.keys(model.get("named_kernels")).map((name) => [name, name.replaceAll("_", " ")]);
  return [...named, ["custom", "your own"]];
}

function nameOf(kernel, model) {
  const same = JSON.stringify(kernel);
  return Object.entries(model.get("named_kernels")).find(([, sizes]) =>
    Object.values(sizes).some((weights) => JSON.stringify(weights) === same),
  )?.[0];
}

function useNamed(name, model, attempt, state) {
  const sizes = model.get("named_kernels")[name];
  if (!sizes) return "Your own kernel is made by changing a weight: click one.";
  const kernel = sizes[state().kernel.length] ?? sizes[3];
  const total = sum(fromRows(kernel));
  return attempt(total === 0 ? { kernel, normalise: false } : { kernel });
}

function resize(k, model, attempt, state) {
  const { kernel } = state();
  const named = model.get("named_kernels")[nameOf(kernel, model)]?.[k];
  return attempt({ kernel: named ?? recentred(kernel, k) });
}

/* The same weights in the middle of a larger or smaller kernel. */
function recentred(kernel, k) {
  const from = Math.floor((kernel.length - k) / 2);
  const left = Math.floor((kernel[0].length - k) / 2);
  return Array.from({ length: k }, (_, r) => Array.from({ length: k }, (__, c) => kernel[r + from]?.[c + left] ?? 0));
}

export default widget([...NAMES, ...PLACE, ...REST], build, problemOf);
