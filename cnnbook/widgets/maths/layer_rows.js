/**
 * Layers as plain rows, under PyTorch's names, and the sizes of the maps between them.
 *
 * Which kinds there are and what their options may be comes from Python, in the limits of the trait
 * (shared/layer_rows.py).
 *
 * @typedef {{kind: string, out_channels?: number, out_features?: number | "pixels", kernel_size?: number,
 *   stride?: number, padding?: number, dilation?: number, bias?: boolean}} Row
 * @typedef {{kernel_size: number, stride: number, padding: number, dilation?: number}} SlidingRow
 * @typedef {{kind: "whole" | "flag", usual: number | boolean, min?: number, max?: number, also?: string[]}} Option
 * @typedef {{most: number, kinds: string[], options: Record<string, Record<string, Option>>}} RowLimits
 */
import { outputSize, windowSpan } from "./windows.js";

/**
 * A row with every option of its kind: from the row where it has it, else the usual value.
 *
 * @param {RowLimits} limits @param {string} kind @param {Record<string, any>} [given] @returns {Row}
 */
export function rowOf({ options }, kind, given = {}) {
  const values = Object.entries(options[kind]).map(([name, { usual }]) => [name, given[name] ?? usual]);
  return { kind, ...Object.fromEntries(values) };
}

/**
 * Why `rows` is not a valid list of layers, each with all its options and no others; null when it is.
 *
 * @param {RowLimits} limits @param {any} rows
 */
export function rowsProblem(limits, rows) {
  const { most, kinds, options } = limits;
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > most) return `There must be 1 to ${most} layers.`;
  for (const row of rows) {
    if (!kinds.includes(row?.kind)) return `A layer is one of ${kinds.join(", ")}, not “${row?.kind}”.`;
    const names = new Set([...Object.keys(options[row.kind]), ...Object.keys(row)]);
    names.delete("kind");
    const wrong = [...names].find((name) => !fits(row[name], options[row.kind][name]));
    if (wrong) return `${row.kind} cannot have ${wrong} = ${row[wrong]}.`;
  }
  return null;
}

function fits(value, option) {
  if (!option) return false;
  if (option.kind === "flag") return typeof value === "boolean";
  return option.also?.includes(value) || (Number.isInteger(value) && value >= option.min && value <= option.max);
}

/** Does this kind slide a window over maps? @param {string} kind */
export function slides(kind) {
  return kind === "Conv2d" || kind === "MaxPool2d" || kind === "AvgPool2d";
}

/** Why a sliding layer cannot work on a map of height × width; null when it can. @param {any} row @param {number} height @param {number} width */
export function windowProblem({ kind, kernel_size: kernel, padding, dilation = 1 }, height, width) {
  if (kind !== "Conv2d" && padding > Math.floor(kernel / 2))
    return `a padding of ${padding} is more than half of the window of ${kernel}, so some windows would see nothing but padding`;
  const span = windowSpan(kernel, dilation);
  if (span <= Math.min(height, width) + 2 * padding) return null;
  const spread = dilation > 1 ? ` (${kernel} × ${kernel} spread out by dilation ${dilation})` : "";
  return `a window of ${span} × ${span}${spread} does not fit into the padded map of ${height + 2 * padding} × ${width + 2 * padding}`;
}

/** [height, width] of the map that a sliding layer makes. @param {any} row @param {number[]} size of the map before */
export function sizeAfter(row, size) {
  return size.map((n) => outputSize(n, row));
}
