/** ActivationExplorer: a curve, its slope, and what both do to a feature map. */
import { PARAMETERS, slopeOf } from "../maths/activations.js";
import { at, cellOf, extent, mapped, nearest } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { curvePlot } from "./plot.js";
import { callOf, formulaOf, LABELS, lostWords, mapOfPicture, parameterOf, pictureOfMap, pointWords } from "./derived.js";
import { compute } from "./saturation.js";
import { button, checkField, numberField, selectField, sliderField } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid, createLegend, createTable } from "../page/grid.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { createPictureSource, FILE, rowsOfBytes } from "../page/picture_source.js";

const NAMES = ["activation", "negative_slope", "alpha", "gain", "bias"];
const PICTURE = ["image", "image_code", "image_file"];
const REST = ["x", "row", "column", "scale", "show_numbers", "controls"];
const SCALES = { common: "one for both", own: "each its own" };
const OWN = 96; // the most rows and columns of a picture of the reader's own
const LARGEST_WITH_DOTS = 16;

function build({ model, start, root, signal }) {
  const state = () => read(model, [...NAMES, ...PICTURE, ...REST]);
  let computed = null;
  const reach = limitsOf(model).x;
  /* The point on the curve stays with the chosen cell, if it stands there. */
  const follow = (values) => {
    const [now, next] = [state(), { ...state(), ...values }];
    const xOf = ({ image, gain, bias, row, column }) => clamp(gain * (image[row]?.[column] ?? NaN) + bias, reach.min, reach.max);
    return xOf(now) === now.x && Number.isFinite(xOf(next)) ? { x: xOf(next) } : {};
  };
  const attempt = (values) => (save(model, { ...follow(values), ...values }), null); // the fields know their bounds
  const choose = ({ row, column }) => save(model, { row, column, x: clamp(at(computed.before, row, column), reach.min, reach.max) });
  const plot = curvePlot({ signal, move: (x) => save(model, { x }) });
  const maps = mapPanels({ signal, choose });
  const fields = fieldPanel(model, { start, signal, attempt });
  const words = wordPanel();
  const source = pictureSource({ model, root, attempt, signal });
  const call = printedCall();
  const top = h("div", { class: "cb-bend" }, plot.element, fields.element);
  root.append(fields.choice, words.formula, top, words.says, maps.element, words.lost, source?.element ?? "", call.element, maps.tables);

  const computeOnce = remembered(["image", ...NAMES], compute);
  return () => {
    const raw = state();
    const now = { ...raw, parameter: parameterOf(raw) };
    computed = computeOnce(now);
    Object.assign(now, nearest(now, computed.before));
    root.cnnbookOutput = computed.after;
    root.cnnbookLost = computed.lost;
    plot.update({ now, before: computed.before, x: now.x, words: pointWords(now) });
    [maps, fields, words].forEach((part) => part.update(now, computed));
    source?.update();
    call.update(callOf(now));
  };
}

function pictureSource({ model, root, attempt, signal }) {
  if (!model.get("photograph")) return null;
  const own = () => (model.get("image_file") ? pictureOfMap(model.get("image")) : null);
  const take = (rows) => attempt({ image: mapOfPicture(rows), image_code: "", image_file: FILE });
  const photograph = () => rowsOfBytes(model.get("photograph"), OWN);
  return createPictureSource({ root, largest: OWN, photograph, take, own, signal });
}

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
    const slopes = mapped(before, (x) => slopeOf(now.activation, x, now.parameter));
    const cursor = { row: now.row, column: now.column };
    const both = extent({ data: [...extent(before), ...extent(after)] });
    [before, after, slopes].forEach((map, i) => {
      const range = map !== slopes && now.scale === "common" ? both : extent(map);
      const dots = map === slopes && hasDots(now, map) ? lostCells(lost, map) : [];
      parts[i].grid.update({ map, range, cursor, numbers: now.show_numbers, boxes: [cursor], dots });
      parts[i].legend.update(range);
      parts[i].table.update(map);
    });
  };
  return { element, tables: h("div", {}, ...parts.map((part) => part.table.element)), update };
}

/* Dots are drawn where the cells are large enough and hold no numbers. */
function hasDots({ show_numbers: numbers }, { width, height }) {
  return !numbers && Math.max(width, height) <= LARGEST_WITH_DOTS;
}

function lostCells(lost, map) {
  return lost.flatMap((why, i) => (why ? [cellOf(i, map)] : []));
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

function choicePanel(names, { signal, attempt }) {
  const buttons = names.map((name) => button(LABELS[name], () => attempt({ activation: name }), signal));
  const element = h("div", { class: "cb-choice", role: "group", "aria-label": "Activation function" }, ...buttons);
  const update = (now) => {
    element.hidden = !now.controls.includes("activation");
    buttons.forEach((press, i) => press.setAttribute("aria-pressed", String(names[i] === now.activation)));
  };
  return { element, update };
}

function fieldPanel(model, { start, signal, attempt }) {
  const limits = limitsOf(model);
  const options = (name, label, step) => ({ label, limit: limits[name], step, signal, change: (value) => attempt({ [name]: value }) });
  const slider = (name, label, step) => sliderField({ ...options(name, label, step), say: (value) => format(value) });
  const parameters = {
    negative_slope: slider("negative_slope", "Slope left of 0", 0.01),
    alpha: slider("alpha", "Alpha: how deep it bends", 0.1),
  };
  const others = {
    gain: numberField(options("gain", "Multiply the map by", 0.5)),
    bias: numberField(options("bias", "and add (bias)", 1)),
    scale: selectField({ label: "Scale before and after", choices: limits.scale.choices.map((scale) => [scale, SCALES[scale]]), signal, change: (scale) => attempt({ scale }) }),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const choice = choicePanel(limits.activation.choices, { signal, attempt });
  const element = h("div", { class: "cb-fields" }, ...[...Object.values(parameters), ...Object.values(others)].map((f) => f.element));
  element.append(button("Start again", () => attempt(read(start, [...NAMES, ...PICTURE, "x", "row", "column", "scale"])), signal));
  const update = (now) => {
    choice.update(now);
    for (const [name, field] of Object.entries(parameters)) {
      field.element.hidden = !now.controls.includes("parameter") || PARAMETERS[now.activation] !== name;
      field.update(now[name]);
    }
    for (const [name, field] of Object.entries(others)) field.element.hidden = !now.controls.includes(name);
    others.gain.update(now.gain);
    others.bias.update(now.bias);
    others.scale.update(now.scale);
    others.numbers.update(now.show_numbers);
  };
  return { element, choice: choice.element, update };
}

export default widget([...NAMES, ...PICTURE, ...REST], build);
