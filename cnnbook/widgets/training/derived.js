/** What a TrainingExplorer shows of one epoch, computed from its state: maps, words, and the Python call. */
import { fromRows } from "../maths/maps.js";
import { forward, unpackWeights } from "../maths/network.js";
import { format, keywords, literal } from "../page/numbers.js";
import { percent } from "../page/map_strip.js";

/**
 * @typedef {Record<string, import("../maths/network.js").Weights>} AllWeights
 * @typedef {{image: number[][], image_code: string, layers: import("../maths/network.js").Layer[], recorded: any, shares: number[][],
 *   loss: number[], accuracy: number[], validation_loss: number[], validation_accuracy: number[], epoch: number}} State
 * @typedef {ReturnType<typeof compute>} Results
 */

export const CURVES = ["loss", "accuracy", "validation_loss", "validation_accuracy"];
const DEFAULTS = { stride: "[1, 1]", padding: "[0, 0]", padding_mode: '"constant"', dilation: "[1, 1]" };
const DECIMALS = 4;

/** What stops this state from being shown, in words; null when nothing does. @param {State} state */
export function problemOf(state) {
  const broken = CURVES.find((name) => !state[name].every((/** @type {any} */ value) => Number.isFinite(value)));
  if (broken) return `${broken} must be a list of finite numbers, one for each epoch.`;
  const { epoch, shares } = state;
  if (!shares.every(Array.isArray)) return "shares must be a list of lists, one for each epoch.";
  const last = shares.length - 1;
  return Number.isInteger(epoch) && epoch >= 0 && epoch <= last ? null : `Epoch ${epoch} is not recorded: they go from 0 to ${last}.`;
}

/** The weights of one epoch, from arrays whose first axis is the epoch. @param {AllWeights} recorded @param {number} epoch @returns {AllWeights} */
function weightsAt(recorded, epoch) {
  return Object.fromEntries(
    Object.entries(recorded).map(([name, { shape, data }]) => {
      const size = shape.slice(1).reduce((product, n) => product * n, 1);
      return [name, { shape: shape.slice(1), data: data.subarray(epoch * size, (epoch + 1) * size) }];
    }),
  );
}

/** Everything that the page shows of an epoch. @param {State} state @param {AllWeights} [recorded] the weights of all epochs */
export function compute(state, recorded = unpackWeights(state.recorded)) {
  const weights = weightsAt(recorded, state.epoch);
  const image = fromRows(state.image);
  const maps = forward(state.layers, weights, image);
  const name = state.layers[0].weight ?? "";
  const { shape, data } = weights[name];
  const filters = { channels: shape[0], height: shape[2], width: shape[3], data };
  return { image, maps, weights, filters, reach: reachOf(recorded[name]) };
}

/* One scale for all epochs, so that growth can be seen. */
function reachOf({ data }) {
  return data.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}

function decimals(data, shape) {
  const [count, ...inner] = shape;
  const size = data.length / count;
  const part = (k) => data.subarray(k * size, (k + 1) * size);
  if (inner.length) return Array.from({ length: count }, (_, k) => decimals(part(k), inner));
  return Array.from(data, (value) => Number(value.toFixed(DECIMALS)) + 0);
}

/** The Python that computes the first layer's maps. @param {State} state @param {Results} results @returns {string} */
export function callOf({ image, image_code: imageCode, layers, epoch }, { weights }) {
  const [layer] = layers;
  const numbers = (name) => decimals(weights[name].data, weights[name].shape);
  const rows = numbers(layer.weight).map((filter) => `    ${literal(filter)},\n`).join("");
  const bias = layer.bias ? [`bias = np.array(${literal(numbers(layer.bias))})`] : [];
  const mode = layer.padding_mode === "zeros" ? "constant" : layer.padding_mode;
  return [
    "import numpy as np",
    `from cnnbook import ${/digits\./.test(imageCode) ? "conv2d, digits" : "conv2d"}`,
    "",
    `image = np.array(${imageCode || literal(image)})`,
    `weight = np.array([  # epoch ${epoch}\n${rows}])`,
    ...bias,
    `output = conv2d(image[None], weight${layer.bias ? ", bias" : ""}${optionsOf({ ...layer, padding_mode: mode })})`,
  ].join("\n");
}

function optionsOf(layer) {
  const used = Object.keys(DEFAULTS).filter((name) => literal(layer[name]) !== DEFAULTS[name]);
  return keywords(Object.fromEntries(used.map((name) => [name, single(layer[name])])), {});
}

/* [1, 1] is 1, for a reader. */
function single(value) {
  return Array.isArray(value) && value[0] === value[1] ? value[0] : value;
}

/** An epoch in words. @param {State} state */
export function wordsOf({ epoch, loss, accuracy, validation_loss: heldLoss, validation_accuracy: held, shares }) {
  const best = shares[epoch].indexOf(Math.max(...shares[epoch]));
  const guess = `It takes this digit for a ${best} (${percent(shares[epoch][best], 0)}).`;
  if (epoch === 0) return `Before the training: random filters. ${guess}`;
  const k = epoch - 1;
  const outside = held.length > k ? `; on held-out digits ${format(heldLoss[k], 3)} and ${percent(held[k])}` : "";
  return `Epoch ${epoch}: loss ${format(loss[k], 3)}, accuracy ${percent(accuracy[k])}${outside}. ${guess}`;
}
