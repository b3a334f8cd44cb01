/** An editor for a network: one line per layer, each option a field. The definition is the control. */
import { button, checkField, numberField, selectField } from "./controls.js";
import { h, uniqueId } from "./dom.js";
import { nextInLayers } from "./layer_keys.js";
import { oneStop } from "./toolbar.js";
import { rowOf } from "../maths/layer_rows.js";

const LABELS = {
  out_channels: "Filters",
  out_features: "Outputs",
  kernel_size: "Kernel",
  stride: "Stride",
  padding: "Padding",
  dilation: "Dilation",
  blocks: "Blocks",
  expand_ratio: "Times wider",
  output_size: "Size",
};

const KEYS = "Keys: left and right walk along a layer, Page up and Page down from layer to layer; up and down change a number or a choice.";

/** @typedef {import("../maths/layer_rows.js").Row} Row */

/**
 * @param {object} options
 * @param {string} options.label the network's name
 * @param {import("../maths/layer_rows.js").RowLimits} options.limits which layers there may be
 * @param {(rows: Row[]) => Row} options.fresh the row that "Add a layer" appends
 * @param {(rows: Row[]) => string | null} options.change takes new rows, or says why it cannot
 * @param {AbortSignal} options.signal
 */
export function layerEditor({ label, limits, fresh, change, signal }) {
  const list = h("ol", { class: "cb-layers" });
  const [bar, note] = buildBar(label, list);
  const problem = h("p", { class: "cb-problem", role: "alert" });
  /** @type {ReturnType<typeof buildLine>[]} */
  const lines = [];
  /** @type {Row[]} */
  let rows = [];
  const attempt = (next) => {
    const message = change(next);
    problem.textContent = "";
    return message;
  };
  const act = (next) => !(problem.textContent = attempt(next) ?? "");
  const remove = (index) => {
    const next = rows.filter((_, i) => i !== index);
    if (!act(next)) return;
    if (next.length > 1) lines[Math.min(index, next.length - 1)].remove.focus();
    else add.focus();
  };
  const raise = (index) => act(raised(rows, index)) && lines[index - 1][index === 1 ? "select" : "raise"].focus();
  const add = button("+ Add a layer", () => act([...rows, fresh(rows)]), signal);
  const doing = (index) => ({
    row: () => rows[index],
    edit: (row) => attempt(rows.map((old, i) => (i === index ? row : old))),
    raise: () => raise(index),
    remove: () => remove(index),
  });
  const line = (index) => buildLine({ label, list, index, limits, signal, ...doing(index) });
  const refresh = walkIn({ bar, shown: () => lines.slice(0, rows.length), signal });
  const update = (/** @type {Row[]} */ next) => {
    rows = next;
    while (lines.length < rows.length) lines.push(line(lines.length));
    lines.forEach(({ element }, i) => (element.hidden = i >= rows.length)); // one that moves or goes would lose the reader's place
    rows.forEach((row, i) => lines[i].update(row, rows.length));
    refresh();
    if (rows.length >= limits.most && add.matches(":focus")) lines[rows.length - 1].select.focus();
    add.disabled = rows.length >= limits.most;
  };
  const actions = h("div", { class: "cb-fields" }, add);
  return { element: h("div", {}, bar, note, problem, actions), actions, update };
}

/* Where the tab stop is lost, it is the kind of its layer, or of the last one. */
function walkIn({ bar, shown, signal }) {
  const next = (control, key) => nextInLayers(control, key, shown().map(({ element }) => element));
  const instead = (lost) => (shown().find(({ element }) => element.contains(lost ?? null)) ?? shown().at(lost ? -1 : 0))?.select;
  return oneStop({ element: bar, next, instead, signal });
}

function raised(rows, index) {
  return rows.map((row, i) => (i === index - 1 ? rows[index] : i === index ? rows[index - 1] : row));
}

/* The list as one tab stop, and which keys walk in it. */
function buildBar(label, list) {
  const note = h("p", { class: "cb-note", id: uniqueId("keys") }, KEYS);
  return [h("div", { role: "toolbar", "aria-label": label, "aria-describedby": note.id }, list), note];
}

/* One layer: its kind, its options, and what can be done with the line as a whole. */
function buildLine({ label, list, index, limits, signal, row, edit, raise, remove }) {
  const name = `${label}, layer ${index + 1}`;
  const kind = selectField({
    label: `${index + 1}`,
    choices: limits.kinds.map((value) => [value, value]),
    signal,
    change: (value) => edit(rowOf(limits, value, usable(row(), value))),
  });
  kind.select.setAttribute("aria-label", `${name}: kind`);
  const fields = buildFields({ name, limits, signal, set: (option) => (value) => edit({ ...row(), [option]: value }) });
  const buttons = {
    raise: iconButton("↑", `${name}: move up`, raise, signal),
    remove: iconButton("✕", `${name}: remove`, remove, signal),
  };
  const options = h("div", { class: "cb-layer-options" }, ...Object.values(fields).map((field) => field.element));
  const element = h("li", { class: "cb-layer" }, kind.element, options, h("div", { class: "cb-layer-buttons" }, buttons.raise, buttons.remove));
  list.append(element);
  const update = (now, count) => {
    kind.update(now.kind);
    Object.entries(fields).forEach(([option, field]) => updateField(option, field, now));
    buttons.raise.disabled = index === 0;
    buttons.remove.disabled = count === 1;
  };
  return { element, update, select: kind.select, ...buttons };
}

/* A field for each option that some kind of layer has. */
function buildFields({ name, limits, signal, set }) {
  const found = (option) => limits.kinds.map((kind) => limits.options[kind][option]).filter(Boolean);
  const field = (option) => optionField({ option, name, limit: widest(found(option)), signal, set: set(option) });
  const numbers = Object.keys(LABELS).filter((option) => found(option).length);
  /** @type {Record<string, any>} */
  const fields = Object.fromEntries(numbers.map((option) => [option, field(option)]));
  const [outputs] = found("out_features");
  if (outputs) fields.pixels = pixelsField({ name, signal, set: set("out_features"), usual: outputs.usual });
  if (found("bias").length) fields.bias = flagField({ text: "bias", name, signal, set: set("bias") });
  return fields;
}

/* A pooling's stride is not a convolution's: keep only what a new kind would understand alike. */
function usable(row, kind) {
  const both = ["MaxPool2d", "AvgPool2d"];
  const alike = row.kind === kind || (both.includes(row.kind) && both.includes(kind));
  return alike ? row : { bias: row.bias };
}

function updateField(option, field, now) {
  const value = option === "pixels" ? now.out_features : now[option];
  field.element.hidden = value === undefined || (option === "out_features" && value === "pixels");
  if (option === "pixels") field.update(value === "pixels");
  else if (!field.element.hidden) field.update(value);
}

/* One field for all kinds of layers: the lowest and the highest that any of them takes. */
function widest(limits) {
  const { kind } = limits[0];
  return { kind, min: Math.min(...limits.map(({ min }) => min)), max: Math.max(...limits.map(({ max }) => max)) };
}

function optionField({ option, name, limit, signal, set }) {
  const field = numberField({ label: LABELS[option], limit, signal, change: set });
  field.input.setAttribute("aria-label", `${name}: ${LABELS[option]}`);
  field.element.querySelectorAll("button").forEach((step, i) => step.setAttribute("aria-label", `${name}: ${LABELS[option]}: ${i ? "more" : "less"}`));
  return field;
}

function flagField({ text, name, signal, set }) {
  const field = checkField({ label: text, signal, change: set });
  field.box.setAttribute("aria-label", `${name}: ${text}`);
  return field;
}

function pixelsField({ name, signal, set, usual }) {
  return flagField({ text: "one per pixel", name, signal, set: (on) => set(on ? "pixels" : usual) });
}

function iconButton(sign, label, press, signal) {
  const element = button(sign, press, signal);
  element.setAttribute("aria-label", label);
  element.classList.add("cb-icon");
  return element;
}
