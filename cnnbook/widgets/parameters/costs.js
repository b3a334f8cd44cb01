/**
 * What the layers of a network cost: the same numbers as `cnnbook.summary.summarize`.
 *
 * @typedef {import("../maths/layer_rows.js").Row} Row
 * @typedef {{kind: string, inputs: number, shape: number[], weights: number, biases: number,
 *   multiplyAdds: number, memory: number}} Cost
 */
import { sizeAfter, slides, windowProblem } from "../maths/layer_rows.js";

const FLOAT = 4; // bytes of a float32

/**
 * Count each layer for a grey image of width × width; stop at the first one that does not fit.
 *
 * @param {Row[]} rows @param {number} width
 * @returns {{costs: Cost[], problem: string | null}}
 */
export function costsOf(rows, width) {
  /** @type {Cost[]} */
  const costs = [];
  let shape = [1, width, width];
  for (const [i, row] of rows.entries()) {
    const problem = problemWith(row, shape);
    if (problem) return { costs, problem: `Layer ${i + 1}, ${row.kind}: ${problem}.` };
    costs.push(costOf(row, shape, width));
    shape = costs[i].shape;
  }
  return { costs, problem: null };
}

function problemWith(row, shape) {
  if (row.kind === "Linear" && shape.length === 3)
    return `it needs a list of numbers, but maps of ${shape.join(" × ")} reach it: put Flatten in front of it`;
  if (!slides(row.kind)) return null;
  if (shape.length === 1) return `it needs maps, but a list of ${shape[0]} numbers reaches it`;
  return windowProblem(row, shape[1], shape[2]);
}

function product(numbers) {
  return numbers.reduce((all, n) => all * n, 1);
}

function costOf(row, shape, width) {
  const after = shapeAfter(row, shape, width);
  const perOutput = { Conv2d: shape[0] * row.kernel_size ** 2, Linear: shape[0] }[row.kind] ?? 0;
  return {
    kind: row.kind,
    inputs: shape[0],
    shape: after,
    weights: after[0] * perOutput,
    biases: row.bias ? after[0] : 0,
    multiplyAdds: product(after) * perOutput,
    memory: product(after) * FLOAT,
  };
}

function shapeAfter(row, shape, width) {
  if (slides(row.kind)) {
    const channels = row.kind === "Conv2d" ? row.out_channels : shape[0];
    return [channels, ...sizeAfter(row, shape.slice(1))];
  }
  if (row.kind === "Flatten") return [product(shape)];
  if (row.kind === "Linear") return [row.out_features === "pixels" ? width * width : row.out_features];
  return shape;
}

/** All weights and biases of a network. @param {Cost[]} costs */
export function parametersOf(costs) {
  return costs.reduce((total, { weights, biases }) => total + weights + biases, 0);
}

/** How the parameters grow with the width: null where a network cannot work on so small an image. @param {Row[]} rows @param {number[]} widths */
export function growthOf(rows, widths) {
  return widths.map((width) => {
    const { costs, problem } = costsOf(rows, width);
    return problem ? null : parametersOf(costs);
  });
}
