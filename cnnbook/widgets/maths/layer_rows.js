/**
 * Layers as plain rows, under PyTorch's names, and the sizes of the maps between them.
 *
 * @typedef {{kind: string, out_channels?: number, out_features?: number | "pixels", kernel_size?: number,
 *   stride?: number, padding?: number, dilation?: number, bias?: boolean}} Row
 */
import { outputSize } from "./convolution.js";

const WINDOW = { stride: [1, 1, 16], padding: [0, 0, 8], dilation: [1, 1, 8] };
const POOL = { kernel_size: [2, 1, 15], ...WINDOW, stride: [2, 1, 16] };
const { dilation: _, ...AVERAGE } = POOL;

/** Each kind's options: usual value, smallest, largest. */
export const FIELDS = {
  Conv2d: { out_channels: [8, 1, 512], kernel_size: [3, 1, 15], ...WINDOW, bias: [true] },
  MaxPool2d: POOL,
  AvgPool2d: AVERAGE,
  Flatten: {},
  Linear: { out_features: [10, 1, 4096], bias: [true] },
  ReLU: {},
  LeakyReLU: {},
  ELU: {},
  Sigmoid: {},
  Tanh: {},
};

/** A row with every option of its kind: from the row where it has it, else the usual value. */
export function rowOf(kind, given = {}, without = []) {
  const options = Object.entries(FIELDS[kind]).filter(([name]) => !without.includes(name));
  return { kind, ...Object.fromEntries(options.map(([name, [usual]]) => [name, given[name] ?? usual])) };
}

/** Why these are no rows of layers with all their options and no others; null when they are. */
export function rowsProblem(rows, { most, kinds = Object.keys(FIELDS), without = [] }) {
  if (!Array.isArray(rows) || rows.length < 1 || rows.length > most) return `There must be 1 to ${most} layers.`;
  for (const row of rows) {
    if (!kinds.includes(row?.kind)) return `A layer is one of ${kinds.join(", ")}, not “${row?.kind}”.`;
    const wanted = Object.keys(rowOf(row.kind, {}, without));
    const wrong = [...new Set([...wanted, ...Object.keys(row)])].find((name) => !allows(row, name, wanted));
    if (wrong) return `${row.kind} cannot have ${wrong} = ${row[wrong]}.`;
  }
  return null;
}

function allows(row, name, wanted) {
  return wanted.includes(name) && (name === "kind" || fits(row[name], FIELDS[row.kind][name]));
}

function fits(value, field) {
  if (!field) return false;
  const [usual, smallest, largest] = field;
  if (typeof usual === "boolean") return typeof value === "boolean";
  return (value === "pixels" && largest === 4096) || (Number.isInteger(value) && value >= smallest && value <= largest);
}

/** Does this kind slide a window over maps? */
export function slides(kind) {
  return kind === "Conv2d" || kind === "MaxPool2d" || kind === "AvgPool2d";
}

/** The size of the map that a sliding layer makes, along one axis. */
export function sizeAfter({ kernel_size: kernel, stride, padding, dilation = 1 }, n) {
  return outputSize(n, { kernel, stride, padding, dilation });
}

/** Why a sliding layer cannot work on a map of height × width; null when it can. */
export function windowProblem(row, height, width) {
  const { kind, kernel_size: kernel, padding, dilation = 1 } = row;
  if (kind !== "Conv2d" && padding > Math.floor(kernel / 2))
    return `a padding of ${padding} is more than half of the window of ${kernel}, so some windows would see nothing but padding`;
  const span = dilation * (kernel - 1) + 1;
  if (span <= Math.min(height, width) + 2 * padding) return null;
  const spread = dilation > 1 ? ` (${kernel} × ${kernel} spread out by dilation ${dilation})` : "";
  return `a window of ${span} × ${span}${spread} does not fit into the padded map of ${height + 2 * padding} × ${width + 2 * padding}`;
}
