/** ParameterExplorer: two networks side by side, and what each costs as the image grows. */
import { button, selectField, sliderField } from "../page/controls.js";
import { rowOf } from "../maths/layer_rows.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { layerEditor } from "../page/layer_editor.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { count } from "../page/numbers.js";
import { costsOf, growthOf, parametersOf } from "./costs.js";
import { toolbar } from "../page/toolbar.js";
import { growthPlot, growthSign } from "./growth_plot.js";
import { createBlocks } from "./blocks.js";
import { blocksOf, callOf, compute, nameOf, namedRows, problemOf, sentenceOf, tableOf } from "./derived.js";

const NETWORKS = ["first", "second"];
const IMAGE = ["width", "channels"];
const TRAITS = [...NETWORKS, ...IMAGE, "names"];
const FEW = { desk: 8, phone: 2 }; // layers that are not folded
const PHONE = "(max-width: 639px)";
const STEPS = 16; // points of a curve from one width to twice that width

function build({ model, start, root, signal }) {
  const limits = limitsOf(model);
  const presets = model.get("presets");
  const named = namedRows(presets, limits.first);
  const famous = Object.fromEntries(Object.entries(named).filter(([name]) => presets[name].width));
  const state = () => {
    const now = read(model, TRAITS);
    return { ...now, names: NETWORKS.map((which, i) => nameOf(famous, now[which]) ?? now.names?.[i] ?? which) };
  };
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values, limits });
    if (!problem) save(model, values);
    return problem;
  };
  const widths = buildImage({ limit: limits.width, signal, state, attempt });
  const says = liveRegion();
  const reset = button("Start again", () => attempt(read(start, [...NETWORKS, ...IMAGE])), signal);
  const views = NETWORKS.map((which, i) => buildNetwork({ which, index: i, limits: limits[which], presets: { named, images: presets }, signal, state, attempt }));
  const columns = h("div", { class: "cb-networks" }, ...views.map((view) => view.element));
  const tables = h("div", { class: "cb-tables" }, ...views.map((view) => view.table));
  const call = printedCall();
  const note = h("p", { class: "cb-note" }, "In the drawings every doubling adds the same length, and the maps lie behind one another. Memory counts the outputs of each layer, 4 bytes a number; the weights need 4 bytes each besides.");
  root.append(widths.controls, says, columns, reset, widths.element, tables, note, call.element);

  return () => {
    const now = state();
    const networks = compute(now);
    root.cnnbookOutput = shownNumbers(networks);
    widths.update(now, networks);
    views.forEach((view, i) => view.update(now, networks[i]));
    setText(says, sentenceOf(now, networks));
    call.update(callOf(now, networks));
  };
}

function shownNumbers(networks) {
  const parts = networks.flatMap((network) => network.costs.flatMap((cost) => cost.parts));
  const data = parts.flatMap(({ weights, biases, multiplyAdds, memory }) => [weights, biases, multiplyAdds, memory]);
  return { height: parts.length, width: 4, data };
}

/* ---- the image and the plot ---------------------------------------------------------------- */

function buildImage({ limit, signal, state, attempt }) {
  const trouble = h("p", { class: "cb-problem", role: "alert" });
  const change = (width) => {
    setText(trouble, attempt({ width }) ?? "");
    slider.update(state().width);
  };
  const slider = sliderField({ label: "Image width", limit, change, signal, say: (width) => `${width} × ${width} pixels` });
  slider.element.classList.add("cb-width");
  const widths = widthsBetween(limit);
  const stops = [limit.min, 28, 64, 256, limit.max].map((width) => {
    const stop = button(String(width), () => change(width), signal);
    stop.setAttribute("aria-label", `Image width ${width}`);
    return stop;
  });
  const plot = growthPlot({ range: [limit.min, limit.max], onPoint: change, signal });
  const title = h("p", { class: "cb-title" }, h("b", {}, "Parameters"), " against the image width; both scales grow by factors");
  const colours = selectField({ label: "Channels", choices: [[1, "1, grey"], [3, "3, colour"]], signal, change: (n) => attempt({ channels: Number(n) }) });
  const controls = h("div", {}, slider.element, h("div", { class: "cb-fields" }, toolbar("Widths to try", "cb-widths", stops, signal), colours.element), trouble);
  const growth = NETWORKS.map((which) => remembered([which, "channels"], (now) => growthOf(now[which], widths, now.channels)));
  const element = h("div", {}, title, plot.element);
  const update = (now, networks) => {
    setText(trouble, "");
    slider.update(now.width);
    colours.update(now.channels);
    const curves = networks.map(({ parameters }, i) => ({ values: growth[i](now), now: parameters }));
    plot.update({ curves, widths, present: now.width, label: plotWords(now, networks, limit) });
  };
  return { controls, element, update };
}

/* Evenly spaced where every step is a factor. */
function widthsBetween({ min, max }) {
  const steps = Math.round(STEPS * Math.log2(max / min));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round(min * 2 ** (i / STEPS)));
}

/* What the plot says, in words: each network at the smallest, the present and the largest width. */
function plotWords({ names, width, channels }, networks, { min, max }) {
  const at = (rows, n) => {
    const { costs, problem } = costsOf(rows, n, channels);
    return problem ? "impossible" : count(parametersOf(costs));
  };
  const line = ({ rows }, i) => `${names[i]}: ${[min, width, max].map((n) => `${n} pixels ${at(rows, n)}`).join(", ")}`;
  return `Parameters against the image width. ${networks.map(line).join(". ")}.`;
}

/* ---- one network: its definition and its table ------------------------------------------------- */

const HEADS = ["layer", "output", "weights", "biases", "multiply-adds", "memory"];

function buildNetwork({ which, index, limits, presets, signal, state, attempt }) {
  const name = state().names[index];
  const head = h("span");
  const total = h("p", { class: "cb-total" });
  const blocks = createBlocks();
  const preset = buildPreset({ ...presets, signal, take: (rows, image) => attempt({ [which]: rows, ...image }) });
  const editor = layerEditor({
    label: name,
    limits,
    fresh: (rows) => freshRow(limits, rows, state()),
    change: (rows) => attempt({ [which]: rows }),
    signal,
  });
  const few = matchMedia(PHONE).matches ? FEW.phone : FEW.desk;
  const folded = h("details", { class: "cb-details", open: state()[which]?.length <= few }, h("summary", {}, "The layers, one by one"), editor.element);
  const updateEditor = () => folded.open && editor.update(state()[which]);
  folded.addEventListener("toggle", updateEditor, { signal });
  const table = buildTable(index, folded.open);
  const element = h("section", { class: "cb-network" }, h("p", { class: "cb-title cb-network-name" }, growthSign(index), head), total, blocks.element, preset.element, folded);
  const update = (now, network) => {
    setText(head, now.names[index]);
    setText(total, `${count(network.parameters)} parameters`);
    blocks.update(blocksOf([now.channels, now.width], network), now.names[index]);
    preset.update(network.rows);
    updateEditor();
    table.update(tableOf(network), now.names[index]);
  };
  return { element, table: table.element, update };
}

/* A network by its name, to start from; a famous one on its own image, if the other network can take that. */
function buildPreset({ named, images, signal, take }) {
  const choices = Object.keys(named).map((name) => [name, name, images[name].width ? "Famous networks" : "Small networks"]);
  const change = (name) => {
    if (!named[name]) return "Change a layer below to make your own.";
    const { width, channels } = images[name];
    return width && !take(named[name], { width, channels }) ? null : take(named[name]);
  };
  const field = selectField({ label: "Start from", choices: [...choices, ["your own", "your own"]], signal, change });
  const update = (rows) => field.update(nameOf(named, rows) ?? "your own");
  return { element: field.element, update };
}

function buildTable(index, open) {
  const body = h("tbody");
  const caption = h("caption", { class: "cb-hidden" });
  const heads = h("thead", {}, h("tr", {}, ...HEADS.map((text) => h("th", { scope: "col" }, text))));
  const table = h("table", { class: "cb-costs" }, caption, heads, body);
  const scroller = h("div", { class: "cb-table", tabindex: "0", role: "group" }, table);
  const head = h("span");
  const title = h("summary", {}, h("span", { class: "cb-title cb-network-name" }, growthSign(index), head));
  const update = (lines, name) => {
    setText(head, `${name}, layer by layer`);
    setText(caption, `${name}: what each layer costs`);
    scroller.setAttribute("aria-label", `${name}: costs`);
    const cells = (texts) => texts.map((text) => h("td", {}, text));
    body.replaceChildren(...lines.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), ...cells(rest))));
  };
  return { element: h("section", { class: "cb-network" }, h("details", { class: "cb-details", open }, title, scroller)), update };
}

/* A new layer that fits what the last one hands over. */
function freshRow(limits, rows, { width, channels }) {
  const { costs } = costsOf(rows, width, channels);
  return costs.at(-1)?.shape.length === 1 ? rowOf(limits, "Linear") : rowOf(limits, "Conv2d", { padding: 1 });
}

export default widget(TRAITS, build, problemOf);
