/**
 * The weights of a network before its training, and their names.
 *
 * Layers bear PyTorch's names and options: `{ kind: "Conv2d", in_channels: 1, out_channels: 3, kernel_size: 3, padding: 1 }`.
 *
 * @typedef {{kind: string} & Record<string, any>} Layer
 * @typedef {Record<string, {shape: number[], data: ArrayLike<number>}>} Weights
 */
import { pair } from "./windows.js";

/** The layers with the names of their weights, as `network.js` needs them. @param {Layer[]} layers @returns {Layer[]} */
export function named(layers) {
  return layers.map((layer, place) => {
    if (!shapeOf(layer)) return { ...layer, place };
    return { ...layer, place, weight: `${place}.weight`, bias: layer.bias === false ? null : `${place}.bias` };
  });
}

/* The shape of a layer's weights: (outputs, inputs of each, …). */
function shapeOf(layer) {
  if (layer.kind === "Linear") return [layer.out_features, layer.in_features];
  if (layer.kind !== "Conv2d") return null;
  return [layer.out_channels, layer.in_channels / (layer.groups ?? 1), ...pair(layer.kernel_size)];
}

/**
 * First weights as `cnnbook.layers` draws them from the same generator: uniform up to 1 / √(inputs of each output).
 *
 * @param {Layer[]} layers @param {import("./random.js").Random} random @returns {Weights}
 */
export function firstWeights(layers, random) {
  /** @type {Weights} */
  const weights = {};
  for (const layer of named(layers)) {
    const shape = shapeOf(layer);
    if (!shape) continue;
    const inputs = shape.slice(1).reduce((product, n) => product * n, 1);
    const bound = 1 / Math.sqrt(inputs);
    const drawn = (/** @type {number[]} */ own, length) => ({ shape: own, data: Float64Array.from({ length }, () => random.uniform(-bound, bound)) });
    weights[layer.weight] = drawn(shape, shape[0] * inputs);
    if (layer.bias) weights[layer.bias] = drawn([shape[0]], shape[0]);
  }
  return weights;
}
