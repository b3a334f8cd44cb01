/** ChannelExplorer: one window in all channels at once, one slice of the filter for each, one sum. */
import { computeLayer, layerProblem, resized, termsOf, withFilters } from "./layer.js";
import { button, checkField, numberField, player, selectField } from "../page/controls.js";
import { filterPicker, shapesPanel } from "./parts.js";
import { stage } from "./stage.js";
import { nearest, nextCell } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createTable } from "../page/grid.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { FILE, createPictureSource, photographOf } from "../page/picture_source.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { array, format, imageExpression, keywords } from "../page/numbers.js";

const LAYER = ["image", "weight", "bias", "stride", "padding"];
const PICTURE = ["image", "image_code", "image_file"];
const PLACE = ["filter", "row", "column"];
const OWN = 64; // the most rows and columns of a picture of the reader's own
const REST = ["image_code", "image_file", "filter", "row", "column", "names", "colour", "show_numbers", "controls"];
const DEFAULTS = { stride: 1, padding: 0 };

/* The Python that computes the same arrays. */
function callOf(state) {
  const { weight, bias, stride, padding } = state;
  const x = imageExpression(state);
  const imports = ["conv2d", ...["digits", "filters", "pictures"].filter((name) => x.includes(`${name}.`))];
  return [
    "import numpy as np",
    `from cnnbook import ${imports.join(", ")}`,
    "",
    `x = ${x}`,
    `w = ${array(weight)}`,
    `b = ${array(bias)}`,
    `output = conv2d(x, w, b${keywords({ stride, padding }, DEFAULTS)})`,
  ].join("\n");
}

const bracket = (value) => (value < 0 ? `(${format(value)})` : format(value));

/** One channel's multiplications in words. */
function channelSentence(f, c, terms) {
  const total = terms.reduce((all, { product }) => all + product, 0);
  const products = terms.map(({ pixel, weight }) => `${bracket(pixel)}×${bracket(weight)}`).join(" + ");
  return `x[${c}] with w[${f}, ${c}]: ${products} = ${format(total)}`;
}

/** The sum over the channels in words. */
function sumSentence(f, { row, column }, channels, bias) {
  const totals = channels.map((terms) => terms.reduce((all, { product }) => all + product, 0));
  const result = totals.reduce((all, value) => all + value, bias);
  const [first, ...others] = totals;
  const parts = [format(first), ...others.map(bracket)].join(" + ");
  return `output[${f}, ${row}, ${column}] = ${parts} + bias ${bracket(bias)} = ${format(result)}`;
}

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, [...LAYER, ...REST]);
  const history = createHistory({ model, shared, names: [...LAYER, "image_code", "image_file", "filter"] });
  undoByKey(root, history.undo, signal);
  const attempt = (values) => {
    const problem = layerProblem({ ...read(model, LAYER), ...values });
    if (!problem) history.take(values);
    return problem;
  };
  let computed = null;
  let playing = null;
  const choose = (row, column) => save(model, nearest({ row, column }, computed.outputs[0]));
  const context = { start, signal, undo: history.undo, attempt, state, choose, computed: () => computed, pause: () => playing.pause() };
  const shapes = shapesPanel();
  const board = stage(context);
  const picker = filterPicker({ signal, pick: (filter) => save(model, { filter }) });
  playing = player({ step: () => save(model, nextCell(state(), computed.outputs[0])), signal });
  const words = wordsPanel();
  const views = [shapes, board, picker, words, fieldsPanel(model, context, picker.element), tablesPanel(signal)];
  const call = printedCall();
  const source = pictureSource(model, root, attempt, signal);
  const [, , , lines, fields, tables] = views.map((view) => view.element);
  root.append(shapes.element, picker.element, playing.element, words.sum, board.element, lines, fields, source?.element ?? "", call.element, tables);

  const computeOnce = remembered([...LAYER, "filter"], (now) => computeLayer(now, clamp(now.filter, 0, now.weight.length - 1)));
  return () => {
    const now = state();
    computed = computeOnce(now);
    show(root, views, placed(now, computed), computed);
    source?.update();
    call.update(callOf(now));
  };
}

function pictureSource(model, root, attempt, signal) {
  if (!model.get("photograph")) return null;
  const photograph = () => photographOf(model.get("photograph"), OWN, "colour");
  const own = () => (model.get("image_file") ? model.get("image") : null);
  const take = (image) => attempt({ image, image_code: "", image_file: FILE });
  return createPictureSource({ root, largest: OWN, kind: "colour", photograph, take, own, signal });
}

/* The state with its places inside the maps: a smaller map keeps the choice at its edge. */
function placed(now, { outputs }) {
  return {
    ...now,
    ...nearest(now, outputs[0]),
    filter: clamp(now.filter, 0, outputs.length - 1),
    kernel: [now.weight[0][0].length, now.weight[0][0][0].length],
  };
}

function show(root, views, now, computed) {
  root.cnnbookOutput = computed.outputs;
  root.cnnbookParts = computed.parts;
  views.forEach((view) => view.update(now, computed));
}

/* ---- words, tables, fields ------------------------------------------------------------------------- */

function wordsPanel() {
  const sum = liveRegion();
  const lines = h("ul", { class: "cb-terms", "aria-label": "The multiplications in each channel" });
  const update = (now, computed) => {
    const channels = termsOf(computed, now, now.stride);
    setText(sum, sumSentence(now.filter, now, channels, now.bias[now.filter]));
    while (lines.children.length > channels.length) lines.lastChild?.remove();
    channels.forEach((terms, c) => {
      const line = lines.children[c] ?? lines.appendChild(h("li"));
      setText(line, channelSentence(now.filter, c, terms));
    });
  };
  return { sum, element: lines, update };
}

function tablesPanel(signal) {
  const inside = h("div");
  const element = h("details", { class: "cb-details" }, h("summary", {}, "The numbers as tables"), inside);
  const tables = new Map();
  const update = (now, { maps, outputs }) => {
    const named = [
      ...maps.map((map, c) => [`x[${c}]`, map]),
      ...outputs.map((map, f) => [`output[${f}]`, map]),
    ];
    for (const [name, map] of named) {
      if (!tables.has(name)) tables.set(name, createTable(name, signal));
      tables.get(name).update(map);
    }
    const wanted = named.map(([name]) => tables.get(name).element);
    if (wanted.length !== inside.children.length || wanted.some((table, i) => table !== inside.children[i]))
      inside.replaceChildren(...wanted);
  };
  return { element, update };
}

function fieldsPanel(model, { start, signal, undo, attempt, state }, filtersAt) {
  const spare = { weight: [...start.get("weight")], bias: [...start.get("bias")] };
  const limits = limitsOf(model);
  const [mostFilters, , mostRows] = limits.weight.largest;
  const sizes = Array.from({ length: mostRows }, (_, i) => [i + 1, `${i + 1} × ${i + 1}`]);
  const number = (name, label) => numberField({ label, limit: limits[name], signal, change: (value) => attempt({ [name]: value }) });
  const fields = {
    filters: numberField({
      label: "Filters (F)",
      limit: { kind: "whole", min: 1, max: mostFilters },
      signal,
      change: (count) => attempt(recount(state(), count, spare)),
    }),
    size: selectField({ label: "Filter size", choices: [...sizes, ["own", "not square"]], signal, change: (size) => resize(state(), size, attempt) }),
    stride: number("stride", "Stride"),
    padding: number("padding", "Padding"),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const { filters, ...others } = fields;
  filtersAt.append(filters.element);
  const element = h("div", { class: "cb-fields" }, ...Object.values(others).map((field) => field.element));
  element.append(button("Undo", undo, signal), button("Start again", () => attempt(read(start, [...LAYER, ...PICTURE, ...PLACE])), signal));
  const update = (now) => {
    Object.entries(fields).forEach(([name, field]) => {
      field.element.hidden = !now.controls.includes(name);
    });
    fields.filters.update(now.weight.length);
    fields.size.update(now.kernel[0] === now.kernel[1] ? now.kernel[0] : "own");
    fields.stride.update(now.stride);
    fields.padding.update(now.padding);
    fields.numbers.update(now.show_numbers);
  };
  return { element, update };
}

/* More or fewer filters. Those that go are kept, in case that they are wanted back. */
function recount({ weight, bias, filter }, count, spare) {
  weight.forEach((filters, f) => {
    spare.weight[f] = filters;
    spare.bias[f] = bias[f];
  });
  const next = withFilters(weight, count, spare.weight);
  const biases = next.map((filters, f) => bias[f] ?? (filters === spare.weight[f] ? spare.bias[f] : 0));
  /* What was added is shown, so that it can be changed. */
  const shown = count > weight.length ? count - 1 : Math.min(filter, count - 1);
  return { weight: next, bias: biases, filter: shown };
}

function resize({ weight }, size, attempt) {
  if (size === "own") return "A filter that is not square is made in Python: give weight another shape.";
  const [rows, columns] = [weight[0][0].length, weight[0][0][0].length];
  return rows === Number(size) && columns === Number(size) ? null : attempt({ weight: resized(weight, Number(size)) });
}

/* Why a whole state cannot be shown: the layer, and what only a link or Python can set. */
function problemOf(state) {
  const { image, colour } = state;
  if (colour && image.length !== 3) return `A colour picture needs 3 channels (red, green, blue), but the input has ${image.length}.`;
  return layerProblem(state);
}

export default widget([...LAYER, ...REST], build, problemOf);
