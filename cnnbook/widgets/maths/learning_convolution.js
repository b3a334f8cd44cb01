/**
 * Convolution that learns: forward, and backward to weights, biases and input, for one image on boards.
 *
 * @typedef {import("./boards.js").Board} Board
 * @typedef {{name: string, shape: number[], data: Float64Array, grad: Float64Array}} Parameter
 * @typedef {{output: Board, forward: () => void, backward: (further: boolean) => void}} Node `further`: the input's slopes are needed
 * @typedef {{input: Board, output: Board, weight: Parameter, bias?: Parameter, taps: Taps, groups: number}} Convolution
 * @typedef {{height: number, width: number, down: number, across: number}} Taps rows, columns, and the steps between them on the board
 */
import { createBoard } from "./boards.js";
import { addOne, addThree } from "./rows.js";
import { axesOf, outputSize } from "./windows.js";

/**
 * @param {Board} input with the layer's padding as its border @param {import("./windows.js").Window & Record<string, any>} layer
 * @param {Parameter} weight @param {Parameter | undefined} bias @param {import("./boards.js").Border} border of the output
 * @returns {Node}
 */
export function convolution(input, layer, weight, bias, border) {
  const [down, across] = axesOf(layer);
  const size = [outputSize(input.height, down), outputSize(input.width, across)];
  const [height, width] = layer.pooled ? size.map((n) => n >> 1) : size;
  const output = createBoard([weight.shape[0], height, width], border);
  const taps = { height: weight.shape[2], width: weight.shape[3], down: down.dilation * input.row, across: across.dilation };
  const convolved = { input, output, weight, bias, taps, groups: layer.groups ?? 1 };
  const windows = { starts: startsOf(convolved, down, across), found: emptyList(height * width) };
  return {
    output,
    forward: layer.pooled ? () => correlateAndPool(convolved, windows.starts) : () => correlate(convolved, down, across),
    backward: (further) => spread(convolved, windows, further),
  };
}

/* Where the window of each output begins on the input; a pool replaces that by its winner's. */
function startsOf({ input, output: { channels, height, width } }, down, across) {
  const start = (r, c) => r * down.stride * input.row + c * across.stride;
  return Int32Array.from({ length: channels * height * width }, (_, n) => start(Math.floor(n / width) % height, n % width));
}

/* The first channel that a filter reads. */
function firstChannel({ weight, groups }, f) {
  return Math.floor((f * groups) / weight.shape[0]) * weight.shape[1];
}

function correlate({ input, output, weight, bias, taps, groups }, down, across) {
  const sums = { data: output.data, first: 0, end: 0 };
  for (let f = 0, k = 0; f < output.channels; f++, k += weight.data.length / output.channels) {
    const corner = firstChannel({ weight, groups }, f) * input.plane;
    for (let r = 0; r < output.height; r++) {
      sums.first = output.start + f * output.plane + r * output.row;
      sums.end = sums.first + output.width;
      sums.data.fill(bias ? bias.data[f] : 0, sums.first, sums.end);
      for (let n = 0; n < weight.shape[1] * taps.height; n++) {
        const [c, i] = [Math.floor(n / taps.height), n % taps.height];
        addTaps(sums, input.data, corner + c * input.plane + r * down.stride * input.row + i * taps.down, across, weight.data, k + n * taps.width, taps.width);
      }
    }
  }
}

/* One row of a filter's weights, from number `k`. */
function addTaps(sums, pixels, from, across, weights, k, width) {
  let j = 0;
  for (; j + 2 < width; j += 3) addThree(sums, pixels, from + j * across.dilation, across, weights[k + j], weights[k + j + 1], weights[k + j + 2]);
  for (; j < width; j++) addOne(sums, pixels, from + j * across.dilation, across, weights[k + j]);
}

/* ---- convolution and 2 × 2 max pooling in one pass ------------------------------------------------- */

/* 3 × 3 weights, step 1. A loop of its own, since it is several times as fast as two layers: the four sums of a pool share
   a patch of 4 × 4 pixels, only the largest is kept, and only its window gets a gradient. In one piece, and with its numbers
   in plain variables, it runs a third faster. */
function correlateAndPool({ input, output, weight, bias }, winners) {
  const { data: x, row, plane } = input;
  const { data: w, shape } = weight;
  const { data: out, channels: filters, height, width } = output;
  const channels = shape[1];
  for (let f = 0, n = 0; f < filters; f++) {
    const offset = bias ? bias.data[f] : 0;
    for (let r = 0; r < height; r++) {
      let o = output.start + f * output.plane + r * output.row;
      for (let corner = 2 * r * row, end = corner + 2 * width; corner < end; corner += 2, o++, n++) {
        let a = offset, b = offset, c = offset, d = offset, p = corner, k = f * channels * 9;
        for (let i = 0; i < channels; i++, p += plane, k += 9) {
          const w0 = w[k], w1 = w[k + 1], w2 = w[k + 2], w3 = w[k + 3], w4 = w[k + 4], w5 = w[k + 5], w6 = w[k + 6], w7 = w[k + 7], w8 = w[k + 8];
          let x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], q = p + row;
          a = a + x0 * w0 + x1 * w1 + x2 * w2; b = b + x1 * w0 + x2 * w1 + x3 * w2;
          x0 = x[q]; x1 = x[q + 1]; x2 = x[q + 2]; x3 = x[q + 3]; q += row;
          a = a + x0 * w3 + x1 * w4 + x2 * w5; b = b + x1 * w3 + x2 * w4 + x3 * w5;
          c = c + x0 * w0 + x1 * w1 + x2 * w2; d = d + x1 * w0 + x2 * w1 + x3 * w2;
          x0 = x[q]; x1 = x[q + 1]; x2 = x[q + 2]; x3 = x[q + 3]; q += row;
          a = a + x0 * w6 + x1 * w7 + x2 * w8; b = b + x1 * w6 + x2 * w7 + x3 * w8;
          c = c + x0 * w3 + x1 * w4 + x2 * w5; d = d + x1 * w3 + x2 * w4 + x3 * w5;
          x0 = x[q]; x1 = x[q + 1]; x2 = x[q + 2]; x3 = x[q + 3];
          c = c + x0 * w6 + x1 * w7 + x2 * w8; d = d + x1 * w6 + x2 * w7 + x3 * w8;
        }
        let best = a, where = corner;
        if (b > best) { best = b; where = corner + 1; }
        if (c > best) { best = c; where = corner + row; }
        if (d > best) { best = d; where = corner + row + 1; }
        out[o] = a + b + c + d < Infinity ? best : NaN; // what overflows must be seen
        winners[n] = where;
      }
    }
  }
}

/* ---- backward --------------------------------------------------------------------------------------- */

/** A list that is filled again and again: where windows begin, and the gradients of their sums. @param {number} most */
function emptyList(most) {
  return { places: new Int32Array(most), grads: new Float64Array(most), length: 0 };
}

/* For each filter: its windows with a gradient, whose pixels go to the weights, and the weights to those pixels. */
function spread({ input, output, weight, bias, taps, groups }, { starts, found }, further) {
  const size = taps.height * taps.width;
  const toAll = taps.height === 3 && taps.width === 3 ? toNine : toEach;
  if (further) input.grad.fill(0);
  for (let f = 0, k = 0; f < output.channels; f++) {
    list(found, output, starts, f);
    if (bias) for (let n = 0; n < found.length; n++) bias.grad[f] += found.grads[n];
    let corner = firstChannel({ weight, groups }, f) * input.plane;
    for (let c = 0; c < weight.shape[1]; c++, k += size, corner += input.plane) toAll(input, found, corner, taps, weight, k, further);
  }
}

function list(found, { height, width, row, plane, start, grad }, starts, f) {
  let length = 0;
  for (let r = 0, n = f * height * width; r < height; r++) {
    for (let c = 0, o = start + f * plane + r * row; c < width; c++, o++, n++) {
      if (grad[o] === 0) continue; // behind a pool or a ReLU, most of them
      found.places[length] = starts[n];
      found.grads[length] = grad[o];
      length += 1;
    }
  }
  found.length = length;
}

function toEach(input, found, corner, { height, width, down, across }, weight, k, further) {
  for (let i = 0, n = k; i < height; i++) {
    for (let j = 0; j < width; j++, n++) toOne(input, found, corner + i * down + j * across, weight, n, further);
  }
}

function toOne(input, { places, grads, length }, offset, weight, k, further) {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += grads[n] * input.data[places[n] + offset];
  weight.grad[k] += sum;
  if (further) for (let n = 0; n < length; n++) input.grad[places[n] + offset] += grads[n] * weight.data[k];
}

/* Nine at a time: each place and gradient is read once. */
function toNine(input, found, corner, taps, weight, k, further) {
  toNineWeights(input.data, found, corner, taps, weight.grad, k);
  if (further) toNinePixels(input.grad, found, corner, taps, weight.data, k);
}

function toNineWeights(x, { places, grads, length }, corner, { down, across }, out, k) {
  let [a, b, c, d, e, f, g, h, i] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let n = 0; n < length; n++) {
    const grad = grads[n];
    const p = places[n] + corner;
    const q = p + down;
    const r = q + down;
    a += grad * x[p];
    b += grad * x[p + across];
    c += grad * x[p + 2 * across];
    d += grad * x[q];
    e += grad * x[q + across];
    f += grad * x[q + 2 * across];
    g += grad * x[r];
    h += grad * x[r + across];
    i += grad * x[r + 2 * across];
  }
  out[k] += a;
  out[k + 1] += b;
  out[k + 2] += c;
  out[k + 3] += d;
  out[k + 4] += e;
  out[k + 5] += f;
  out[k + 6] += g;
  out[k + 7] += h;
  out[k + 8] += i;
}

function toNinePixels(out, { places, grads, length }, corner, { down, across }, w, k) {
  const [a, b, c, d, e, f, g, h, i] = [w[k], w[k + 1], w[k + 2], w[k + 3], w[k + 4], w[k + 5], w[k + 6], w[k + 7], w[k + 8]];
  for (let n = 0; n < length; n++) {
    const grad = grads[n];
    const p = places[n] + corner;
    const q = p + down;
    const r = q + down;
    out[p] += grad * a;
    out[p + across] += grad * b;
    out[p + 2 * across] += grad * c;
    out[q] += grad * d;
    out[q + across] += grad * e;
    out[q + 2 * across] += grad * f;
    out[r] += grad * g;
    out[r + across] += grad * h;
    out[r + 2 * across] += grad * i;
  }
}
