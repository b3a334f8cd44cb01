/**
 * What a number of a network is made of: windows times weights, the winner of a pool, weights times maps, powers.
 *
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {import("../maths/network.js").Layer} Layer
 * @typedef {Record<string, import("../maths/weights.js").Weights>} Weights
 * @typedef {{channel: number, row: number, column: number}} Place
 * @typedef {{row: number, column: number, rows: number, columns: number}} Box cells of a map; those of its padding too
 * @typedef {{channel: number, box: Box, window: Maps, weights?: Maps, sum: number}} Part what one map of the layer before gives
 * @typedef {{how: "sum" | "largest" | "mean" | "function", parts: Part[], bias: number | null, winner: number, total: number}} Made
 *   `winner`: which number of the only window is the largest
 */
import { filtersOf } from "../maths/weights.js";
import { windowTerms } from "../maths/convolution.js";
import { at, cellOf, channelOf, emptyMaps } from "../maths/maps.js";
import { pad } from "../maths/padding.js";
import { BORDERS } from "../maths/pooling.js";
import { axesOf, pair, windowBox, windowCells } from "../maths/windows.js";

/** The layers that have a block of their own: Flatten only writes the maps in a line. @param {Layer[]} layers */
export function blocksOf(layers) {
  return layers.map((_, i) => i).filter((i) => layers[i].kind !== "Flatten" || i === layers.length - 1);
}

/** The maps that a layer's numbers are made of: before a Flatten they are still maps. @param {Layer[]} layers @param {Maps[]} maps all, the image first @param {number} layer */
export function inputOf(layers, maps, layer) {
  let before = layer - 1;
  while (before >= 0 && layers[before].kind === "Flatten") before -= 1;
  return { layer: before, maps: maps[before + 1] };
}

/**
 * @param {Layer} layer @param {Maps} input @param {Maps} output @param {Weights} weights @param {Place} place in the output @returns {Made}
 */
export function madeOf(layer, input, output, weights, place) {
  const total = at(channelOf(output, place.channel), place.row, place.column);
  const made = { bias: null, winner: -1, total };
  if (layer.kind === "Conv2d") return { ...made, how: "sum", parts: windowParts(layer, input, weights, place), bias: biasOf(layer, weights, place) };
  if (layer.kind === "Linear") return { ...made, how: "sum", parts: mapParts(layer, input, weights, place), bias: biasOf(layer, weights, place) };
  if (layer.kind === "MaxPool2d" || layer.kind === "AvgPool2d") return { ...made, ...pooled(layer, input, place) };
  return { ...made, how: "function", parts: [cellPart(input, layer.kind === "Flatten" ? unflattened(input, place) : place)] };
}

function biasOf(layer, weights, { channel }) {
  return layer.bias ? weights[layer.bias].data[channel] : null;
}

function windowParts(layer, input, weights, place) {
  const filters = filtersOf(weights[layer.weight]);
  const filter = filters[place.channel];
  const padded = pad(input, layer.padding, layer);
  const first = Math.floor((place.channel * layer.groups) / filters.length) * filter.channels;
  const box = shifted(windowBox(place, { ...layer, kernel_size: [filter.height, filter.width] }), layer.padding);
  return Array.from({ length: filter.channels }, (_, c) => {
    const slice = channelOf(filter, c);
    const terms = windowTerms(channelOf(padded, first + c), slice, place, layer);
    const window = { ...slice, data: Float64Array.from(terms, ({ pixel }) => pixel) };
    return { channel: first + c, box, window, weights: slice, sum: terms.reduce((sum, { product }) => sum + product, 0) };
  });
}

/* A box on padded maps, as one on the maps themselves. */
function shifted(box, padding) {
  const [down, across] = pair(padding ?? 0);
  return { ...box, row: box.row - down, column: box.column - across };
}

/* A score: each map before it as a whole, times its own part of the weights. */
function mapParts(layer, input, weights, { channel }) {
  const { height, width } = input;
  const size = height * width;
  const own = weights[layer.weight].data.subarray(channel * size * input.channels);
  return Array.from({ length: input.channels }, (_, c) => {
    const window = channelOf(input, c);
    const part = { ...window, data: own.subarray(c * size, (c + 1) * size) };
    const sum = window.data.reduce((total, value, i) => total + value * part.data[i], 0);
    return { channel: c, box: { row: 0, column: 0, rows: height, columns: width }, window, weights: part, sum };
  });
}

/** @returns {{how: "largest" | "mean", parts: Part[], winner: number}} */
function pooled(layer, input, place) {
  const largest = layer.kind === "MaxPool2d";
  const border = largest ? { padding_value: BORDERS.max } : { padding_value: BORDERS.average };
  const padded = pad(channelOf(input, place.channel), layer.padding ?? 0, border);
  const shape = { ...layer, stride: layer.stride ?? layer.kernel_size };
  const [down, across] = axesOf(shape);
  const window = emptyMaps(1, down.kernel_size, across.kernel_size);
  windowCells(place, shape).forEach(({ row, column }, i) => (window.data[i] = at(padded, row, column)));
  const box = shifted(windowBox(place, shape), layer.padding);
  const winner = largest ? window.data.indexOf(Math.max(...window.data)) : -1;
  return { how: largest ? "largest" : "mean", parts: [{ channel: place.channel, box, window, sum: NaN }], winner };
}

function cellPart(input, { channel, row, column }) {
  const value = at(channelOf(input, channel), row, column);
  const window = { channels: 1, height: 1, width: 1, data: Float64Array.of(value) };
  return { channel, box: { row, column, rows: 1, columns: 1 }, window, sum: value };
}

function unflattened(input, { channel }) {
  const size = input.height * input.width;
  return { channel: Math.floor(channel / size), ...cellOf(channel % size, input) };
}

/**
 * The pixels that a number depends on, through all layers before it: its receptive field.
 *
 * @param {Layer[]} layers @param {Maps[]} maps all, the image first @param {Weights} weights @param {number} layer @param {Place} place @returns {Box}
 */
export function fieldOf(layers, maps, weights, layer, place) {
  let box = { row: place.row, column: place.column, rows: 1, columns: 1 };
  for (let i = layer; i >= 0; i--) box = reachOf(layers[i], maps[i], weights, box);
  const [top, left] = [Math.max(0, box.row), Math.max(0, box.column)];
  const [bottom, right] = [Math.min(maps[0].height, box.row + box.rows), Math.min(maps[0].width, box.column + box.columns)];
  return { row: top, column: left, rows: bottom - top, columns: right - left };
}

/* What the cells of a box are made of, one layer back. */
function reachOf(layer, { height, width }, weights, box) {
  if (layer.kind === "Linear" || layer.kind === "Flatten") return { row: 0, column: 0, rows: height, columns: width };
  const kernel = layer.kind === "Conv2d" ? weights[layer.weight].shape.slice(2) : layer.kernel_size;
  if (!kernel) return box;
  const window = { ...layer, kernel_size: kernel, stride: layer.stride ?? kernel };
  const first = shifted(windowBox(box, window), layer.padding);
  const last = shifted(windowBox({ row: box.row + box.rows - 1, column: box.column + box.columns - 1 }, window), layer.padding);
  return { ...first, rows: last.row + last.rows - first.row, columns: last.column + last.columns - first.column };
}
