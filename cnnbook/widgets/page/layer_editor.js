/** An editor for a network: one line per layer, each option a field. The definition is the control. */
import { button, checkField, numberField, selectField } from "./controls.js";
import { h } from "./dom.js";
import { FIELDS, rowOf } from "../maths/layer_rows.js";

const LABELS = {
  out_channels: "Filters",
  out_features: "Outputs",
  kernel_size: "Kernel",
  stride: "Stride",
  padding: "Padding",
  dilation: "Dilation",
};

/**
 * @param {object} options
 * @param {string} options.label the network's name
 * @param {string[]} options.kinds
 * @param {string[]} [options.without] options of layers that do not matter here
 * @param {number} options.most the largest number of layers
 * @param {(rows: object[]) => object} options.fresh the row that "Add a layer" appends
 * @param {(rows: object[]) => string | null} options.change takes new rows, or says why it cannot
 */
export function layerEditor({ label, kinds, without = [], most, fresh, change, signal }) {
  const list = h("ol", { class: "cb-layers", "aria-label": label });
  const problem = h("p", { class: "cb-problem", role: "alert" });
  const lines = [];
  let rows = [];
  const attempt = (next) => {
    const message = change(next);
    problem.textContent = "";
    return message;
  };
  const act = (next) => (problem.textContent = attempt(next) ?? "");
  const remove = (index) => {
    const next = rows.filter((_, i) => i !== index);
    act(next);
    if (next.length > 1) lines[Math.min(index, next.length - 1)].remove.focus();
    else add.focus();
  };
  const raise = (index) => {
    act(rows.map((row, i) => (i === index - 1 ? rows[index] : i === index ? rows[index - 1] : row)));
    lines[index - 1][index === 1 ? "select" : "raise"].focus();
  };
  const add = button("+ Add a layer", () => act([...rows, fresh(rows)]), signal);
  const doing = (index) => ({
    row: () => rows[index],
    edit: (row) => attempt(rows.map((old, i) => (i === index ? row : old))),
    raise: () => raise(index),
    remove: () => remove(index),
  });
  const line = (index) => buildLine({ label, index, kinds, without, signal, ...doing(index) });
  const update = (next) => {
    rows = next;
    while (lines.length < rows.length) lines.push(line(lines.length));
    lines.forEach(({ element }, i) => showLine(list, element, i < rows.length));
    rows.forEach((row, i) => lines[i].update(row, rows.length));
    add.disabled = rows.length >= most;
  };
  const actions = h("div", { class: "cb-fields" }, add);
  return { element: h("div", {}, list, problem, actions), actions, update };
}

/* Lines that stay are left alone: an element that moves would lose the reader's place. */
function showLine(list, element, wanted) {
  if (wanted && element.parentNode !== list) list.append(element);
  if (!wanted) element.remove();
}

/* One layer: its kind, its options, and what can be done with the line as a whole. */
function buildLine({ label, index, kinds, without, signal, row, edit, raise, remove }) {
  const name = `${label}, layer ${index + 1}`;
  const kind = selectField({
    label: `${index + 1}`,
    choices: kinds.map((value) => [value, value]),
    signal,
    change: (value) => edit(rowOf(value, usable(row(), value), without)),
  });
  kind.select.setAttribute("aria-label", `${name}: kind`);
  const set = (option) => (value) => edit({ ...row(), [option]: value });
  const fields = Object.fromEntries(
    Object.keys(LABELS)
      .filter((option) => !without.includes(option) && kinds.some((value) => option in FIELDS[value]))
      .map((option) => [option, optionField({ option, name, kinds, signal, row, set: set(option) })]),
  );
  if (!without.includes("out_features") && kinds.includes("Linear")) fields.pixels = pixelsField({ name, signal, set: set("out_features") });
  if (!without.includes("bias")) fields.bias = flagField({ text: "bias", name, signal, set: set("bias") });
  const buttons = {
    raise: iconButton("↑", `${name}: move up`, raise, signal),
    remove: iconButton("✕", `${name}: remove`, remove, signal),
  };
  const options = h("div", { class: "cb-layer-options" }, ...Object.values(fields).map((field) => field.element));
  const element = h("li", { class: "cb-layer" }, kind.element, h("div", { class: "cb-layer-buttons" }, buttons.raise, buttons.remove), options);
  const update = (now, count) => {
    kind.update(now.kind);
    Object.entries(fields).forEach(([option, field]) => updateField(option, field, now));
    buttons.raise.disabled = index === 0;
    buttons.remove.disabled = count === 1;
  };
  return { element, update, select: kind.select, ...buttons };
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

function optionField({ option, name, kinds, signal, row, set }) {
  const bounds = kinds.map((kind) => FIELDS[kind][option]).filter(Boolean);
  const field = numberField({
    label: LABELS[option],
    min: Math.min(...bounds.map(([, min]) => min)),
    max: Math.max(...bounds.map(([, , max]) => max)),
    signal,
    change: set,
  });
  field.input.setAttribute("aria-label", `${name}: ${LABELS[option]}`);
  field.element.querySelectorAll("button").forEach((step, i) => step.setAttribute("aria-label", `${name}: ${LABELS[option]}: ${i ? "more" : "less"}`));
  return field;
}

function flagField({ text, name, signal, set }) {
  const field = checkField({ label: text, signal, change: set });
  field.box.setAttribute("aria-label", `${name}: ${text}`);
  return field;
}

function pixelsField({ name, signal, set }) {
  return flagField({ text: "one per pixel", name, signal, set: (on) => set(on ? "pixels" : FIELDS.Linear.out_features[0]) });
}

function iconButton(sign, label, press, signal) {
  const element = button(sign, press, signal);
  element.setAttribute("aria-label", label);
  element.classList.add("cb-icon");
  return element;
}
