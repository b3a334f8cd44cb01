/** What the ReceptiveFieldExplorer shows, from its state: maps, regions, sentences, the printed call. */
import { conv2d, emptyMap, fromRows } from "../maths/convolution.js";
import { rowsProblem, windowProblem } from "../maths/layer_rows.js";
import { nearest, sizeOf } from "../page/panels.js";
import { pool2d } from "../maths/pooling.js";
import { lengthsOf, pathsTo, sightsOf, spanOf } from "./fields.js";

/** Which rows of layers there may be. */
export const ROWS = { most: 8, kinds: ["Conv2d", "MaxPool2d", "AvgPool2d"], without: ["out_channels", "bias"] };

/** Why these layers cannot work on this image; null when they can. */
export function problemOf({ image, layers }) {
  const wrong = rowsProblem(layers, ROWS);
  if (wrong) return wrong;
  let [height, width] = [image.length, image[0].length];
  for (const [i, layer] of layers.entries()) {
    const problem = windowProblem(layer, height, width);
    if (problem) return `Layer ${i + 1}, ${layer.kind}: ${problem}.`;
    height = lengthsOf([layer], height)[1];
    width = lengthsOf([layer], width)[1];
  }
  return null;
}

/** The maps behind each layer; the image is the first. A convolution's unknown weights are those of a mean. */
export function mapsOf({ image, layers }) {
  return layers.reduce((maps, layer) => [...maps, apply(layer, maps.at(-1))], [fromRows(image)]);
}

function apply({ kind, kernel_size: kernel, stride, padding, dilation = 1 }, map) {
  if (kind !== "Conv2d")
    return pool2d(map, { kind: kind === "MaxPool2d" ? "max" : "average", kernel, stride, padding, dilation }).output;
  const mean = emptyMap(kernel, kernel);
  mean.data.fill(1 / kernel ** 2);
  return conv2d(map, mean, { stride, padding, dilation });
}

/** The chosen output: its layer, its row and column, each moved to the nearest that there is. */
export function chosenOf({ layer, row, column, layers }, maps) {
  const index = layer < 0 ? layers.length - 1 : Math.min(layer, layers.length - 1);
  return { index, ...nearest({ row, column }, maps[index + 1]) };
}

/** For the chosen output: through how many paths it reads each row and each column of each map before it. */
export function regionsOf({ layers }, { index, row, column }) {
  const before = layers.slice(0, index + 1);
  const rows = pathsTo(before, row);
  const columns = pathsTo(before, column);
  return rows.map((paths, i) => ({ rows: paths, columns: columns[i], row: spanOf(paths), column: spanOf(columns[i]) }));
}

/** How far beyond the image the outputs of the chosen layer look, at most. */
export function overhangOf({ layers }, { index }, maps) {
  const { size, jump, start } = sightsOf(layers)[index];
  const over = ["height", "width"].map((axis) => start + (maps[index + 1][axis] - 1) * jump + size - maps[0][axis]);
  return Math.max(0, -start, ...over);
}

/** The Python that computes the same numbers. */
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

/** The chosen output in words: which rows and columns it sees, and how that was reckoned. */
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

/** The table's lines: one for each layer. */
export function numbersOf({ layers }, maps) {
  return sightsOf(layers).map(({ size, jump, start }, i) => [
    `${i + 1} ${layers[i].kind}`,
    sizeOf(maps[i + 1]),
    `${size} × ${size}`,
    String(jump),
    signed(start),
  ]);
}
