/** BoundaryExplorer: points in the plane, and the boundary that a small network learns to draw between them. */
import { valueOf } from "../maths/activations.js";
import { emptyMaps, mapped } from "../maths/maps.js";
import { button, numberField, player, selectField, sliderField } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, svg, widget } from "../page/dom.js";
import { createGrid } from "../page/grid.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { contour, KINDS, LABELS, networkWords, placeWords, pointPath, problemOf, programOf, shapeWords, toggled, unitLines, verdictOf } from "./derived.js";
import { coordinate, courseOf, scoresOf, SIDE, STEPS } from "./learning.js";

const RUN = ["points", "activation", "width", "layers", "lr", "seed"];
const MOST = 200; // points
const TRAITS = [...RUN, "round", "adds"];
const ADDS = ["blue", "red"];

function build({ model, start, shared, root, signal }) {
  const limits = limitsOf(model);
  const state = () => read(model, TRAITS);
  const history = createHistory({ model, shared, names: RUN });
  undoByKey(root, history.undo, signal);
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values });
    if (!problem) history.take(values);
    return problem;
  };
  const next = () => {
    const { round } = state();
    save(model, { round: round < limits.round.max ? round + 1 : 0 });
    if (round + 1 === limits.round.max) walk.pause();
  };
  const walk = player({ step: next, signal });
  const kind = selectField({ label: "A press adds", choices: ADDS.map((name, i) => [name, KINDS[i]]), signal, change: (adds) => (save(model, { adds }), null) });
  const plane = buildPlane({ signal, state, attempt, kind: () => ADDS.indexOf(state().adds) });
  const fields = buildFields({ model, start, limits, signal, attempt, undo: history.undo });
  const [verdict, network, shape] = [h("p", { class: "cb-verdict", role: "status" }), h("p", { class: "cb-note" }), h("p", { class: "cb-note" })];
  const call = printedCall();
  const words = h("div", { class: "cb-boundary-words" }, verdict, walk.element, fields.round, network, shape, kind.element, plane.problem);
  root.append(h("div", { class: "cb-boundary" }, plane.element, words), plane.says, fields.element, call.element);

  const course = remembered(RUN, courseOf);
  return () => {
    const now = state();
    kind.update(now.adds);
    const result = course(now).at(now.round);
    const scores = scoresOf(result.network);
    root.cnnbookOutput = mapped(scores, (score) => valueOf("sigmoid", score));
    /* Nothing is read aloud while it plays. */
    [verdict, plane.says].forEach((region) => region.setAttribute("aria-live", walk.plays() ? "off" : "polite"));
    plane.update(now, result, scores);
    setText(verdict, verdictOf(now, result));
    setText(network, networkWords(now, result));
    setText(shape, shapeWords(now, result, scores));
    fields.update(now);
    call.update(programOf(now));
  };
}

/* In words for whoever presses. */
function pointsProblem(points) {
  if (points.length > MOST) return `There can be ${MOST} points at most.`;
  return new Set(points.map((point) => point[2])).size < 2 ? "One point of each class must stay." : null;
}

/* ---- the plane --------------------------------------------------------------------------------------------- */

function buildPlane({ signal, state, attempt, kind }) {
  let cursor = { row: (SIDE - 1) / 2, column: (SIDE - 1) / 2 };
  let scores = emptyMaps(1, SIDE, SIDE);
  const problem = h("p", { class: "cb-problem", role: "alert" });
  const says = liveRegion();
  const words = (row, column) => placeWords(state().points, scores, { row, column });
  const toggle = () => {
    const points = toggled(state().points, coordinate(cursor.column), -coordinate(cursor.row), kind());
    setText(problem, pointsProblem(points) ?? attempt({ points }) ?? "");
  };
  const point = (cell) => {
    cursor = cell;
    show();
  };
  const grid = createGrid({ label: "The plane. Enter adds a point or removes the one that is there", signal, onPoint: point, onActivate: toggle, describe: (row, column) => `row ${row}, column ${column}: ${words(row, column)}` });
  grid.canvas.addEventListener("click", toggle, { signal });
  const line = svg("path", { class: "cb-boundary-line" });
  const units = svg("path", { class: "cb-boundary-units" });
  const points = [0, 1].map((i) => svg("path", { class: `cb-boundary-point cb-boundary-${i}` }));
  const cross = svg("path", { class: "cb-boundary-cross" });
  const sheet = svg("svg", { class: "cb-boundary-sheet", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, units, line, ...points, cross);
  grid.element.append(sheet);
  const show = () => {
    /* Pale, so that the points stand out: half of the scale. */
    grid.update({ map: mapped(scores, (score) => valueOf("sigmoid", score) - 0.5), range: [-1, 1], cursor });
    cross.setAttribute("d", `M${cursor.column + 0.5} ${cursor.row - 1.2}v3.4M${cursor.column - 1.2} ${cursor.row + 0.5}h3.4`);
    setText(says, `${words(cursor.row, cursor.column)}.`);
  };
  const update = (now, result, fresh) => {
    scores = fresh;
    line.setAttribute("d", contour(scores));
    units.setAttribute("d", now.activation === "none" ? "" : unitLines(result));
    points.forEach((path, i) => path.setAttribute("d", pointPath(now.points, i)));
    setText(problem, "");
    show();
  };
  return { element: grid.element, says, problem, update };
}

/* ---- the fields ---------------------------------------------------------------------------------------------- */

function buildFields({ model, start, limits, signal, attempt, undo }) {
  const sets = model.get("data_sets");
  const setOf = ({ points }) => Object.keys(sets).find((name) => JSON.stringify(sets[name]) === JSON.stringify(points)) ?? "own";
  const number = (name, label, step = 1) => numberField({ label, limit: limits[name], step, signal, change: (value) => attempt({ [name]: value }) });
  const choose = (name) => (sets[name] ? attempt({ points: sets[name] }) : "Press in the picture to make your own.");
  const fields = {
    set: selectField({ label: "Points", choices: [...Object.keys(sets), "own"].map((name) => [name, name === "own" ? "your own" : name]), signal, change: choose }),
    activation: selectField({ label: "Activation", choices: limits.activation.choices.map((name) => [name, LABELS[name]]), signal, change: (activation) => attempt({ activation }) }),
    width: number("width", "Units a layer"),
    layers: number("layers", "Hidden layers"),
    lr: number("lr", "Learning rate", 0.05),
    seed: number("seed", "First weights (seed)"),
  };
  const round = sliderField({ label: "Learnt", limit: limits.round, signal, change: (value) => save(model, { round: value }), say: (value) => `${STEPS * value} steps` });
  const again = button("Start again", () => (attempt(read(start, RUN)), save(model, read(start, ["round", "adds"]))), signal);
  const element = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element), button("Undo", undo, signal), again);
  const update = (now) => {
    Object.entries(fields).forEach(([name, field]) => field.update(name === "set" ? setOf(now) : now[name]));
    round.update(now.round);
  };
  return { element, round: round.element, update };
}

export default widget(TRAITS, build, problemOf);
