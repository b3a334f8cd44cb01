/** What a TrainingExplorer shows of one epoch, computed from its state: maps, words, and the Python call. */
import { fromRows } from "../maths/convolution.js";
import { forward, stackOf, unpackWeights } from "../maths/network.js";
import { format, keywords, literal } from "../page/numbers.js";
import { percent } from "../page/map_strip.js";

export const CURVES = ["loss", "accuracy", "validation_loss", "validation_accuracy"];
const DEFAULTS = { stride: "[1, 1]", padding: "[0, 0]", padding_mode: '"constant"', dilation: "[1, 1]" };
const DECIMALS = 4;

/** What stops this state from being shown, in words; null when nothing does. */
export function problemOf(state) {
  const broken = CURVES.find((name) => !state[name].every(Number.isFinite));
  if (broken) return `${broken} must be a list of finite numbers, one for each epoch.`;
  const { epoch, shares } = state;
  if (!shares.every(Array.isArray)) return "shares must be a list of lists, one for each epoch.";
  const last = shares.length - 1;
  return Number.isInteger(epoch) && epoch >= 0 && epoch <= last ? null : `Epoch ${epoch} is not recorded: they go from 0 to ${last}.`;
}

/** The weights of one epoch, from arrays whose first axis is the epoch. */
function weightsAt(recorded, epoch) {
  return Object.fromEntries(
    Object.entries(recorded).map(([name, { shape, data }]) => {
      const size = shape.slice(1).reduce((product, n) => product * n, 1);
      return [name, { shape: shape.slice(1), data: data.subarray(epoch * size, (epoch + 1) * size) }];
    }),
  );
}

/** Everything that the page shows of an epoch. */
export function compute(state, recorded = unpackWeights(state.recorded)) {
  const weights = weightsAt(recorded, state.epoch);
  const image = fromRows(state.image);
  const maps = forward(state.layers, weights, stackOf(image));
  const [filters, , height, width] = weights[state.layers[0].weight].shape;
  const first = { channels: filters, height, width, data: weights[state.layers[0].weight].data };
  return { image, maps, weights, filters: first, reach: reachOf(recorded[state.layers[0].weight]) };
}

/* One scale for all epochs, so that growth can be seen. */
function reachOf({ data }) {
  return data.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}

function decimals(data, [count, ...shape]) {
  const size = data.length / count;
  const part = (k) => data.subarray(k * size, (k + 1) * size);
  if (shape.length) return Array.from({ length: count }, (_, k) => decimals(part(k), shape));
  return Array.from(data, (value) => Number(value.toFixed(DECIMALS)) + 0);
}

/** The Python that computes the first layer's maps. */
export function callOf({ image, image_code: imageCode, layers, epoch }, { weights }) {
  const [layer] = layers;
  const filters = decimals(weights[layer.weight].data, weights[layer.weight].shape);
  const rows = filters.map((filter) => `    ${literal(filter)},\n`).join("");
  const bias = layer.bias ? [`bias = np.array(${literal(decimals(weights[layer.bias].data, weights[layer.bias].shape))})`] : [];
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

/** An epoch in words. */
export function wordsOf({ epoch, loss, accuracy, validation_loss: heldLoss, validation_accuracy: held, shares }) {
  const best = shares[epoch].indexOf(Math.max(...shares[epoch]));
  const guess = `It takes this digit for a ${best} (${percent(shares[epoch][best], 0)}).`;
  if (epoch === 0) return `Before the training: random filters. ${guess}`;
  const k = epoch - 1;
  const outside = held.length > k ? `; on held-out digits ${format(heldLoss[k], 3)} and ${percent(held[k])}` : "";
  return `Epoch ${epoch}: loss ${format(loss[k], 3)}, accuracy ${percent(accuracy[k])}${outside}. ${guess}`;
}
