/**
 * What BoundaryExplorer draws and says, from its state: paths, sentences, the printed program. Pure functions.
 *
 * @typedef {import("./learning.js").Run & {round: number}} State
 * @typedef {{network: any, loss: number, right: number, dead: number}} Result
 */
import { at, cellOf } from "../maths/maps.js";
import { valueOf } from "../maths/activations.js";
import { array, brief, format, literal } from "../page/numbers.js";
import { many } from "../page/panels.js";
import { coordinate, layersOf, REACH, SIDE, STEPS } from "./learning.js";

export const LABELS = { none: "none", ReLU: "ReLU", Tanh: "tanh", Sigmoid: "sigmoid" };
export const KINDS = ["● blue", "■ red"];

/** Why a state cannot be shown; null when it can. @param {State} state */
export function problemOf({ points }) {
  if (points[0].length !== 3) return "points must have three numbers in each row: x, y and class";
  const far = Math.max(...points.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
  if (far > REACH) return `points must lie from −3.5 to 3.5, got ${format(far)}`;
  const kinds = [...new Set(points.map((point) => point[2]))].sort();
  return kinds.join() === "0,1" ? null : `points must be of the classes 0 and 1, some of each, got ${kinds.join(", ")}`;
}

/** The points after one was added at a place, or the one that is there was removed. @param {number[][]} points @param {number} x @param {number} y @param {number} kind */
export function toggled(points, x, y, kind) {
  const rest = points.filter((point) => Math.hypot(point[0] - x, point[1] - y) > 0.12);
  return rest.length < points.length ? rest : [...points, [x, y, kind]];
}

/* ---- the picture ---------------------------------------------------------------------------------------- */

/** The line where a map is 0, as a path over its cells: straight pieces from edge to edge. @param {import("../maths/maps.js").Grid} map */
export function contour(map) {
  const pieces = [];
  for (let i = 0; i < map.data.length; i++) {
    const { row, column } = cellOf(i, map);
    if (row + 1 === map.height || column + 1 === map.width) continue;
    const ends = crossings(map, row, column);
    for (let k = 0; k + 1 < ends.length; k += 2) pieces.push(`M${ends[k]}L${ends[k + 1]}`);
  }
  return pieces.join("");
}

/* Where the line crosses the four edges between the middles of neighbouring cells. */
function crossings(map, row, column) {
  const corners = [[0, 0], [0, 1], [1, 1], [1, 0]].map(([down, right]) => [row + down, column + right]);
  return corners.flatMap(([r, c], k) => {
    const [r2, c2] = corners[(k + 1) % 4];
    const [from, to] = [at(map, r, c), at(map, r2, c2)];
    if (from > 0 === to > 0) return [];
    const part = from / (from - to);
    return [`${(c + (c2 - c) * part + 0.5).toFixed(2)} ${(r + (r2 - r) * part + 0.5).toFixed(2)}`];
  });
}

/** From the plane to the picture, whose unit is a cell. */
const across = (x) => 10 * x + SIDE / 2;

/** The line where each unit of the first layer is 0, as one path. @param {Result} result */
export function unitLines({ network }) {
  const [weight, bias] = network.parameters;
  const lines = Array.from(bias.data, (b, k) => {
    const [p, q] = [weight.data[2 * k], weight.data[2 * k + 1]];
    const long = Math.hypot(p, q);
    const [x, y] = [(-b * p) / long ** 2, (-b * q) / long ** 2]; // the place nearest to the origin
    if (!(Math.hypot(x, y) < 2 * REACH)) return "";
    const ends = [-2 * REACH, 2 * REACH].map((far) => [x - (far * q) / long, y + (far * p) / long]);
    return `M${ends.map(([u, v]) => `${across(u).toFixed(2)} ${across(-v).toFixed(2)}`).join("L")}`;
  });
  return lines.join("");
}

/** The points of a class as one path: discs or squares. @param {number[][]} points @param {number} kind */
export function pointPath(points, kind) {
  const disc = (x, y) => `M${x - 0.95} ${y}a.95 .95 0 1 0 1.9 0a.95 .95 0 1 0 -1.9 0`;
  const square = (x, y) => `M${x - 0.85} ${y - 0.85}h1.7v1.7h-1.7z`;
  return points.filter((point) => point[2] === kind).map(([x, y]) => (kind ? square : disc)(across(x), across(-y))).join("");
}

/* ---- words ----------------------------------------------------------------------------------------------- */

/** How the learning stands. @param {State} state @param {Result} result */
export function verdictOf({ points, round }, { loss, right }) {
  const begun = round ? `After ${STEPS * round} steps` : "First weights, drawn by lot";
  return `${begun}: ${right} of ${points.length} points on the correct side, loss ${format(loss, 3)}.`;
}

/** What kind of boundary it is. @param {State} state @param {Result} result @param {import("../maths/maps.js").Grid} scores */
export function shapeWords({ activation, layers, width }, { dead }, scores) {
  if (activation !== "none") {
    const lost = dead ? ` ${dead} of ${many(layers * width, "unit")} ${dead === 1 ? "is" : "are"} dead: 0 for every point.` : "";
    return `Dashed: where a unit of the first layer is ${activation === "Sigmoid" ? "½" : "0"}. There the boundary ${activation === "ReLU" ? "may bend" : "bends most"}.${lost}`;
  }
  const middle = (SIDE - 1) / 2;
  const c = at(scores, middle, middle);
  const [a, b] = [at(scores, middle, middle + 10) - c, at(scores, middle - 10, middle) - c];
  const signed = (value, name) => `${value < 0 ? "−" : "+"} ${brief(Math.abs(value), 2)}${name}`;
  return `The ${layers + 1} layers are one: score = ${brief(a, 2)}·x ${signed(b, "·y")} ${signed(c, "")}. Where it is 0 is a straight line.`;
}

/** A place in words. @param {number[][]} points @param {import("../maths/maps.js").Grid} scores @param {import("../maths/maps.js").Cell} cell */
export function placeWords(points, scores, { row, column }) {
  const [x, y] = [coordinate(column), -coordinate(row)];
  const share = valueOf("sigmoid", at(scores, row, column));
  const there = points.find((point) => Math.hypot(point[0] - x, point[1] - y) <= 0.12);
  const own = there ? `, a point ${KINDS[there[2]]}` : "";
  return `x ${format(x, 1)}, y ${format(y, 1)}${own}: the network says ${KINDS[Number(share > 0.5)]}, ${format(100 * Math.max(share, 1 - share), 0)} %`;
}

/** The network in one line: sizes and parameters. @param {State} state @param {Result} result */
export function networkWords({ width, layers }, { network }) {
  const sizes = [2, ...Array.from({ length: layers }, () => width), 2];
  const count = network.parameters.reduce((total, { data }) => total + data.length, 0);
  return `${sizes.join(" → ")}: ${count} weights and biases`;
}

/** The Python program that computes the same probabilities. @param {State} state */
export function programOf(state) {
  const { points, activation, lr, seed, round } = state;
  const used = ["Flatten", "Linear", "Sequential", ...(activation === "none" ? [] : [activation])].sort();
  const line = (/** @type {import("../maths/first_weights.js").Layer} */ { kind, in_features: inputs, out_features: outputs }) =>
    kind === "Linear" ? `Linear(${inputs}, ${outputs}, rng=rng, dtype=float)` : `${kind}()`;
  const learning = [
    `optimizer = training.Adam(net.parameters(), lr=${literal(lr)})`,
    `options = {"batch_size": ${points.length}, "optimizer": optimizer}`,
    `training.fit(net, places, classes, epochs=${STEPS * round}, **options, progress=False)`,
  ];
  return [
    "import numpy as np",
    `from cnnbook import softmax${round ? ", training" : ""}`,
    `from cnnbook.layers import ${used.join(", ")}`,
    "from cnnbook.random import Generator",
    "",
    `points = ${array(points)}`,
    "places, classes = points[:, None, :2], points[:, 2].astype(int)",
    "",
    `rng = Generator(${seed})`,
    "net = Sequential(",
    "    Flatten(),",
    ...layersOf(state).map((layer) => `    ${line(layer)},`),
    ")",
    ...(round ? learning : []),
    "",
    "line = np.linspace(-3.5, 3.5, 71)",
    "x, y = np.meshgrid(line, -line)",
    "scores = net(np.stack([x, y], axis=-1).reshape(-1, 1, 2))",
    "output = softmax(scores)[:, 1].reshape(71, 71)",
  ].join("\n");
}
