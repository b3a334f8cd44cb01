/**
 * Where a network looks: the same numbers as `cnnbook/widgets/network/looks.py`, computed by the network that learns.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {import("./network.js").Layer} Layer
 * @typedef {Record<string, import("./network.js").Weights>} Weights
 */
import { place } from "./boards.js";
import { softmax } from "./classification.js";
import { createNetwork, forward } from "./learning_network.js";
import { emptyMaps } from "./maps.js";

const STEP = 2; // pixels from one place of the patch to the next

/** Whether the network that learns has every layer: its convolutions pad with zeros. @param {Layer[]} layers */
export function canLook(layers) {
  return layers.every(({ padding_mode: mode = "constant" }) => ["constant", "zeros"].includes(mode));
}

/* The layers with what the network that learns wants to know, which stands in the weights' shapes. */
function sized(layers, weights) {
  return layers.map((layer) => {
    const shape = weights[/** @type {string} */ (layer.weight)]?.shape;
    if (!shape) return layer;
    const bias = Boolean(layer.bias);
    if (layer.kind === "Linear") return { ...layer, bias, out_features: shape[0], in_features: shape[1] };
    const channels = shape[1] * (layer.groups ?? 1);
    return { ...layer, bias, out_channels: shape[0], in_channels: channels, kernel_size: [shape[2], shape[3]] };
  });
}

function networkFor(layers, weights, image) {
  return createNetwork(sized(layers, weights), [image.channels, image.height, image.width], weights);
}

/**
 * How far the probability of the answer falls when a patch covers the image, for each 2 × 2 pixels in turn.
 *
 * @param {Layer[]} layers @param {Weights} weights @param {Maps} image @param {{size: number, fill: number}} patch @returns {Maps}
 */
export function occlusion(layers, weights, image, { size, fill }) {
  const network = networkFor(layers, weights, image);
  const shares = (pixels) => {
    place(network.input, pixels, 0);
    forward(network);
    return softmax(network.output.data);
  };
  const before = shares(image.data);
  const answer = before.indexOf(Math.max(...before));
  const falls = emptyMaps(1, image.height / STEP, image.width / STEP);
  falls.data.forEach((_, i) => {
    const [r, c] = [Math.floor(i / falls.width), i % falls.width];
    falls.data[i] = before[answer] - shares(covered(image, { row: STEP * r, column: STEP * c }, size, fill))[answer];
  });
  return falls;
}

/* The image's numbers under a patch whose middle is that of the 2 × 2 pixels that begin at `corner`. */
function covered({ height, width, data }, corner, size, fill) {
  const pixels = data.slice();
  const [top, left] = [corner.row, corner.column].map((first) => first + (STEP - size) / 2);
  for (let r = Math.max(0, top); r < Math.min(height, top + size); r++) {
    pixels.fill(fill, r * width + Math.max(0, left), r * width + Math.min(width, left + size));
  }
  return pixels;
}

/**
 * How the score of the answer would change with each pixel: the gradient of the largest score.
 *
 * @param {Layer[]} layers @param {Weights} weights @param {Maps} image @returns {Maps}
 */
export function saliency(layers, weights, image) {
  const network = networkFor(layers, weights, image);
  const { input, output, nodes } = network;
  place(input, image.data, 0);
  forward(network);
  output.grad.fill(0);
  output.grad[output.data.indexOf(Math.max(...output.data))] = 1;
  for (let i = nodes.length - 1; i >= 0; i--) nodes[i].backward(true);
  const slopes = emptyMaps(1, input.height, input.width);
  slopes.data.forEach((_, i) => {
    slopes.data[i] = input.grad[input.start + Math.floor(i / input.width) * input.row + (i % input.width)];
  });
  return slopes;
}
