/** ActivationExplorer: a curve, its slope, and what both do to a feature map. */
import { bend, FUNCTIONS, slopeOf } from "../maths/activations.js";
import { curvePlot } from "./plot.js";
import { callOf, formulaOf, LABELS, lostWords, parameterOf, PARAMETERS, pointWords } from "./derived.js";
import { button, checkField, numberField, sliderField } from "../page/controls.js";
import { h, liveRegion, printedCall, read, save, setText, widget } from "../page/dom.js";
import { at, extent } from "../maths/convolution.js";
import { createGrid, createLegend, createTable } from "../page/grid.js";
import { format } from "../page/numbers.js";

const NAMES = ["activation", "negative_slope", "alpha", "gain", "bias"];
const REST = ["image", "image_code", "x", "row", "column", "show_numbers", "controls"];
const LARGEST_WITH_DOTS = 16;
const FAR = 1e6; // the point goes no further from 0

function build({ model, start, root, signal }) {
  const state = () => read(model, [...NAMES, ...REST]);
  const attempt = (values) => (save(model, values), null); // the fields know their bounds
  let computed = null;
  const choose = ({ row, column }) => save(model, { row, column, x: within(at(computed.before, row, column), FAR) });
  const plot = curvePlot({ signal, move: (x) => save(model, { x }) });
  const maps = mapPanels({ signal, choose });
  const fields = fieldPanel(model, { start, signal, attempt });
  const words = wordPanel();
  const call = printedCall();
  const top = h("div", { class: "cb-bend" }, plot.element, fields.element);
  root.append(fields.choice, words.formula, top, words.says, maps.element, words.lost, call.element, maps.tables);

  let inputs = [];
  return () => {
    const raw = state();
    const now = { ...raw, parameter: parameterOf(raw) };
    const next = [now.image, ...NAMES.map((name) => now[name])];
    if (next.some((value, i) => value !== inputs[i])) computed = bend(now);
    inputs = next;
    Object.assign(now, {
      row: Math.min(now.row, computed.before.height - 1),
      column: Math.min(now.column, computed.before.width - 1),
    });
    root.cnnbookOutput = computed.after;
    root.cnnbookLost = computed.lost;
    plot.update({ now, before: computed.before, point: { x: now.x, slope: slopeOf(now.activation, within(now.x), now.parameter) }, words: pointWords(now) });
    [maps, fields, words].forEach((part) => part.update(now, computed));
    call.update(callOf(now));
  };
}

const within = (x, most = 6) => Math.min(Math.max(x, -most), most);

/* ---- the maps ---------------------------------------------------------------------------------------- */

function mapPanels({ signal, choose }) {
  const parts = [
    ["Before", "x", "Map before the activation"],
    ["After", "f(x)", "Map after the activation"],
    ["Slope", "f′(x)", "Slope at each cell: how much gradient passes"],
  ].map(([name, note, label]) => {
    const grid = createGrid({ label, signal, onPoint: choose });
    const legend = createLegend(`${name}: values`);
    const title = h("p", { class: "cb-title" }, h("b", {}, name), " ", note);
    return { grid, legend, element: h("section", { class: "cb-panel" }, title, grid.element, legend.element), table: createTable(`${name} as a table`, signal) };
  });
  const element = h("div", { class: "cb-maps" }, ...parts.map((part) => part.element));
  const update = (now, { before, after, lost }) => {
    const slopes = { ...before, data: before.data.map((x) => slopeOf(now.activation, x, now.parameter)) };
    const cursor = { row: now.row, column: now.column };
    [before, after, slopes].forEach((map, i) => {
      const dots = map === slopes && hasDots(now, map) ? lostCells(lost, map) : [];
      parts[i].grid.update({ map, cursor, numbers: now.show_numbers, boxes: [cursor], dots });
      parts[i].legend.update(extent(map));
      parts[i].table.update(map);
    });
  };
  return { element, tables: h("div", {}, ...parts.map((part) => part.table.element)), update };
}

/* Dots are drawn where the cells are large enough and hold no numbers. */
function hasDots({ show_numbers: numbers }, { width, height }) {
  return !numbers && Math.max(width, height) <= LARGEST_WITH_DOTS;
}

function lostCells(lost, { width }) {
  return lost.flatMap((kind, i) => (kind ? [{ row: Math.floor(i / width), column: i % width }] : []));
}

/* ---- words and fields ----------------------------------------------------------------------------------- */

function wordPanel() {
  const formula = h("p", { class: "cb-formula" });
  const says = liveRegion();
  const lost = h("p", { class: "cb-note cb-lost" });
  const update = (now, computed) => {
    setText(formula, formulaOf(now));
    const [from, to] = [computed.before, computed.after].map((map) => format(at(map, now.row, now.column), 3));
    setText(says, `${pointWords(now)}. Cell (${now.row}, ${now.column}): ${from} becomes ${to}.`);
    setText(lost, lostWords(computed.lost, hasDots(now, computed.before)));
  };
  return { formula, says, lost, update };
}

function choicePanel({ signal, attempt }) {
  const buttons = FUNCTIONS.map((name) => [name, button(LABELS[name], () => attempt({ activation: name }), signal)]);
  const element = h("div", { class: "cb-choice", role: "group", "aria-label": "Activation function" }, ...buttons.map(([, b]) => b));
  const update = (now) => {
    element.hidden = !now.controls.includes("activation");
    buttons.forEach(([name, b]) => b.setAttribute("aria-pressed", String(name === now.activation)));
  };
  return { element, update };
}

function fieldPanel(model, { start, signal, attempt }) {
  const slider = (name, label, max, step) =>
    sliderField({ label, min: 0, max, step, signal, change: (value) => attempt({ [name]: value }), say: (value) => format(value) });
  const number = (name, label, limits) =>
    numberField({ label, whole: false, signal, change: (value) => attempt({ [name]: value }), ...limits });
  const parameters = {
    negative_slope: slider("negative_slope", "Slope left of 0", 1, 0.01),
    alpha: slider("alpha", "Alpha: how deep it bends", 3, 0.1),
  };
  const others = {
    gain: number("gain", "Multiply the map by", { min: -10, max: 10, step: 0.5 }),
    bias: number("bias", "and add (bias)", { min: -100, max: 100, step: 1 }),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const choice = choicePanel({ signal, attempt });
  const element = h("div", { class: "cb-fields" }, ...[...Object.values(parameters), ...Object.values(others)].map((f) => f.element));
  element.append(button("Start again", () => attempt(read(start, [...NAMES, "x", "row", "column"])), signal));
  const update = (now) => {
    choice.update(now);
    for (const [name, field] of Object.entries(parameters)) {
      field.element.hidden = !now.controls.includes("parameter") || PARAMETERS[now.activation] !== name;
      field.update(now[name]);
    }
    for (const [name, field] of Object.entries(others)) field.element.hidden = !now.controls.includes(name);
    others.gain.update(now.gain);
    others.bias.update(now.bias);
    others.numbers.update(now.show_numbers);
  };
  return { element, choice: choice.element, update };
}

export default widget([...NAMES, ...REST], build);
