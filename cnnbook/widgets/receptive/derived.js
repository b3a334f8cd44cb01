/** What the ReceptiveFieldExplorer shows, from its state: maps, regions, sentences, the printed call. */
import { conv2d } from "../maths/convolution.js";
import { rowsProblem, sizeAfter, windowProblem } from "../maths/layer_rows.js";
import { emptyMaps, fromRows, mapped, nearest } from "../maths/maps.js";
import { avgPool2d, maxPool2d } from "../maths/pooling.js";
import { sizeOf } from "../page/panels.js";
import { pathsTo, sightsOf, spanOf } from "./fields.js";

/**
 * @typedef {import("../maths/layer_rows.js").Row & import("../maths/layer_rows.js").SlidingRow} Layer
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {{image: number[][], layers: Layer[], layer: number, row: number, column: number}} State
 * @typedef {{index: number, row: number, column: number}} Chosen an output: of which layer, and where
 * @typedef {ReturnType<typeof regionsOf>} Regions
 */

/** Why these layers cannot work on this image; null when they can. @param {State & {limits: any}} state */
export function problemOf({ image, layers, limits }) {
  const wrong = rowsProblem(limits.layers, layers);
  if (wrong) return wrong;
  let size = [image.length, image[0].length];
  for (const [i, layer] of layers.entries()) {
    const problem = windowProblem(layer, size[0], size[1]);
    if (problem) return `Layer ${i + 1}, ${layer.kind}: ${problem}.`;
    size = sizeAfter(layer, size);
  }
  return null;
}

/** The maps behind each layer; the image is the first. A convolution's unknown weights are those of a mean. @param {State} state */
export function mapsOf({ image, layers }) {
  const maps = [fromRows(image)];
  for (const layer of layers) maps.push(apply(layer, maps[maps.length - 1]));
  return maps;
}

function apply(layer, map) {
  if (layer.kind === "MaxPool2d") return maxPool2d(map, layer);
  if (layer.kind === "AvgPool2d") return avgPool2d(map, layer);
  const side = layer.kernel_size;
  const mean = mapped(emptyMaps(1, side, side), () => 1 / side ** 2);
  return conv2d(map, [mean], layer);
}

/** The chosen output: its layer, its row and column, each moved to the nearest that there is. @param {State} state @param {Maps[]} maps @returns {Chosen} */
export function chosenOf({ layer, row, column, layers }, maps) {
  const index = layer < 0 ? layers.length - 1 : Math.min(layer, layers.length - 1);
  return { index, ...nearest({ row, column }, maps[index + 1]) };
}

/**
 * For the chosen output: through how many paths it reads each row and each column of each map before it.
 *
 * @param {{layers: Layer[]}} state @param {Chosen} chosen
 */
export function regionsOf({ layers }, { index, row, column }) {
  const before = layers.slice(0, index + 1);
  const rows = pathsTo(before, row);
  const columns = pathsTo(before, column);
  return rows.map((paths, i) => ({ rows: paths, columns: columns[i], row: spanOf(paths), column: spanOf(columns[i]) }));
}

/** How far beyond the image the outputs of the chosen layer look, at most. @param {{layers: Layer[]}} state @param {Chosen} chosen @param {Maps[]} maps */
export function overhangOf({ layers }, { index }, maps) {
  const { size, jump, start } = sightsOf(layers)[index];
  const over = ["height", "width"].map((axis) => start + (maps[index + 1][axis] - 1) * jump + size - maps[0][axis]);
  return Math.max(0, -start, ...over);
}

/** The Python that computes the same numbers. @param {{layers: Layer[]}} state @param {Chosen} chosen */
export function callOf({ layers }, { index, row, column }) {
  const numbers = ({ kernel_size: k, stride, padding, dilation = 1 }) => `(${k}, ${stride}, ${padding}, ${dilation})`;
  const ends = (at) => `start + ${at} * jump, start + ${at} * jump + size - 1`;
  return [
    "import numpy as np",
    "from cnnbook.summary import receptive_field",
    "",
    "layers = [  # kernel size, stride, padding, dilation",
    ...layers.map((layer) => `    ${numbers(layer)},  # ${layer.kind}`),
    "]",
    "fields = receptive_field(layers)",
    "output = np.array([[f.size[0], f.jump[0], f.start[0]] for f in fields])",
    `size, jump, start = output[${index}]`,
    `rows = ${ends(row)}`,
    `columns = ${ends(column)}`,
  ].join("\n");
}

/**
 * The chosen output in words: which rows and columns it sees, and how that was computed.
 *
 * @param {{layers: Layer[]}} state @param {Chosen} chosen @param {Regions} regions @param {Maps[]} maps
 */
export function sentenceOf({ layers }, chosen, regions, maps) {
  const { index, row, column } = chosen;
  const { size, jump, start } = sightsOf(layers)[index];
  const [{ row: rows, column: columns }] = regions;
  const from = `first row = start + row · jump = ${signed(start)} + ${row} · ${jump} = ${signed(rows.first)}`;
  return [
    `Output (${row}, ${column}) after layer ${index + 1} sees rows ${signed(rows.first)} to ${signed(rows.last)} `,
    `and columns ${signed(columns.first)} to ${signed(columns.last)} of the image, ${size} × ${size} pixels (${from}).`,
    outside(rows, columns, maps[0]) ? " What lies outside the image is padding." : "",
    rows.gaps ? " It reads only the dotted pixels of that square." : "",
  ].join("");
}

function outside(rows, columns, image) {
  return rows.first < 0 || columns.first < 0 || rows.last >= image.height || columns.last >= image.width;
}

function signed(value) {
  return String(value).replace("-", "−");
}

/** The table's lines: one for each layer. @param {{layers: Layer[]}} state @param {Maps[]} maps */
export function numbersOf({ layers }, maps) {
  return sightsOf(layers).map(({ size, jump, start }, i) => [
    `${i + 1} ${layers[i].kind}`,
    sizeOf(maps[i + 1]),
    `${size} × ${size}`,
    String(jump),
    signed(start),
  ]);
}
