/** KernelLearner: nine random weights become, step by step, the kernel that is hidden behind a picture. */
import { courseOf } from "../maths/kernel_descent.js";
import { channelOf, extent, fromRows, mapped } from "../maths/maps.js";
import { button, numberField, player, selectField, sliderField } from "../page/controls.js";
import { createChart, lineThrough } from "../page/chart.js";
import { h, liveRegion, printedCall, setText, svg, widget } from "../page/dom.js";
import { createGrid, createLegend } from "../page/grid.js";
import { createReadable } from "../page/map_strip.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { ownPicture } from "../page/own_picture.js";
import { panel, sizeOf } from "../page/panels.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { problemOf, programOf, resultsOf, verdictOf, weightWords } from "./derived.js";

const NAMES = ["hidden", "lr", "seed", "step", "row", "column"];
const PICTURE = ["image", "image_code", "image_file"];
const TRAITS = [...NAMES, ...PICTURE, "steps"];
const OWN = 64; // the most rows and columns of a picture of the reader's own

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, TRAITS);
  const history = createHistory({ model, shared, names: ["hidden", "lr", "seed", ...PICTURE], fit: (values) => ({ ...values, step: 0 }) });
  undoByKey(root, history.undo, signal);
  const take = (values) => (save(model, values), null); // the fields know their bounds
  const begun = remembered(["image", "hidden", "lr", "seed"], begin);
  const reached = () => resultsOf(state(), begun(state()).course, begun(state()).hidden);
  const next = () => {
    const { ended, taken } = reached();
    take({ step: ended ? 0 : taken + 1 });
    const after = reached();
    if (after.ended || after.found === after.taken) walk.pause();
  };
  const walk = player({ step: next, signal });
  const use = (values) => (walk.pause(), history.take(values), null);
  const source = ownPicture({ model, root, largest: OWN, white: 255, take: (values) => use({ ...values, step: 0 }), signal });
  const pictures = buildPictures({ signal, choose: use, pause: walk.pause });
  const fields = buildFields({ model, start, signal, use, undo: history.undo });
  const secret = buildSecret({ model, signal, use });
  const [verdict, weight] = [h("p", { class: "cb-verdict" }), liveRegion()];
  const call = printedCall();
  root.append(pictures.top, verdict, walk.element, fields.element, pictures.maps, weight, secret.element, source?.element ?? "", call.element);

  return () => {
    const now = state();
    const { image, hidden, course } = begun(now);
    const results = resultsOf(now, course, hidden);
    root.cnnbookOutput = results.now.kernel;
    root.cnnbookMaps = [results.now.output, course.target, results.now.error, results.now.gradient];
    pictures.update(now, results, { image, target: course.target });
    setText(verdict, verdictOf(results));
    setText(weight, weightWords(now, results));
    fields.update(now, results);
    secret.update(now, hidden);
    source?.update();
    call.update(programOf(now, results));
  };
}

function begin({ image, hidden, lr, seed }) {
  const maps = { image: fromRows(image), hidden: fromRows(hidden) };
  return { ...maps, course: courseOf({ ...maps, lr, seed }) };
}

/* ---- the pictures ------------------------------------------------------------------------------------- */

function buildPictures({ signal, choose, pause }) {
  const kernel = createGrid({ label: "The kernel's nine weights", signal, onPoint: choose });
  kernel.element.classList.add("cb-nine");
  const loss = lossChart(signal);
  const [image, ...maps] = ["Image", "Output", "Target", "Error"].map((label) => createReadable({ label, signal }));
  const legends = { image: createLegend("Image"), output: createLegend("Output"), target: createLegend("Target"), error: createLegend("Error") };
  const size = h("span");
  const row = h(
    "div",
    { class: "cb-four" },
    panel("Image", size, image.element, legends.image.element),
    panel("Output", "now", maps[0].element, legends.output.element),
    panel("Target", "to reach", maps[1].element, legends.target.element),
    panel("Error", "output − target", maps[2].element, legends.error.element),
  );
  ["pointermove", "keydown"].forEach((type) => row.addEventListener(type, pause, { signal }));
  const update = (now, results, { image: picture, target }) => {
    const cell = { row: now.row, column: now.column };
    const { kernel: weights, output, error } = results.now;
    kernel.update({ map: mapped(weights, hundredth), kind: "weight", range: extent(both(weights, results.hidden)), numbers: true, cursor: cell, boxes: [cell] });
    loss.update(results.stops, now.steps);
    image.update(picture, undefined, [{ ...cell, rows: error.height, columns: error.width }]);
    const range = extent(both(output, target));
    maps.forEach((map, i) => map.update([output, target, error][i], i < 2 ? range : undefined));
    legends.image.update(extent(picture));
    [legends.output, legends.target].forEach((legend) => legend.update(range));
    legends.error.update(extent(error));
    setText(size, sizeOf(picture));
  };
  const top = h("div", { class: "cb-learner" }, panel("The kernel", "", kernel.element), panel("Loss", "by step", loss.element));
  return { top, maps: row, update };
}

/* As it is written: with two decimals, and 0 without a sign. */
const hundredth = (weight) => Math.round(weight * 100) / 100 + 0;

/* Two maps as one, so that they share a scale. */
function both(one, other) {
  return { data: [...channelOf(one, 0).data, ...channelOf(other, 0).data] };
}

function powerOfTen(power) {
  if (Math.abs(power) < 3) return format(10 ** power);
  return `10${power < 0 ? "⁻" : ""}${Array.from(String(Math.abs(power)), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

/* The loss of each step up to now, each line of the scale a tenth of the one above. */
function lossChart(signal) {
  const chart = createChart({ signal });
  chart.element.setAttribute("role", "img");
  const height = ({ loss }) => Math.log10(Math.max(loss, 1e-12));
  const update = (stops, steps) => {
    const points = stops.map((stop, i) => [i, height(stop)]);
    const heights = points.map(([, y]) => y);
    const last = points[points.length - 1];
    const draw = (plane) => [
      svg("path", { d: lineThrough(plane, points), class: "cb-function" }),
      svg("circle", { cx: plane.x(last[0]), cy: plane.y(last[1]), r: 6, class: "cb-point" }),
    ];
    const [first, present] = [stops[0], stops[stops.length - 1]].map(({ loss }) => format(loss, 4));
    chart.element.setAttribute("aria-label", `The loss of each step: from ${first} to ${present} after ${stops.length - 1}`);
    chart.update({
      x: [0, steps],
      y: [Math.floor(Math.min(...heights, 0)) - 1, Math.ceil(Math.max(...heights, 0))],
      xName: "step",
      sayY: (power) => (Number.isInteger(power) ? powerOfTen(power) : ""),
      draw,
    });
  };
  return { element: chart.element, update };
}

/* ---- fields, and what is hidden -------------------------------------------------------------------------- */

function buildFields({ model, start, signal, use, undo }) {
  const limits = limitsOf(model);
  const fields = {
    lr: numberField({ label: "Learning rate", limit: limits.lr, step: 0.1, signal, change: (lr) => use({ lr }) }),
    seed: numberField({ label: "Seed", limit: limits.seed, signal, change: (seed) => use({ seed, step: 0 }) }),
  };
  const place = sliderField({ label: "Go to", limit: { ...limits.step, max: limits.steps.max }, signal, change: (step) => use({ step }), say: (step) => `step ${step}` });
  const again = button("Start again", () => use(read(start, [...NAMES, ...PICTURE])), signal);
  const element = h("div", { class: "cb-fields" }, fields.lr.element, fields.seed.element, place.element, button("Undo", undo, signal), again);
  const update = (now, { taken }) => {
    fields.lr.update(now.lr);
    fields.seed.update(now.seed);
    place.input.max = String(now.steps);
    place.update(taken);
  };
  return { element, update };
}

/* The hidden kernel, folded away until the reader asks for it. */
function buildSecret({ model, signal, use }) {
  const named = model.get("named_kernels");
  const choices = [["", "own weights"], ...Object.keys(named).map((name) => [name, name.replaceAll("_", " ")])];
  const select = selectField({ label: "Choose another", choices, signal, change: (name) => use(name ? { hidden: named[name], step: 0 } : {}) });
  const limit = 100;
  const change = (r, c, value) => use({ hidden: model.get("hidden").map((row, i) => row.map((w, j) => (i === r && j === c ? value : w))), step: 0 });
  const editor = matrixEditor({ label: "The hidden kernel", limit, signal, change });
  const element = h("details", { class: "cb-details" }, h("summary", {}, "Show the hidden kernel, or change it"), h("div", { class: "cb-fields" }, editor.element, select.element));
  const update = ({ hidden }, map) => {
    editor.update(map);
    select.update(Object.keys(named).find((name) => JSON.stringify(named[name]) === JSON.stringify(hidden)) ?? "");
  };
  return { element, update };
}

export default widget(TRAITS, build, problemOf);
