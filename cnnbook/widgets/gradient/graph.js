/**
 * A small network as a graph: its nodes, their values, where each leads, and the slope of the loss at each.
 *
 * The letters: x a pixel, a and b the weights of two filters, z their answers, r after ReLU, m after max pooling, w and c the
 * weights and biases of the linear layer, s scores, p probabilities, L the loss. Digits count from 0: x01 is row 0, column 1;
 * za1 is filter a on row 1; w0a leads from ma to s0.
 *
 * @typedef {{image: number[][], kernels: number[][], weight: number[][], bias: number[], target: number}} Inputs
 * @typedef {Inputs & {node: string, step: number, controls: string[]}} State
 * @typedef {Record<string, number>} Numbers by the names of nodes
 * @typedef {{to: string, factor: string, local: number}} Path a step towards the loss: where to, the local slope, and what it is
 * @typedef {ReturnType<typeof compute>} Results
 */
import { softmax } from "../maths/classification.js";

/* Where the inputs stand in the state. */
const PLACES = {
  x00: ["image", 0, 0], x01: ["image", 0, 1], x10: ["image", 1, 0], x11: ["image", 1, 1],
  a0: ["kernels", 0, 0], a1: ["kernels", 0, 1], b0: ["kernels", 1, 0], b1: ["kernels", 1, 1],
  w0a: ["weight", 0, 0], w0b: ["weight", 0, 1], w1a: ["weight", 1, 0], w1b: ["weight", 1, 1],
  c0: ["bias", 0], c1: ["bias", 1],
};
export const LEAVES = Object.keys(PLACES);
/** What is computed from the inputs, in this order. */
export const COMPUTED = ["za0", "za1", "zb0", "zb1", "ra0", "ra1", "rb0", "rb1", "ma", "mb", "s0", "s1", "p0", "p1", "L"];
/** All nodes, in the order of Python's `output`. */
export const NODES = [...LEAVES, ...COMPUTED];
/** The way back from the loss: each node after all that it leads to. */
export const BACK = [
  "L", "p0", "p1", "s0", "s1", "c0", "c1", "w0a", "w0b", "w1a", "w1b", "ma", "mb", "ra0", "ra1", "rb0", "rb1",
  "za0", "za1", "zb0", "zb1", "a0", "a1", "b0", "b1", "x00", "x01", "x10", "x11",
];

/** The products that a sum adds up, each a weight and what it multiplies. @param {string} name @returns {[string, string][]} */
export function productsOf([kind, k, row]) {
  if (kind === "z") return [[`${k}0`, `x${row}0`], [`${k}1`, `x${row}1`]];
  return kind === "s" ? [[`w${k}a`, "ma"], [`w${k}b`, "mb"]] : [];
}

/** The values and slopes of all nodes. @param {Inputs} state */
export function compute(state) {
  const values = /** @type {Numbers} */ ({});
  for (const [name, [trait, ...place]] of Object.entries(PLACES)) values[name] = place.reduce((rows, i) => rows[i], state[trait]);
  for (const name of COMPUTED) values[name] = valueOf(name, values, state.target);
  const slopes = /** @type {Numbers} */ ({ L: 1 });
  for (const name of BACK.slice(1)) {
    slopes[name] = pathsFrom(name, values, state.target).reduce((sum, { to, local }) => sum + slopes[to] * local, 0);
  }
  return { values, slopes, target: state.target };
}

function valueOf(name, v, target) {
  const [kind, k, row] = name;
  const sum = productsOf(name).reduce((total, [weight, input]) => total + v[weight] * v[input], 0);
  if (kind === "z") return sum;
  if (kind === "r") return Math.max(v[`z${k}${row}`], 0);
  if (kind === "m") return Math.max(v[`r${k}0`], v[`r${k}1`]);
  if (kind === "s") return sum + v[`c${k}`];
  if (kind === "p") return softmax([v.s0, v.s1])[k];
  const highest = Math.max(v.s0, v.s1);
  return Math.log(Math.exp(v.s0 - highest) + Math.exp(v.s1 - highest)) + highest - v[`s${target}`];
}

/** The row that the max of a filter keeps: the first one where both are equal, as in PyTorch. @param {string} filter @param {Numbers} v */
export function winnerOf(filter, v) {
  return v[`r${filter}1`] > v[`r${filter}0`] ? 1 : 0;
}

/** The steps from a node towards the loss. @param {string} name @param {Numbers} v @param {number} target @returns {Path[]} */
export function pathsFrom(name, v, target) {
  const [kind, k, row] = name;
  const by = (to, factor) => ({ to, factor, local: v[factor] });
  const door = (to, open) => ({ to, factor: open ? "1" : "0", local: Number(open) });
  if (kind === "x") return [by(`za${k}`, `a${row}`), by(`zb${k}`, `b${row}`)];
  if (kind === "a" || kind === "b") return [by(`z${kind}0`, `x0${k}`), by(`z${kind}1`, `x1${k}`)];
  if (kind === "z") return [door(`r${k}${row}`, v[name] > 0)];
  if (kind === "r") return [door(`m${k}`, winnerOf(k, v) === Number(row))];
  if (kind === "m") return [by("s0", `w0${k}`), by("s1", `w1${k}`)];
  if (kind === "w") return [by(`s${k}`, `m${row}`)];
  if (kind === "c") return [door(`s${k}`, true)];
  return fromHead(kind, Number(k), v, target);
}

/* Only the probability of the target class leads to the loss. */
function fromHead(kind, k, v, target) {
  const p = `p${target}`;
  if (kind === "s" && k === target) return [{ to: p, factor: `${p} · (1 − ${p})`, local: v[p] * v[`p${1 - k}`] }];
  if (kind === "s") return [{ to: p, factor: `(−${p} · p${k})`, local: -v[p] * v[`p${k}`] }];
  return kind === "p" && k === target ? [{ to: "L", factor: `(−1 / ${p})`, local: -1 / v[p] }] : [];
}

/** The state with another number at an input. @param {Inputs} state @param {string} leaf @param {number} value @returns {Record<string, any>} */
export function changed(state, leaf, value) {
  const [trait, ...place] = PLACES[leaf];
  const copy = structuredClone(state[trait]);
  if (place.length === 1) copy[place[0]] = value;
  else copy[place[0]][place[1]] = value;
  return { [trait]: copy };
}

/** The numbers that an input may be. @param {string} leaf @param {Record<string, any>} limits */
export function limitOf(leaf, limits) {
  const { min, max } = limits[PLACES[leaf][0]];
  return { kind: "number", min, max };
}

/** Why a state cannot be shown, in words; null when it can. @param {any} state @returns {string | null} */
export function problemOf(state) {
  for (const name of ["image", "kernels", "weight", "bias"]) {
    const { shape, min, max } = state.limits[name];
    const inside = (value) => typeof value === "number" && value >= min && value <= max;
    if (!isFilled(state[name], shape, inside)) return `${name} must be ${shape.join(" × ")} numbers from ${min} to ${max}`;
  }
  return null;
}

function isFilled(value, shape, inside) {
  if (!shape.length) return inside(value);
  return Array.isArray(value) && value.length === shape[0] && value.every((part) => isFilled(part, shape.slice(1), inside));
}
