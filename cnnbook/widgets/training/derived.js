/**
 * What TrainingExplorer shows, from its state: the network, the digit, the answers. Pure functions.
 *
 * @typedef {import("../maths/learning_network.js").Layer} Layer
 * @typedef {import("../maths/training_worker.js").Epoch} Epoch
 * @typedef {{settings: Record<string, any>, followed?: boolean, loss: number[], accuracy: number[], validation_loss: number[],
 *   validation_accuracy: number[], dead: Record<string, number[]>, layers: Layer[], weights: Record<string, {shape: number[], data: string}>}} Trained
 * @typedef {Record<string, any> & {trained: Trained | {}, strokes: import("../maths/drawing.js").Stroke[]}} State
 */
import { softmax } from "../maths/classification.js";
import { digitAt } from "../maths/digit_cells.js";
import { normalise } from "../maths/digit_scan.js";
import { SIDE, sketch } from "../maths/drawing.js";
import { firstWeights, named } from "../maths/first_weights.js";
import { at, emptyMaps, mapped } from "../maths/maps.js";
import { forward } from "../maths/network.js";
import { unpackWeights } from "../maths/weights.js";
import { createRandom } from "../maths/random.js";

export const RUN = ["network", "first_maps", "second_maps", "activation", "pool", "count", "moved", "augment", "optimizer", "lr", "weight_decay", "batch_size", "seed"];
export const CURVES = ["loss", "accuracy", "validation_loss", "validation_accuracy"];
export const PEN = 2.8;

/** @param {State} state @returns {Record<string, any>} */
export function settingsOf(state) {
  return Object.fromEntries(RUN.map((name) => [name, state[name]]));
}

/** Whether two trainings would be the same. @param {Record<string, any>} one @param {Record<string, any>} other */
export function sameRun(one, other) {
  return RUN.every((name) => one?.[name] === other?.[name]);
}

/* ---- a state that cannot be shown ------------------------------------------------------------------ */

/** Why a state cannot be shown, in words; null when it can. @param {State} state */
export function problemOf({ strokes, trained, packed_digits: digits }) {
  const near = (part) => Number.isFinite(part) && part >= -SIDE && part <= 2 * SIDE;
  const good = (point) => Array.isArray(point) && point.length === 2 && point.every(near);
  if (!Array.isArray(strokes) || !strokes.every((stroke) => stroke.length > 0 && stroke.every(good))) return "A stroke must be a chain of points on the pad.";
  if (typeof digits?.training !== "string" || typeof digits.held_out !== "string") return "The digits of this page are damaged.";
  if (trained === null || typeof trained !== "object" || Array.isArray(trained)) return "trained must hold what a training has left, or nothing.";
  return null;
}

/** Why these settings cannot be trained with, and what can be learnt from that; "" when they can. @param {State} state */
export function obstacleOf({ count, batch_size: size, packed_digits: digits }) {
  if (count === 1) {
    const { label } = digitAt(digits.training, 0);
    return `One example has one class only, here ${label}. A network that answers ${label} to everything is always right, so there is nothing to tell apart and nothing to learn. Take two examples or more.`;
  }
  if (size > count) return `A batch of ${size} cannot be drawn from ${count} examples: each example is used once in an epoch. Take a batch of at most ${count}.`;
  return "";
}

/* ---- the network ------------------------------------------------------------------------------------ */

/** The layers under PyTorch's names, as `shared/network_state.py` describes them, with the names of their weights. @param {Record<string, any>} settings @returns {Layer[]} */
export function layersOf(settings) {
  if (settings.network === "plain") return named([{ kind: "Flatten" }, { kind: "Linear", in_features: SIDE * SIDE, out_features: 10 }]);
  const layers = [];
  let [before, side] = [1, SIDE];
  for (const maps of [settings.first_maps, settings.second_maps]) {
    layers.push({ kind: "Conv2d", in_channels: before, out_channels: maps, kernel_size: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1] });
    if (settings.activation !== "none") layers.push(activationOf(settings.activation));
    if (settings.pool !== "none") {
      layers.push({ kind: settings.pool, kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] });
      side /= 2;
    }
    before = maps;
  }
  return named([...layers, { kind: "Flatten" }, { kind: "Linear", in_features: before * side * side, out_features: 10 }]);
}

function activationOf(kind) {
  if (kind === "LeakyReLU") return { kind, negative_slope: 0.01 };
  return kind === "ELU" ? { kind, alpha: 1 } : { kind };
}

/** What a worker needs to train so. @param {State} state @returns {import("../maths/training_worker.js").Run} */
export function runOf(state) {
  const { optimizer, lr, weight_decay, seed, batch_size, count, moved, augment, packed_digits: digits } = state;
  const momentum = optimizer === "momentum" ? 0.9 : 0;
  /** @type {import("../maths/optimisers.js").OptimiserOptions} */
  const optimiser = { kind: optimizer === "Adam" ? "Adam" : "SGD", lr, momentum, weight_decay };
  return {
    plan: { layers: layersOf(state), optimiser, seed, batch_size, shifts: augment ? moved : 0 },
    digits: { training: digits.training, held_out: digits.held_out, count, moved: augment ? 0 : moved, held_out_moved: moved },
  };
}

/** What was trained with the present settings; null when nothing was. @param {State} state @returns {Trained | null} */
export function resultsOf(state) {
  const trained = /** @type {any} */ (state.trained);
  return trained.weights && sameRun(trained.settings, state) ? trained : null;
}

/** The network as it is: trained, or with its first weights. @param {State} state */
export function networkOf(state) {
  const results = resultsOf(state);
  if (results) return { layers: results.layers, weights: unpackWeights(results.weights) };
  const layers = layersOf(state);
  return { layers, weights: /** @type {ReturnType<typeof unpackWeights>} */ (firstWeights(layers, createRandom(state.seed))) };
}

/** Weights for Python: float32 in base64. @param {import("../maths/learning_network.js").Weights} weights @returns {Trained["weights"]} */
export function packWeights(weights) {
  const packed = ({ shape, data }) => {
    const view = new DataView(new ArrayBuffer(4 * data.length));
    for (let i = 0; i < data.length; i++) view.setFloat32(4 * i, data[i], true);
    const text = Array.from(new Uint8Array(view.buffer), (byte) => String.fromCharCode(byte)).join("");
    return { shape, data: btoa(text) };
  };
  return Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, packed(values)]));
}

/* ---- the digit, and what the network makes of it ------------------------------------------------------ */

/** The digit that the network is shown. @param {State} state */
export function imageOf({ strokes, digit, down, across, packed_digits: digits }) {
  const image = strokes.length ? mapped(normalise(sketch(strokes, PEN)), Math.fround) : digitAt(digits.held_out, digit).image;
  return mapped(emptyMaps(1, SIDE, SIDE), (_, i) => {
    const [row, column] = [Math.floor(i / SIDE) - down, (i % SIDE) - across];
    return row < 0 || column < 0 || row >= SIDE || column >= SIDE ? 0 : at(image, row, column);
  });
}

/** The class of the digit; null for a drawing. @param {State} state */
export function labelOf({ strokes, digit, packed_digits: digits }) {
  return strokes.length ? null : digitAt(digits.held_out, digit).label;
}

/** Every layer's maps, and the probabilities. @param {ReturnType<typeof networkOf>} network @param {import("../maths/maps.js").Maps} image */
export function answerOf({ layers, weights }, image) {
  const maps = forward(layers, weights, image);
  return { maps, shares: softmax(maps[maps.length - 1].data) };
}

/** The first layer's weights as pictures: filters, or one picture for each class. @param {ReturnType<typeof networkOf>} network */
export function firstPictures({ layers, weights }) {
  const layer = layers.find(({ weight }) => weight);
  const { shape, data } = weights[layer?.weight ?? ""];
  if (shape.length === 4 && shape[1] === 1) return { channels: shape[0], height: shape[2], width: shape[3], data };
  if (shape.length === 2 && shape[1] === SIDE * SIDE) return { channels: shape[0], height: SIDE, width: SIDE, data };
  return null;
}

/** How many pictures of weights are shown, for each is a grid that keys can read. */
export const PICTURED = 16;
