/**
 * What the ActivationExplorer says: the printed call and the sentences.
 *
 * @typedef {import("../maths/activations.js").Activation} Activation
 * @typedef {{activation: Activation, negative_slope: number, alpha: number, gain: number, bias: number, x: number,
 *   image: number[][], image_code: string, image_file: string}} State
 */
import { PARAMETERS, slopeOf, valueOf } from "../maths/activations.js";
import { format, imageExpression, literal } from "../page/numbers.js";

/** @type {Record<Activation, string>} */
export const LABELS = { identity: "identity", relu: "ReLU", leaky_relu: "leaky ReLU", elu: "ELU", sigmoid: "sigmoid", tanh: "tanh" };

/** The parameter of the present function; undefined where it has none. @param {State} state @returns {number | undefined} */
export function parameterOf(state) {
  return state[PARAMETERS[state.activation] ?? ""];
}

function argument({ gain, bias }) {
  const scaled = gain === 1 ? "image" : `${literal(gain)} * image`;
  if (bias === 0) return scaled;
  return `${scaled} ${bias < 0 ? "-" : "+"} ${literal(Math.abs(bias))}`;
}

/** A picture from 0 to 255 as a map with both signs, and back. @param {number[][]} rows */
export const mapOfPicture = (rows) => rows.map((row) => row.map((value) => value / 16 - 8));
/** @param {number[][]} rows */
export const pictureOfMap = (rows) => rows.map((row) => row.map((value) => 16 * (value + 8)));

/** The Python that computes the same array. @param {State} state */
export function callOf(state) {
  const { activation } = state;
  const image = imageExpression(state, " / 16 - 8");
  const used = ["conv2d", "digits", "filters"].filter((name) => image.includes(name));
  if (activation !== "identity") used.push(activation);
  const lines = ["import numpy as np"];
  if (used.length) lines.push(`from cnnbook import ${used.sort().join(", ")}`);
  const name = PARAMETERS[activation];
  const options = name ? `, ${name}=${literal(state[name])}` : "";
  const inside = argument(state);
  lines.push("", `image = ${image}`, `output = ${activation === "identity" ? inside : `${activation}(${inside}${options})`}`);
  return lines.join("\n");
}

/** @type {Record<Activation, (a: any) => string>} */
const FORMULAS = {
  identity: () => "f(x) = x",
  relu: () => "f(x) = x where x > 0, otherwise 0",
  leaky_relu: (a) => `f(x) = x where x > 0, otherwise ${format(a)} · x`,
  elu: (a) => `f(x) = x where x > 0, otherwise ${format(a)} · (eˣ − 1)`,
  sigmoid: () => "f(x) = 1 / (1 + e⁻ˣ)",
  tanh: () => "f(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
};

/** The function in one line. @param {State} state */
export function formulaOf(state) {
  return `${LABELS[state.activation]}: ${FORMULAS[state.activation](parameterOf(state))}`;
}

/** The point on the curve in words. @param {State} state */
export function pointWords(state) {
  const parameter = parameterOf(state);
  const { activation, x } = state;
  const beyond = Math.abs(x) > 6 ? " (beyond the edge of the picture)" : "";
  return `x = ${format(x)}${beyond}: f(x) = ${format(valueOf(activation, x, parameter), 3)}, slope ${format(slopeOf(activation, x, parameter), 3)}`;
}

/**
 * How many cells let hardly any gradient through, and what that is called.
 *
 * @param {import("./saturation.js").Lost[]} lost @param {boolean} dotted whether the picture marks them
 */
export function lostWords(lost, dotted) {
  const count = (kind) => lost.filter((cell) => cell === kind).length;
  const [dead, saturated] = [count("dead"), count("saturated")];
  const all = lost.length;
  const marked = dotted ? " (dots)" : "";
  if (dead === all) return `All ${all} cells are off${marked}: the slope is 0 everywhere, and no gradient passes. This unit is dead.`;
  if (dead) return `${dead} of ${all} cells are off${marked}: their slope is 0, so no gradient passes there.`;
  if (saturated)
    return `${saturated} of ${all} cells are saturated${marked}: their slope is below a twentieth of the steepest, so hardly any gradient passes there.`;
  return `Each of the ${all} cells lets the gradient pass.`;
}
