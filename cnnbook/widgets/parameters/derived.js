/** What the ParameterExplorer shows, from its state: costs, sentences, the printed call. */
import { rowsProblem } from "../maths/layer_rows.js";
import { costsOf, parametersOf } from "./costs.js";
import { count, format, keywords } from "../page/numbers.js";

/**
 * @typedef {import("../maths/layer_rows.js").Row} Row
 * @typedef {{first: Row[], second: Row[], width: number, names: string[]}} State
 * @typedef {ReturnType<typeof compute>} Networks
 */

/** @typedef {{shape: number[], lines: [kind: string, size: string, parameters: string]}} Block a picture of a layer's output, and what stands below it */

const MOST_PARAMETERS = 50_000_000;

/** Why the costs of these networks cannot be shown at this width; null when they can. @param {State & {limits: any}} state */
export function problemOf({ first, second, width, names, limits }) {
  for (const [i, rows] of [first, second].entries()) {
    const wrong = rowsProblem(limits.first, rows);
    if (wrong) return `${names[i]}. ${wrong}`;
    const { costs, problem } = costsOf(rows, width);
    if (problem) return `${names[i]}, at a width of ${width}. ${problem}`;
    const total = parametersOf(costs);
    if (total > MOST_PARAMETERS)
      return `${names[i]}: ${count(total)} parameters are more than ${count(MOST_PARAMETERS)}, which the printed call could no longer build on a small computer.`;
  }
  return null;
}

/** Costs, sums and definitions of both networks. @param {State} state */
export function compute({ first, second, width }) {
  return [first, second].map((rows) => {
    const { costs } = costsOf(rows, width);
    const sum = (name) => costs.reduce((total, cost) => total + cost[name], 0);
    return {
      rows,
      costs,
      parameters: parametersOf(costs),
      totals: { weights: sum("weights"), biases: sum("biases"), multiplyAdds: sum("multiplyAdds"), memory: sum("memory") },
    };
  });
}

/** The image and the outputs of the layers; an activation stands with the layer before it. @param {number} width @param {Networks[0]} network @returns {Block[]} */
export function blocksOf(width, { costs }) {
  /** @type {Block[]} */
  const blocks = [{ shape: [1, width, width], lines: ["image", `1 × ${width} × ${width}`, ""] }];
  for (const { kind, shape, weights, biases } of costs) {
    const last = blocks[blocks.length - 1];
    const same = !weights && String(shape) === String(last.shape) && blocks.length > 1 && !/Pool|Flatten/.test(kind);
    if (same) last.lines[0] += `, ${kind}`;
    else blocks.push({ shape, lines: [kind, shape.map(count).join(" × "), weights + biases ? `${count(weights + biases)} to learn` : ""] });
  }
  return blocks;
}

/* The Python that makes one layer. */
function layerCode(row, { inputs, shape }) {
  const { kind, kernel_size: kernel } = row;
  const usual = { stride: 1, padding: 0, bias: true };
  let start = "";
  if (kind === "Conv2d") start = `${inputs}, ${row.out_channels}, ${kernel}`;
  else if (kind === "Linear") start = `${inputs}, ${shape[0]}`;
  else if (kernel === undefined) return `${kind}()`;
  else [start, usual.stride] = [String(kernel), kernel];
  const options = Object.fromEntries(Object.keys(usual).filter((name) => name in row).map((name) => [name, row[name]]));
  return `${kind}(${start}${keywords(options, usual)})`;
}

/** The Python that computes the same numbers. @param {State} state @param {Networks} networks */
export function callOf({ first, second, width }, networks) {
  const used = [...new Set(["Sequential", ...[...first, ...second].map(({ kind }) => kind)])].sort();
  const made = ["first", "second"].flatMap((name, i) => [
    `${name} = Sequential(`,
    ...networks[i].rows.map((row, j) => `    ${layerCode(row, networks[i].costs[j])},`),
    ")",
  ]);
  return [
    "import numpy as np",
    `from cnnbook.layers import ${used.join(", ")}`,
    "from cnnbook.summary import summarize",
    "",
    ...made,
    `shape = (1, ${width}, ${width})`,
    "tables = [summarize(net, shape) for net in (first, second)]",
    "rows = [row for table in tables for row in table.rows]",
    "counts = [(r.weights, r.biases, r.multiply_adds, r.memory) for r in rows]",
    "output = np.array(counts)",
  ].join("\n");
}

/** Both networks in one sentence. @param {State} state @param {Networks} networks */
export function sentenceOf({ width, names }, networks) {
  const totals = networks.map(({ parameters }) => parameters);
  const parts = names.map((name, i) => `${name} ${count(totals[i])}`);
  return `Parameters at ${width} × ${width} pixels: ${parts.join(", ")}. ${comparison(totals, names)}`;
}

function comparison(totals, names) {
  const [first, second] = totals;
  const [large, small] = [Math.max(first, second), Math.min(first, second)];
  if (small === large) return "Both are of one size.";
  if (small === 0) return "One of them has nothing to learn.";
  const factor = large / small;
  return `${names[first > second ? 0 : 1]} has ${count(format(factor, factor < 100 ? 2 : 0))} times as many.`;
}

/** The lines of one network's table, and its last line with the sums. @param {Networks[0]} network */
export function tableOf({ rows, costs, totals }) {
  const numbers = (from) => [count(from.weights), count(from.biases), count(from.multiplyAdds), memoryWords(from.memory)];
  const lines = costs.map((cost, i) => [`${i + 1} ${rows[i].kind}`, cost.shape.join(" × "), ...numbers(cost)]);
  return [...lines, ["sum", "", ...numbers(totals)]];
}

function memoryWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${format(bytes / 1024, 1)} KiB`;
  return `${count(format(bytes / 1024 ** 2, 1))} MiB`;
}
