/**
 * What the layers of a network cost: the same numbers as `cnnbook.summary.summarize`.
 *
 * @typedef {import("../maths/layer_rows.js").Row} Row
 * @typedef {{weights: number, biases: number, multiplyAdds: number, memory: number}} Sums
 * @typedef {Sums & {kind: string, inputs: number, shape: number[]}} Part one layer
 * @typedef {Part & {parts: Part[]}} Cost of a row: one layer, or all of its blocks
 */
import { sizeAfter, slides, windowProblem } from "../maths/layer_rows.js";
import { blocksIn, hasBlocks } from "./stages.js";

const FLOAT = 4; // bytes of a float32

/**
 * Count each row for an image of channels × width × width; stop at the first one that does not fit.
 *
 * @param {Row[]} rows @param {number} width @param {number} [channels]
 * @returns {{costs: Cost[], problem: string | null}}
 */
export function costsOf(rows, width, channels = 1) {
  /** @type {Cost[]} */
  const costs = [];
  let shape = [channels, width, width];
  for (const [i, row] of rows.entries()) {
    const problem = problemWith(row, shape);
    if (problem) return { costs, problem: `Layer ${i + 1}, ${row.kind}: ${problem}.` };
    const parts = hasBlocks(row.kind) ? partsOf(row, shape, width) : [partOf(row, shape, width)];
    const { inputs } = parts[0];
    shape = parts[parts.length - 1].shape;
    costs.push({ kind: row.kind, inputs, shape, parts, ...sumsOf(parts) });
  }
  return { costs, problem: null };
}

/** @param {Sums[]} parts @returns {Sums} */
export function sumsOf(parts) {
  const sum = (/** @type {keyof Sums} */ name) => parts.reduce((total, part) => total + part[name], 0);
  return { weights: sum("weights"), biases: sum("biases"), multiplyAdds: sum("multiplyAdds"), memory: sum("memory") };
}

function problemWith(row, shape) {
  const maps = slides(row.kind) || hasBlocks(row.kind) || row.kind === "BatchNorm2d" || row.kind === "AdaptiveAvgPool2d";
  if (row.kind === "Linear" && shape.length === 3)
    return `it needs a list of numbers, but maps of ${shape.join(" × ")} reach it: put Flatten in front of it`;
  if (maps && shape.length === 1) return `it needs maps, but a list of ${shape[0]} numbers reaches it`;
  return slides(row.kind) ? windowProblem(row, shape[1], shape[2]) : null;
}

/* The layers of all blocks in the order of `summarize`; what goes past a block begins where the block begins. */
function partsOf(row, start, width) {
  /** @type {Part[]} */
  const parts = [];
  const walk = (layers, from) =>
    layers.reduce((shape, layer) => {
      const part = partOf(layer, shape, width);
      parts.push(part);
      return part.shape;
    }, from);
  blocksIn(row, start[0]).reduce((shape, { body, past, after }) => {
    const inside = walk(body, shape);
    walk(past, shape);
    return walk(after, inside);
  }, start);
  return parts;
}

function product(numbers) {
  return numbers.reduce((all, n) => all * n, 1);
}

/** @returns {Part} */
function partOf(row, shape, width) {
  const { kind, groups = 1 } = row;
  const after = shapeAfter(row, shape, width);
  const perOutput = { Conv2d: (shape[0] / groups) * row.kernel_size ** 2, Linear: shape[0] }[kind] ?? 0;
  const normalises = kind === "BatchNorm2d"; // a weight and a bias a channel
  return {
    kind,
    inputs: shape[0],
    shape: after,
    weights: after[0] * (normalises ? 1 : perOutput),
    biases: row.bias || normalises ? after[0] : 0,
    multiplyAdds: product(after) * perOutput,
    memory: product(after) * FLOAT,
  };
}

function shapeAfter(row, shape, width) {
  const { kind } = row;
  if (slides(kind)) {
    const channels = kind === "Conv2d" ? row.out_channels : shape[0];
    return [channels, ...sizeAfter(row, shape.slice(1))];
  }
  if (kind === "AdaptiveAvgPool2d") return [shape[0], row.output_size, row.output_size];
  if (kind === "Flatten") return [product(shape)];
  if (kind === "Linear") return [row.out_features === "pixels" ? width * width : row.out_features];
  return shape;
}

/** All weights and biases of a network. @param {Cost[]} costs */
export function parametersOf(costs) {
  return costs.reduce((total, { weights, biases }) => total + weights + biases, 0);
}

/** How the parameters grow with the width: null where a network cannot work on so small an image. @param {Row[]} rows @param {number[]} widths @param {number} channels */
export function growthOf(rows, widths, channels) {
  return widths.map((width) => {
    const { costs, problem } = costsOf(rows, width, channels);
    return problem ? null : parametersOf(costs);
  });
}
