/**
 * The forward pass of a trained network: the same numbers as `cnnbook.layers.Sequential`, for one image.
 *
 * A layer is an object with its class name in `kind`, its options under PyTorch's names (pairs as
 * [vertical, horizontal]), and the names of its weights in `weight` and `bias`.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {{kind: string, weight?: string, bias?: string | null} & Record<string, any>} Layer
 * @typedef {import("./weights.js").Weights} Weights
 */
import { activate } from "./activations.js";
import { linear } from "./classification.js";
import { conv2d } from "./convolution.js";
import { avgPool2d, maxPool2d } from "./pooling.js";
import { filtersOf } from "./weights.js";

/** @type {Record<string, (maps: Maps, layer: any, weights: Record<string, Weights>) => Maps>} */
const LAYERS = {
  Conv2d: (maps, layer, weights) => conv2d(maps, filtersOf(weights[layer.weight]), { ...layer, bias: weights[layer.bias]?.data }),
  Linear: (maps, layer, weights) => linear(maps, weights[layer.weight], weights[layer.bias]?.data),
  MaxPool2d: maxPool2d,
  AvgPool2d: avgPool2d,
  Flatten: ({ data }) => ({ channels: data.length, height: 1, width: 1, data }),
  ReLU: (maps) => activate(maps, "relu"),
  LeakyReLU: (maps, { negative_slope }) => activate(maps, "leaky_relu", negative_slope),
  ELU: (maps, { alpha }) => activate(maps, "elu", alpha),
  Sigmoid: (maps) => activate(maps, "sigmoid"),
  Tanh: (maps) => activate(maps, "tanh"),
};

/**
 * What every layer makes of an image, first to last.
 *
 * @param {Layer[]} layers @param {Record<string, Weights>} weights @param {Maps} image @returns {Maps[]}
 */
export function forward(layers, weights, image) {
  const results = [image];
  for (const layer of layers) results.push(LAYERS[layer.kind](results[results.length - 1], layer, weights));
  return results.slice(1);
}
