/**
 * A network that learns: its layers as nodes, each with the board that the next one reads.
 *
 * @typedef {import("./first_weights.js").Layer} Layer
 * @typedef {import("./first_weights.js").Weights} Weights
 * @typedef {import("./boards.js").Board} Board
 * @typedef {import("./learning_convolution.js").Node & {layer: Layer}} Node
 * @typedef {import("./learning_convolution.js").Parameter} Parameter
 * @typedef {{input: Board, output: Board, nodes: Node[], parameters: Parameter[], relus: Relu[]}} Network
 * @typedef {{place: number, board: Board, alive: Uint8Array}} Relu `alive`: which units gave more than 0 for some image
 */
import { createBoard, flattened } from "./boards.js";
import { named } from "./first_weights.js";
import { convolution } from "./learning_convolution.js";
import { ACTIVATIONS, activation, linear, pooling } from "./learning_layers.js";
import { pair } from "./windows.js";

/* ---- nodes ------------------------------------------------------------------------------------------ */

/** @param {Layer[]} layers @param {number[]} shape of an image: channels, height, width @param {Weights} weights copied @returns {Network} */
export function createNetwork(layers, shape, weights) {
  const parameters = Object.entries(weights).map(([name, { shape: own, data }]) => {
    return { name, shape: own, data: Float64Array.from(data), grad: new Float64Array(data.length) };
  });
  const find = (name) => parameters.find((parameter) => parameter.name === name);
  const order = inOnePass(named(layers));
  const input = createBoard(shape, borderBefore(order, 0));
  /** @type {Node[]} */
  const nodes = [];
  let board = input;
  order.forEach((layer, i) => {
    if (layer.kind === "Flatten") {
      board = flattened(board);
      return;
    }
    nodes.push({ ...nodeOf(layer, board, find, borderBefore(order, i + 1)), layer });
    board = nodes[nodes.length - 1].output;
  });
  const relus = nodes.filter(({ layer }) => layer.kind === "ReLU");
  return {
    input,
    output: board,
    nodes,
    parameters,
    relus: relus.map(({ layer, output }) => ({ place: layer.place, board: output, alive: new Uint8Array(output.channels) })),
  };
}

function nodeOf(layer, board, find, border) {
  const { channels, height, width } = board;
  const wanted = layer.in_features ?? layer.in_channels ?? channels;
  if (wanted !== channels || (layer.kind === "Linear" && height * width !== 1))
    throw new Error(`layer ${layer.place}: ${layer.kind} needs ${wanted} inputs, got ${channels} × ${height} × ${width}`);
  if (layer.kind === "Conv2d") return convolution(board, layer, find(layer.weight), find(layer.bias), border);
  if (layer.kind === "Linear") return linear(board, find(layer.weight), find(layer.bias));
  if (layer.kind === "MaxPool2d" || layer.kind === "AvgPool2d") return pooling(board, layer, border);
  return activation(board, ACTIVATIONS[layer.kind], parameterOf(layer));
}

/* PyTorch's defaults; ReLU is the leaky one with a slope of 0. */
function parameterOf(layer) {
  if (layer.kind === "LeakyReLU") return layer.negative_slope ?? 0.01;
  return layer.kind === "ELU" ? (layer.alpha ?? 1) : 0;
}

/** The border that the layers from this one on need: the padding of the next convolution. @returns {import("./boards.js").Border} */
function borderBefore(order, i) {
  const next = order.slice(i).find(({ kind }) => !ACTIVATIONS[kind]);
  return next?.kind === "Conv2d" ? pair(next.padding ?? 0) : [0, 0];
}

/*
 * Join a convolution and its pool where there is one pass for both. An activation between them may come after the pool,
 * for it does not fall: the largest number stays the largest.
 */
function inOnePass(layers) {
  const order = [];
  for (let i = 0; i < layers.length; i++) {
    const between = ACTIVATIONS[layers[i + 1]?.kind] ? [layers[i + 1]] : [];
    const pool = layers[i + 1 + between.length];
    if (isPlain(layers[i]) && isHalving(pool)) {
      order.push({ ...layers[i], pooled: true }, ...between);
      i += 1 + between.length;
    } else order.push(layers[i]);
  }
  return order;
}

function isPlain({ kind, kernel_size: kernel, stride = 1, dilation = 1, groups = 1 }) {
  return kind === "Conv2d" && groups === 1 && are(kernel, 3) && are(stride, 1) && are(dilation, 1);
}

function isHalving(layer) {
  if (layer?.kind !== "MaxPool2d") return false;
  const { kernel_size: kernel, stride = kernel, padding = 0, dilation = 1 } = layer;
  return are(kernel, 2) && are(stride, 2) && are(padding, 0) && are(dilation, 1);
}

function are(values, n) {
  return pair(values).every((value) => value === n);
}

/* ---- forward and backward --------------------------------------------------------------------------- */

/** From the image on the input's board to the scores on the output's. @param {Network} network */
export function forward({ nodes, relus }) {
  for (let i = 0; i < nodes.length; i++) nodes[i].forward();
  for (let i = 0; i < relus.length; i++) noteAlive(relus[i]);
}

/** From the slopes on the output's board to those of all parameters, which are added up. @param {Network} network */
export function backward({ nodes }) {
  for (let i = nodes.length - 1; i >= 0; i--) nodes[i].backward(i > 0);
}

function noteAlive({ board: { height, width, row, plane, start, data }, alive }) {
  for (let k = 0; k < alive.length; k++) {
    for (let r = 0; r < height && !alive[k]; r++) {
      const first = start + k * plane + r * row;
      for (let i = first; i < first + width; i++) if (!(data[i] <= 0)) alive[k] = 1;
    }
  }
}

/** The dead units since the last call, by the places of the ReLU layers: they gave 0 for every image. @param {Network} network */
export function takeDead({ relus }) {
  return Object.fromEntries(
    relus.map(({ place, alive }) => {
      const dead = Array.from(alive.keys()).filter((k) => !alive[k]);
      alive.fill(0);
      return [place, dead];
    }),
  );
}

/** How long each parameter's gradient is. @param {Network} network @returns {Record<string, number>} */
export function gradientNorms({ parameters }) {
  return Object.fromEntries(parameters.map(({ name, grad }) => [name, Math.sqrt(grad.reduce((sum, g) => sum + g * g, 0))]));
}

/** A copy of the weights. @param {Network} network @returns {Weights} */
export function weightsOf({ parameters }) {
  return Object.fromEntries(parameters.map(({ name, shape, data }) => [name, { shape, data: data.slice() }]));
}
