/**
 * The other layers of a network that learns, for one image on boards: linear, activations, pooling.
 *
 * @typedef {import("./boards.js").Board} Board
 * @typedef {import("./boards.js").Border} Border
 * @typedef {import("./learning_convolution.js").Parameter} Parameter
 * @typedef {import("./learning_convolution.js").Node} Node
 * @typedef {import("./activations.js").Activation} Activation
 */
import { valueOf } from "./activations.js";
import { createBoard } from "./boards.js";
import { axesOf, outputSize } from "./windows.js";

/** @param {Board} input flattened @param {Parameter} weight @param {Parameter} [bias] @returns {Node} */
export function linear(input, weight, bias) {
  const [outputs, inputs] = weight.shape;
  const output = createBoard([outputs, 1, 1]);
  return {
    output,
    forward() {
      for (let o = 0; o < outputs; o++) output.data[o] = (bias ? bias.data[o] : 0) + dot(weight.data, o * inputs, input.data, inputs);
    },
    backward(further) {
      if (further) input.grad.fill(0);
      for (let o = 0; o < outputs; o++) {
        const grad = output.grad[o];
        if (bias) bias.grad[o] += grad;
        addTimes(weight.grad, o * inputs, input.data, 0, inputs, grad);
        if (further) addTimes(input.grad, 0, weight.data, o * inputs, inputs, grad);
      }
    },
  };
}

/* Four sums at a time, which do not wait for one another. */
function dot(weights, first, values, count) {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < count; i += 4) {
    a += weights[first + i] * values[i];
    b += weights[first + i + 1] * values[i + 1];
    c += weights[first + i + 2] * values[i + 2];
    d += weights[first + i + 3] * values[i + 3];
  }
  for (; i < count; i++) a += weights[first + i] * values[i];
  return a + b + (c + d);
}

function addTimes(to, first, from, start, count, factor) {
  for (let i = 0; i < count; i++) to[first + i] += factor * from[start + i];
}

/* ---- activations ------------------------------------------------------------------------------------ */

/** The layers' names, and those of their functions. @type {Record<string, Activation>} */
export const ACTIVATIONS = { ReLU: "relu", LeakyReLU: "leaky_relu", ELU: "elu", Sigmoid: "sigmoid", Tanh: "tanh" };

/* Slopes as functions of the output, which is all that is kept: no second power of e. @type {Record<string, (y: number, a: number) => number>} */
const SLOPES = {
  elu: (y, a) => (y > 0 ? 1 : y + a),
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
};

/**
 * An activation works in place: its output lies on its input's board.
 *
 * @param {Board} board @param {Activation} name @param {number} parameter of leaky_relu or elu, not negative @returns {Node}
 */
export function activation(board, name, parameter) {
  const change = SLOPES[name] ? smoothly(board, name, parameter) : withCorner(board, parameter);
  return { output: board, forward: () => eachRow(board, change.forward), backward: () => eachRow(board, change.backward) };
}

/* ReLU, where the slope left of the corner is 0, and its leaky kin. */
function withCorner({ data, grad }, slope) {
  return {
    forward(first, end) {
      for (let i = first; i < end; i++) data[i] = data[i] > 0 ? data[i] : slope * data[i];
    },
    backward(first, end) {
      for (let i = first; i < end; i++) grad[i] = data[i] > 0 ? grad[i] : slope * grad[i];
    },
  };
}

function smoothly({ data, grad }, name, parameter) {
  const slope = SLOPES[name];
  return {
    forward(first, end) {
      for (let i = first; i < end; i++) data[i] = valueOf(name, data[i], parameter);
    },
    backward(first, end) {
      for (let i = first; i < end; i++) grad[i] *= slope(data[i], parameter);
    },
  };
}

function eachRow({ channels, height, width, row, plane, start }, change) {
  for (let k = 0; k < channels; k++) {
    for (let r = 0; r < height; r++) {
      const first = start + k * plane + r * row;
      change(first, first + width);
    }
  }
}

/* ---- pooling ---------------------------------------------------------------------------------------- */

/** @param {Board} input @param {Record<string, any>} layer MaxPool2d or AvgPool2d @param {Border} border of the output @returns {Node} */
export function pooling(input, layer, border) {
  const axes = axesOf({ ...layer, kernel_size: layer.kernel_size, stride: layer.stride ?? layer.kernel_size });
  const output = createBoard([input.channels, outputSize(input.height, axes[0]), outputSize(input.width, axes[1])], border);
  const windows = windowsOf(input, output, axes);
  return layer.kind === "MaxPool2d" ? maxPooling(input, output, windows) : avgPooling(input, output, windows, layer, axes);
}

/* For every output, its place, and those of the pixels of its window in the first channel; none in the padding. */
function windowsOf(input, output, [down, across]) {
  const inside = (axis, place, n) =>
    Array.from({ length: axis.kernel_size }, (_, k) => place * axis.stride - axis.padding + k * axis.dilation).filter((i) => i >= 0 && i < n);
  return Array.from({ length: output.height * output.width }, (_, n) => {
    const [r, c] = [Math.floor(n / output.width), n % output.width];
    const columns = inside(across, c, input.width);
    const places = inside(down, r, input.height).flatMap((row) => columns.map((column) => input.start + row * input.row + column));
    return { to: output.start + r * output.row + c, places: Int32Array.from(places) };
  });
}

/** @returns {Node} */
function maxPooling(input, output, windows) {
  const winners = new Int32Array(output.data.length);
  return {
    output,
    forward() {
      for (let k = 0; k < output.channels; k++) {
        for (const { to, places } of windows) {
          const o = k * output.plane + to;
          winners[o] = winnerOf(input.data, places, k * input.plane);
          output.data[o] = input.data[winners[o]];
        }
      }
    },
    backward() {
      input.grad.fill(0);
      for (let k = 0; k < output.channels; k++) {
        for (const { to } of windows) input.grad[winners[k * output.plane + to]] += output.grad[k * output.plane + to];
      }
    },
  };
}

/* The first of the largest; NaN counts as largest, so that it is seen. */
function winnerOf(data, places, offset) {
  let best = places[0] + offset;
  for (let n = 1; n < places.length; n++) {
    const i = places[n] + offset;
    if (data[i] > data[best] || Number.isNaN(data[i])) best = i;
  }
  return best;
}

/** @returns {Node} */
function avgPooling(input, output, windows, { count_include_pad: withPadding = true }, [down, across]) {
  const whole = down.kernel_size * across.kernel_size;
  return {
    output,
    forward() {
      for (let k = 0; k < output.channels; k++) {
        for (const { to, places } of windows) {
          let sum = 0;
          for (let n = 0; n < places.length; n++) sum += input.data[k * input.plane + places[n]];
          output.data[k * output.plane + to] = sum / (withPadding ? whole : places.length);
        }
      }
    },
    backward() {
      input.grad.fill(0);
      for (let k = 0; k < output.channels; k++) {
        for (const { to, places } of windows) {
          const share = output.grad[k * output.plane + to] / (withPadding ? whole : places.length);
          for (let n = 0; n < places.length; n++) input.grad[k * input.plane + places[n]] += share;
        }
      }
    },
  };
}
