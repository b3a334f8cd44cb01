/** What the ParameterExplorer shows, from its state: costs, sentences, the printed call. */
import { rowOf, rowsProblem } from "../maths/layer_rows.js";
import { costsOf, parametersOf, sumsOf } from "./costs.js";
import { count, format, keywords } from "../page/numbers.js";
import { hasBlocks } from "./stages.js";

/**
 * @typedef {import("../maths/layer_rows.js").Row} Row
 * @typedef {{first: Row[], second: Row[], width: number, channels: number, names: string[]}} State
 * @typedef {Record<string, {rows: any[], channels?: number, width?: number}>} Presets
 * @typedef {ReturnType<typeof compute>} Networks
 */

/** @typedef {{shape: number[], lines: [kind: string, size: string, parameters: string]}} Block a picture of a layer's output, and what stands below it */

const MOST_PARAMETERS = 1_000_000_000;
const MOST_BLOCKS = 12; // that are drawn one by one
const JOINS = /ReLU|ELU|Sigmoid|Tanh|BatchNorm|Dropout/; // stands with the layer before it

/** Why the costs of these networks cannot be shown at this width; null when they can. @param {State & {limits: any}} state */
export function problemOf({ first, second, width, channels, names, limits }) {
  for (const [i, rows] of [first, second].entries()) {
    const wrong = rowsProblem(limits.first, rows);
    if (wrong) return `${names[i]}. ${wrong}`;
    const { costs, problem } = costsOf(rows, width, channels);
    if (problem) return `${names[i]}, at a width of ${width}. ${problem}`;
    const total = parametersOf(costs);
    if (total > MOST_PARAMETERS)
      return `${names[i]}: ${count(total)} parameters are more than ${count(MOST_PARAMETERS)}, the most that are counted here.`;
  }
  return null;
}

/** Costs, sums and definitions of both networks. @param {State} state */
export function compute({ first, second, width, channels }) {
  return [first, second].map((rows) => {
    const { costs } = costsOf(rows, width, channels);
    return { rows, costs, parameters: parametersOf(costs), totals: sumsOf(costs) };
  });
}

/** The rows of each network that has a name, with all their options. @param {Presets} presets @param {any} limits @returns {Record<string, Row[]>} */
export function namedRows(presets, limits) {
  const filled = (row) => (typeof row === "string" ? rowOf(limits, row) : rowOf(limits, row.kind, row));
  return Object.fromEntries(Object.entries(presets).map(([name, { rows }]) => [name, rows.map(filled)]));
}

/** The name of these rows, if they have one. @param {Record<string, Row[]>} named @param {Row[]} rows */
export function nameOf(named, rows) {
  const text = JSON.stringify(rows);
  return Object.keys(named).find((name) => JSON.stringify(named[name]) === text) ?? null;
}

/** The image and the outputs of the layers; an activation stands with the layer before it. @param {number[]} image channels, width @param {Networks[0]} network @returns {Block[]} */
export function blocksOf([channels, width], { rows, costs }) {
  const blocks = [{ kind: "image", shape: [channels, width, width], parameters: 0, times: 1 }];
  costs.forEach(({ kind, shape, weights, biases }, i) => {
    const last = blocks[blocks.length - 1];
    const { blocks: times = 1 } = /** @type {any} */ (rows[i]);
    if (blocks.length > 1 && JOINS.test(kind)) {
      last.kind += `, ${kind}`;
      last.parameters += weights + biases;
    } else blocks.push({ kind, shape, parameters: weights + biases, times });
  });
  return (blocks.length > MOST_BLOCKS ? folded(blocks) : blocks).map(({ kind, shape, parameters, times }) => ({
    shape,
    lines: [times > 1 ? `${times} × ${kind}` : kind, shape.map(count).join(" × "), parameters ? `${count(parameters)} to learn` : ""],
  }));
}

/* Neighbours of one kind and shape become one block. */
function folded(blocks) {
  return blocks.reduce((kept, block) => {
    const last = kept[kept.length - 1];
    if (last?.kind !== block.kind || String(last.shape) !== String(block.shape)) return [...kept, block];
    return [...kept.slice(0, -1), { ...last, parameters: last.parameters + block.parameters, times: last.times + block.times }];
  }, []);
}

const ROWS = { BasicBlock: "basic_blocks", Bottleneck: "bottlenecks", InvertedResidual: "inverted_residuals" };

/* The Python that makes the layers of one row. */
function rowCode(row, { inputs, shape }) {
  const { kind, kernel_size: kernel } = row;
  const usual = { stride: 1, padding: 0, bias: true, blocks: 1, expand_ratio: 6 };
  const start = {
    Conv2d: `${inputs}, ${row.out_channels}, ${kernel}`,
    Linear: `${inputs}, ${shape[0]}`,
    BatchNorm2d: `${inputs}`,
    AdaptiveAvgPool2d: `${row.output_size}`,
    MaxPool2d: `${kernel}`,
    AvgPool2d: `${kernel}`,
  }[kind] ?? (hasBlocks(kind) ? `${inputs}, ${row.out_channels}` : "");
  if (/^(Max|Avg)Pool/.test(kind)) usual.stride = kernel;
  const options = Object.fromEntries(Object.keys(usual).filter((name) => name in row).map((name) => [name, row[name]]));
  const call = `(${start}${keywords(options, usual)})`;
  return hasBlocks(kind) ? `*${ROWS[kind]}${call}` : kind + call;
}

/* What the printed call imports. */
function importsOf(rows) {
  const kinds = [...new Set(["Sequential", ...rows.map(({ kind }) => kind)])];
  const stages = kinds.filter(hasBlocks).map((kind) => ROWS[kind]).sort();
  return [
    ...(stages.length ? [`from cnnbook.blocks import ${stages.join(", ")}`] : []),
    `from cnnbook.layers import ${kinds.filter((kind) => !hasBlocks(kind)).sort().join(", ")}`,
    "from cnnbook.summary import summarize",
  ];
}

/** The Python that computes the same numbers. @param {State} state @param {Networks} networks */
export function callOf({ first, second, width, channels }, networks) {
  const made = ["first", "second"].flatMap((name, i) => [
    "",
    `def ${name}():`,
    "    return Sequential(",
    ...networks[i].rows.map((row, j) => `        ${rowCode(row, networks[i].costs[j])},`),
    "    )",
    "",
  ]);
  return [
    "import numpy as np",
    ...importsOf([...first, ...second]),
    "",
    ...made,
    "",
    `shape = (${channels}, ${width}, ${width})`,
    "tables = [summarize(network, shape) for network in (first, second)]",
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
  const times = (/** @type {any} */ { blocks = 1, kind }) => (blocks > 1 ? `${blocks} × ${kind}` : kind);
  const lines = costs.map((cost, i) => [`${i + 1} ${times(rows[i])}`, cost.shape.join(" × "), ...numbers(cost)]);
  return [...lines, ["sum", "", ...numbers(totals)]];
}

function memoryWords(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${format(bytes / 1024, 1)} KiB`;
  return `${count(format(bytes / 1024 ** 2, 1))} MiB`;
}
