/**
 * The forward pass of a trained network: the same numbers as `cnnbook.layers.Sequential`, for one image.
 *
 * Pure functions over stacks of maps. A layer is an object with its class name in `kind`, its options under
 * PyTorch's names (pairs as [vertical, horizontal]), and the names of its weights in `weight` and `bias`.
 *
 * @typedef {{channels: number, height: number, width: number, data: Float64Array}} Maps
 * @typedef {{kind: string, weight?: string, bias?: string | null} & Record<string, any>} Layer
 * @typedef {{shape: number[], data: Float32Array}} Weights
 */
import { outputSize, sourceIndex } from "./convolution.js";

/** @returns {Maps} zeros */
function emptyMaps(channels, height, width) {
  return { channels, height, width, data: new Float64Array(channels * height * width) };
}

/** One channel as a map of its own; it shares the numbers. */
export function channelOf({ height, width, data }, channel) {
  const size = height * width;
  return { height, width, data: data.subarray(channel * size, (channel + 1) * size) };
}

/** One map as a stack of one. */
export function stackOf({ height, width, data }) {
  return { channels: 1, height, width, data };
}

/** Little-endian float32 numbers, written as base64. @returns {Float32Array} */
function unpackFloats(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** @param {Record<string, {shape: number[], data: string}>} packed @returns {Record<string, Weights>} */
export function unpackWeights(packed) {
  return Object.fromEntries(
    Object.entries(packed).map(([name, { shape, data }]) => [name, { shape, data: unpackFloats(data) }]),
  );
}

/** The same answer for the same object, without making it again. @param {(value: any) => any} make */
export function remembered(make) {
  let known = null;
  let answer = null;
  return (value) => {
    if (value !== known) answer = make(value);
    known = value;
    return answer;
  };
}

/* ---- layers ------------------------------------------------------------------------------------- */

/** Rows and columns beyond the edges. @param {[number, number]} amount */
function padMaps(maps, [down, right], { mode = "zeros", value = 0 } = {}) {
  const { channels, height, width } = maps;
  if (!down && !right) return maps;
  const padded = emptyMaps(channels, height + 2 * down, width + 2 * right);
  const rows = Array.from({ length: padded.height }, (_, r) => sourceIndex(r - down, height, mode));
  const columns = Array.from({ length: padded.width }, (_, c) => sourceIndex(c - right, width, mode));
  let place = 0;
  for (let k = 0; k < channels; k++) {
    for (const r of rows) {
      const start = (k * height + r) * width;
      for (const c of columns) padded.data[place++] = r < 0 || c < 0 ? value : maps.data[start + c];
    }
  }
  return padded;
}

/** Every filter over all channels of its group, and its bias. */
function conv2dMaps(maps, weight, bias, { stride, padding, dilation, groups, padding_mode: mode }) {
  const [filters, depth, kh, kw] = weight.shape;
  const padded = padMaps(maps, padding, { mode });
  const height = outputSize(padded.height, { kernel: kh, stride: stride[0], dilation: dilation[0] });
  const width = outputSize(padded.width, { kernel: kw, stride: stride[1], dilation: dilation[1] });
  const output = emptyMaps(filters, height, width);
  const perGroup = filters / groups;
  for (let f = 0; f < filters; f++) {
    const sum = channelOf(output, f);
    if (bias) sum.data.fill(bias.data[f]);
    for (let d = 0; d < depth; d++) {
      const channel = channelOf(padded, Math.floor(f / perGroup) * depth + d);
      for (let tap = 0; tap < kh * kw; tap++) {
        const corner = [Math.floor(tap / kw) * dilation[0], (tap % kw) * dilation[1]];
        addTap(sum, channel, weight.data[(f * depth + d) * kh * kw + tap], { corner, stride });
      }
    }
  }
  return output;
}

function addTap(sum, channel, weight, { corner: [row, column], stride: [down, right] }) {
  for (let r = 0; r < sum.height; r++) {
    let from = (row + r * down) * channel.width + column;
    const start = r * sum.width;
    for (let c = 0; c < sum.width; c++, from += right) sum.data[start + c] += weight * channel.data[from];
  }
}

/** One number for each window of each channel: `join` takes the window's numbers one after the other. */
function pool(maps, { kernel_size: [kh, kw], stride, dilation = [1, 1] }, start, join) {
  const height = outputSize(maps.height, { kernel: kh, stride: stride[0], dilation: dilation[0] });
  const width = outputSize(maps.width, { kernel: kw, stride: stride[1], dilation: dilation[1] });
  const output = emptyMaps(maps.channels, height, width);
  output.data.fill(start);
  for (let k = 0; k < maps.channels; k++) {
    for (let tap = 0; tap < kh * kw; tap++) {
      const corner = [Math.floor(tap / kw) * dilation[0], (tap % kw) * dilation[1]];
      joinTap(channelOf(output, k), channelOf(maps, k), join, { corner, stride });
    }
  }
  return output;
}

function joinTap(kept, channel, join, { corner: [row, column], stride: [down, right] }) {
  for (let r = 0; r < kept.height; r++) {
    let from = (row + r * down) * channel.width + column;
    const start = r * kept.width;
    for (let c = start; c < start + kept.width; c++, from += right) kept.data[c] = join(kept.data[c], channel.data[from]);
  }
}

/** The largest number of each window; beyond the edge stands −∞. */
function maxPoolMaps(maps, layer) {
  return pool(padMaps(maps, layer.padding, { value: -Infinity }), layer, -Infinity, Math.max);
}

/** The mean of each window; the padding's zeros count unless `count_include_pad` is false. */
function avgPoolMaps(maps, layer) {
  const sums = pool(padMaps(maps, layer.padding), layer, 0, (a, b) => a + b);
  const ones = { ...maps, data: new Float64Array(maps.data.length).fill(1) };
  const value = layer.count_include_pad ? 1 : 0;
  const counts = pool(padMaps(ones, layer.padding, { value }), layer, 0, (a, b) => a + b);
  return { ...sums, data: sums.data.map((sum, i) => sum / counts.data[i]) };
}

/** A fully connected layer: every output adds up all inputs. */
function linearMaps(maps, weight, bias) {
  const [outputs, inputs] = weight.shape;
  const result = emptyMaps(outputs, 1, 1);
  for (let o = 0; o < outputs; o++) {
    let sum = bias ? bias.data[o] : 0;
    for (let i = 0; i < inputs; i++) sum += weight.data[o * inputs + i] * maps.data[i];
    result.data[o] = sum;
  }
  return result;
}

const each = (maps, bend) => ({ ...maps, data: maps.data.map(bend) });

const LAYERS = {
  Conv2d: (maps, layer, weights) => conv2dMaps(maps, weights[layer.weight], weights[layer.bias], layer),
  Linear: (maps, layer, weights) => linearMaps(maps, weights[layer.weight], weights[layer.bias]),
  MaxPool2d: maxPoolMaps,
  AvgPool2d: avgPoolMaps,
  Flatten: (maps) => ({ channels: maps.data.length, height: 1, width: 1, data: maps.data }),
  ReLU: (maps) => each(maps, (x) => Math.max(x, 0)),
  LeakyReLU: (maps, { negative_slope: slope }) => each(maps, (x) => (x > 0 ? x : slope * x)),
  ELU: (maps, { alpha }) => each(maps, (x) => (x > 0 ? x : alpha * Math.expm1(x))),
  Sigmoid: (maps) => each(maps, (x) => 1 / (1 + Math.exp(-x))),
  Tanh: (maps) => each(maps, Math.tanh),
};

/**
 * What every layer makes of an image, first to last.
 *
 * @param {Layer[]} layers
 * @param {Record<string, Weights>} weights
 * @param {Maps} image
 * @returns {Maps[]}
 */
export function forward(layers, weights, image) {
  const results = [];
  layers.reduce((maps, layer) => {
    const next = LAYERS[layer.kind](maps, layer, weights);
    results.push(next);
    return next;
  }, image);
  return results;
}

/** Scores as probabilities: positive, and 1 together. @param {ArrayLike<number>} scores */
export function softmax(scores) {
  const list = Array.from(scores);
  const highest = Math.max(...list);
  const powers = list.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
