/** What is said about a node: what it is, the sum that its value comes from, the sum that its slope comes from. */
import { array, format, literal } from "../page/numbers.js";
import { BACK, COMPUTED, pathsFrom, productsOf, winnerOf } from "./graph.js";

/** @typedef {import("./graph.js").Results} Results */
/** @typedef {import("./graph.js").State} State */

const four = (value) => format(value, 4);
const factor = (value) => (value < 0 ? `(${four(value)})` : four(value));
const slopeName = (name) => `∂L/∂${name}`;

/** What a node is. @param {string} name */
export function whatIs(name) {
  const [kind, k, row] = name;
  if (kind === "a" || kind === "b") return `weight ${k} of filter ${kind}`;
  return {
    x: `pixel in row ${k}, column ${row}`,
    z: `filter ${k} on row ${row}`,
    r: `z${k}${row} after ReLU`,
    m: `the larger one of r${k}0 and r${k}1`,
    w: `weight from m${row} to s${k}`,
    c: `bias of s${k}`,
    s: `score of class ${k}`,
    p: `probability of class ${k}`,
    L: "the loss",
  }[kind];
}

/** Whose turn it is, and for what; null when all is known. @param {number} step */
export function turnOf(step) {
  if (step < 0) return null;
  const values = COMPUTED.length;
  if (step < values) return { kind: "value", name: COMPUTED[step], asked: COMPUTED[step] };
  const name = BACK[step - values];
  return name ? { kind: "slope", name, asked: slopeName(name) } : null;
}

/** The same where the reader may predict. @param {State} state */
export function turnIn({ step, controls }) {
  return controls.includes("predict") ? turnOf(step) : null;
}

/** Which numbers the reader sees. @param {number} step */
export function known(step) {
  const hidden = new Set(COMPUTED.slice(step));
  const seen = new Set(BACK.slice(0, Math.max(0, step - COMPUTED.length)));
  return { value: (name) => !hidden.has(name), slope: (name) => seen.has(name) };
}

/** The formula of a node's value, and the same with its numbers. @param {string} name @param {Results} results */
function formulasOf(name, { values: v, target }) {
  const [kind, k, row] = name;
  if (kind === "r") return [`max(0, z${k}${row})`, `max(0, ${four(v[`z${k}${row}`])})`];
  if (kind === "m") return [`max(r${k}0, r${k}1)`, `max(${four(v[`r${k}0`])}, ${four(v[`r${k}1`])})`];
  if (kind === "p") return [`exp(s${k}) / (exp(s0) + exp(s1))`, `${four(Math.exp(v[`s${k}`]))} / ${four(Math.exp(v.s0) + Math.exp(v.s1))}`];
  if (kind === "L") return [`−log p${target}`, `−log ${four(v[`p${target}`])}`];
  const bias = kind === "s" ? [` + c${k}`, ` + ${factor(v[`c${k}`])}`] : ["", ""];
  const sum = (write) => productsOf(name).map((pair) => pair.map(write).join(" · ")).join(" + ");
  return [sum(String) + bias[0], sum((part) => factor(v[part])) + bias[1]];
}

/** @param {string} name @param {Results} results */
export function valueWords(name, results) {
  if (!COMPUTED.includes(name)) return `${name}, ${whatIs(name)}, is ${four(results.values[name])}.`;
  const [formula, numbers] = formulasOf(name, results);
  return `${name}, ${whatIs(name)}: ${formula} = ${numbers} = ${four(results.values[name])}.`;
}

/** @param {string} name @param {Results} results */
function askedWords(name, results) {
  return `${name} is ${whatIs(name)}: ${formulasOf(name, results)[0]}.`;
}

/** @param {string} name @param {Results} results */
export function slopeWords(name, { values, slopes, target }) {
  const paths = pathsFrom(name, values, target);
  if (name === "L") return "∂L/∂L = 1: the loss changes as much as itself.";
  if (!paths.length) return `${slopeName(name)} = 0: the loss looks at p${target} alone.`;
  const formula = paths.map((path) => `${slopeName(path.to)} · ${path.factor}`).join(" + ");
  const numbers = paths.map(({ to, local }) => `${factor(slopes[to])} · ${factor(local)}`).join(" + ");
  const sum = [...new Set([formula, numbers])].join(" = ");
  return `${slopeName(name)} = ${sum} = ${four(slopes[name])}${reasonOf(name, values, target)}.`;
}

/* Why a factor is 1 or 0; and the short form for a score. */
function reasonOf(name, v, target) {
  const [kind, k, row] = name;
  if (kind === "z") return v[name] > 0 ? " (the gate is open)" : ` (${name} is not positive: the gate is shut)`;
  if (kind === "r") return winnerOf(k, v) === Number(row) ? " (the max chose it)" : " (the max chose the other one)";
  return kind === "s" ? `, in short p${k} − ${Number(k) === target ? 1 : 0}` : "";
}

/* Where a slope is to come from, without the answer. */
function pathWords(name, { values, slopes, target }) {
  const paths = pathsFrom(name, values, target);
  if (!paths.length) return "";
  const ends = paths.map(({ to }) => `${to} (${slopeName(to)} = ${four(slopes[to])})`);
  return `${name} leads to ${ends.join(" and to ")}.`;
}

/** All that the reader may know of a node. @param {State} state @param {Results} results */
export function nodeWords(state, results) {
  const { node } = state;
  const seen = known(state.step);
  if (!seen.value(node)) return askedWords(node, results);
  const said = [valueWords(node, results)];
  if (seen.slope(node)) said.push(slopeWords(node, results), nudgeWords(node, results));
  else if (turnIn(state)?.name === node) said.push(pathWords(node, results));
  return said.filter(Boolean).join(" ");
}

function nudgeWords(name, { slopes }) {
  if (name === "L") return "";
  const change = slopes[name] / 100;
  if (change === 0) return `A small change of ${name} changes nothing.`;
  return `If ${name} grew by 0.01, the loss would ${change > 0 ? "grow" : "fall"} by about ${four(Math.abs(change))}.`;
}

/** A node in the words of a screen reader. @param {string} name @param {State} state @param {Results} results */
export function labelOf(name, state, { values, slopes }) {
  const seen = known(state.step);
  const turn = turnIn(state)?.name === name ? ", its turn" : "";
  const slope = seen.slope(name) ? `slope ${four(slopes[name])}` : "slope not known yet";
  return `${name}, ${whatIs(name)}: ${seen.value(name) ? `value ${four(values[name])}` : "value not known yet"}, ${slope}${turn}`;
}

/** The Python that computes the same values and slopes. @param {State & {program: string}} state */
export function callOf({ program, image, kernels, weight, bias, target }) {
  const inputs = { image: array(image), kernels: array(kernels), weight: array(weight), bias: array(bias), target: literal(target) };
  return Object.entries(inputs).reduce((text, [name, value]) => text.replace(`{${name}}`, value), String(program));
}
