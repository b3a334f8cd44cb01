/** Loss and accuracy over epochs, of this training and of one that was kept, as curves and as a table. */
import { createChart, lineThrough } from "../page/chart.js";
import { h, setText, svg } from "../page/dom.js";
import { format } from "../page/numbers.js";
import { percent } from "../page/map_strip.js";
import { panel } from "../page/panels.js";
import { CURVES } from "./derived.js";

/** @typedef {import("./derived.js").Trained} Trained */

const TOP = 3; // a loss beyond it leaves the picture: guessing costs 2.3
const LINES = [
  { name: "training", prefix: "", kept: false },
  { name: "held out", prefix: "validation_", kept: false },
  { name: "kept: training", prefix: "", kept: true },
  { name: "kept: held out", prefix: "validation_", kept: true },
];

/** @param {AbortSignal} signal */
export function buildCurves(signal) {
  const loss = chartOf("Loss", (value) => format(value, 3), signal);
  const accuracy = chartOf("Accuracy", (value) => percent(value, 0), signal);
  const key = h("p", { class: "cb-note cb-key" });
  const element = h("div", {}, h("div", { class: "cb-two" }, loss.element, accuracy.element), key);
  /** @param {Trained | null} results @param {Trained | null} kept @param {number} epochs */
  const update = (results, kept, epochs) => {
    const span = Math.max(epochs, results?.loss.length ?? 0, kept?.loss.length ?? 0);
    const linesOf = (name) => LINES.map((line, k) => ({ ...line, k, values: (line.kept ? kept : results)?.[line.prefix + name] ?? [] })).filter(({ values }) => values.length);
    const losses = linesOf("loss");
    loss.update(losses, span, Math.min(TOP, 1.05 * Math.max(0.5, ...losses.flatMap(({ values }) => values))));
    accuracy.update(linesOf("accuracy"), span, 1);
    key.replaceChildren(...losses.flatMap(({ name, k }) => [sample(k), `${name}  `]));
  };
  return { element, update };
}

function chartOf(title, say, signal) {
  const chart = createChart({ signal, shape: (width) => Math.max(150, Math.min(240, width * 0.55)) });
  chart.element.setAttribute("role", "img");
  const update = (lines, span, top) => {
    const courses = (plane) => lines.map(({ values, k }) => svg("path", { d: lineThrough(plane, values.map((value, i) => [i + 1, value])), class: `cb-course cb-course-${k}` }));
    const ends = (plane) => lines.map(({ values, k }) => svg("circle", { cx: plane.x(values.length), cy: plane.y(Math.min(values.at(-1), top)), r: 3, class: `cb-end cb-course-${k}` }));
    chart.update({ x: [0, span], y: [0, top], xName: "epoch", sayY: say, draw: (plane) => [...courses(plane), ...ends(plane)] });
    const told = lines.map(({ name, values }) => `${name} from ${say(values[0])} to ${say(values.at(-1))}`);
    chart.element.setAttribute("aria-label", `${title} by epoch: ${told.join(", ") || "nothing trained yet"}`);
  };
  return { element: panel(title, "", chart.element), update };
}

/* A piece of the line for the key. */
function sample(k) {
  return svg("svg", { class: "cb-sample", viewBox: "0 0 30 8", "aria-hidden": "true" }, svg("path", { d: "M1 4L29 4", class: `cb-course cb-course-${k}` }));
}

/** The same numbers as a table, made when the reader opens it. @param {AbortSignal} signal */
export function buildNumbers(signal) {
  const summary = "Loss and accuracy as a table";
  const body = h("tbody");
  const box = h("div", { class: "cb-table", tabindex: "0", role: "group", "aria-label": summary });
  box.append(h("table", {}, h("caption", { class: "cb-hidden" }, summary), body));
  const element = h("details", { class: "cb-details" }, h("summary", {}, summary), box);
  /** @type {Trained | null} */
  let shown = null;
  const fill = () => element.open && body.replaceChildren(...rowsOf(shown));
  element.addEventListener("toggle", fill, { signal });
  const update = (/** @type {Trained | null} */ results) => {
    if (results === shown && body.firstChild) return;
    shown = results;
    fill();
  };
  return { element, update };
}

function rowsOf(results) {
  if (!results?.loss.length) return [h("tr", {}, h("td", {}, "no epoch yet"))];
  const names = CURVES.filter((name) => results[name].length);
  const head = ["epoch", ...names.map((name) => name.replace("validation_", "held-out "))];
  const rows = results.loss.map((_, k) => h("tr", {}, h("th", { scope: "row" }, String(k + 1)), ...names.map((name) => h("td", {}, format(results[name][k], 3)))));
  return [h("tr", {}, ...head.map((title) => h("th", { scope: "col" }, title))), ...rows];
}

/** This training and the kept one, line by line. */
export function buildComparison() {
  const body = h("tbody");
  const table = h("table", {}, h("caption", { class: "cb-hidden" }, "Two trainings compared"), body);
  const element = h("div", { class: "cb-runs", hidden: true }, table);
  /** @param {{name: string, words: string, results: Trained | null}[]} runs */
  const update = (runs) => {
    element.hidden = runs.length < 2;
    const text = runs.map(({ name, words, results }) => [name, words, String(results?.loss.length ?? 0), results?.validation_accuracy.length ? percent(results.validation_accuracy.at(-1) ?? 0) : "–"]);
    if (body.dataset.shown === JSON.stringify(text)) return;
    body.dataset.shown = JSON.stringify(text);
    const head = ["run", "settings", "epochs", "held out"].map((title) => h("th", { scope: "col" }, title));
    body.replaceChildren(h("tr", {}, ...head), ...text.map(([name, ...rest]) => h("tr", {}, h("th", { scope: "row" }, name), ...rest.map((value) => h("td", {}, value)))));
  };
  return { element, update };
}

/** Text that is not spoken. @param {string} name its class */
export function quietText(name) {
  const element = h("p", { class: name });
  return { element, update: (/** @type {string} */ text) => setText(element, text) };
}
