/**
 * A small network that learns two classes of points: the numbers of `cnnbook.training.fit` with Adam, all points at each step.
 *
 * @typedef {{points: number[][], activation: string, width: number, layers: number, lr: number, seed: number}} Run
 * @typedef {ReturnType<typeof networkOf>} Network
 * @typedef {{weights: Float64Array[], loss: number, right: number, dead: number}} Stop after a round: `dead` units gave 0 for every point
 */
import { valueOf } from "../maths/activations.js";
import { createBoard, place } from "../maths/boards.js";
import { firstWeights, named } from "../maths/first_weights.js";
import { ACTIVATIONS, activation, linear } from "../maths/learning_layers.js";
import { emptyMaps, mapped } from "../maths/maps.js";
import { createOptimiser } from "../maths/optimisers.js";
import { createRandom } from "../maths/random.js";

export const STEPS = 10; // in a round
export const REACH = 3.5; // the plane from −3.5 to 3.5,
export const SIDE = 71; // with a place each 0.1

/** The layers, by PyTorch's names. @param {Pick<Run, "activation" | "width" | "layers">} run @returns {import("../maths/first_weights.js").Layer[]} */
export function layersOf({ activation: name, width, layers }) {
  const hidden = Array.from({ length: layers }, (_, i) => [
    { kind: "Linear", in_features: i ? width : 2, out_features: width },
    ...(name === "none" ? [] : [{ kind: name }]),
  ]);
  return [...hidden.flat(), { kind: "Linear", in_features: width, out_features: 2 }];
}

function networkOf(run) {
  const layers = layersOf(run);
  const weights = firstWeights(layers, createRandom(run.seed));
  const input = createBoard([2, 1, 1]);
  /** @type {any[]} */
  const parameters = [];
  /** @type {any[]} */
  const nodes = [];
  let board = input;
  for (const { kind, weight, bias } of named(layers)) {
    const own = [weight, bias].filter(Boolean).map((name) => parameterOf(name, weights[name]));
    parameters.push(...own);
    nodes.push(own.length ? linear(board, own[0], own[1]) : activation(board, ACTIVATIONS[kind], 0));
    board = nodes[nodes.length - 1].output;
  }
  return { input, output: board, nodes, parameters, bends: nodes.filter((_, i) => ACTIVATIONS[layers[i].kind]) };
}

function parameterOf(name, { shape, data }) {
  return { name, shape, data: Float64Array.from(data), grad: new Float64Array(data.length) };
}

/** By how much the second score is above the first, for a point. @param {Network} network @param {ArrayLike<number>} points x, y and class, one after the other @param {number} n */
function scoreOf({ input, nodes, output }, points, n) {
  place(input, [points[3 * n], points[3 * n + 1]], 0);
  for (let i = 0; i < nodes.length; i++) nodes[i].forward();
  return output.data[1] - output.data[0];
}

/* −log of the probability of the right class. */
const lossOf = (score, kind) => Math.log1p(Math.exp(-Math.abs(score))) + Math.max(0, kind ? -score : score);

/* The slopes of the mean loss, and one step of the optimiser. */
function step(network, points, update) {
  const count = points.length / 3;
  for (const { grad } of network.parameters) grad.fill(0);
  for (let n = 0; n < count; n++) {
    const slope = (valueOf("sigmoid", scoreOf(network, points, n)) - points[3 * n + 2]) / count;
    network.output.grad.set([-slope, slope]);
    for (let i = network.nodes.length - 1; i >= 0; i--) network.nodes[i].backward(i > 0);
  }
  update();
}

/** @returns {Stop} */
function judged(network, points) {
  const count = points.length / 3;
  const alive = network.bends.map(({ output }) => new Uint8Array(output.data.length));
  let [loss, right] = [0, 0];
  for (let n = 0; n < count; n++) {
    const [score, kind] = [scoreOf(network, points, n), points[3 * n + 2]];
    loss += lossOf(score, kind) / count;
    if (Number(score > 0) === kind) right += 1;
    network.bends.forEach(({ output }, i) => output.data.forEach((value, k) => value !== 0 && (alive[i][k] = 1)));
  }
  const dead = alive.flatMap((units) => Array.from(units)).filter((unit) => !unit).length;
  return { weights: network.parameters.map(({ data }) => data.slice()), loss, right, dead };
}

/** A training that goes only as far as it is looked at: `at` gives the network after a round. @param {Run} run */
export function courseOf(run) {
  const [learner, shown] = [networkOf(run), networkOf(run)];
  const points = Float64Array.from(run.points.flat());
  const update = createOptimiser(learner.parameters, { kind: "Adam", lr: run.lr });
  const stops = [judged(learner, points)];
  /** @param {number} round */
  const at = (round) => {
    while (stops.length <= round) {
      for (let i = 0; i < STEPS; i++) step(learner, points, update);
      stops.push(judged(learner, points));
    }
    shown.parameters.forEach(({ data }, i) => data.set(stops[round].weights[i]));
    return { ...stops[round], network: shown };
  };
  return { at };
}

/** The coordinate of a row or a column of the plane; rows go down. @param {number} i */
export const coordinate = (i) => (i - (SIDE - 1) / 2) / 10;

/** The score at every place of the plane, row by row from the top. @param {Network} network */
export function scoresOf(network) {
  return mapped(emptyMaps(1, SIDE, SIDE), (_, i) => scoreOf(network, [coordinate(i % SIDE), -coordinate(Math.floor(i / SIDE))], 0));
}
