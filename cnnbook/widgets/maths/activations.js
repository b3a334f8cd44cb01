/**
 * The activation functions and their slopes: the same numbers as `cnnbook.functional`, under its names.
 *
 * @typedef {"identity" | "relu" | "leaky_relu" | "elu" | "sigmoid" | "tanh"} Activation
 */
import { mapped } from "./maps.js";

/** The option that a function has, where it has one. @type {Partial<Record<Activation, string>>} */
export const PARAMETERS = { leaky_relu: "negative_slope", elu: "alpha" };

/* 1 / (1 + e⁻ˣ), written so that nothing overflows. */
function sigmoid(x) {
  const decay = Math.exp(-Math.abs(x));
  return (x < 0 ? decay : 1) / (1 + decay);
}

/** @type {Record<Activation, {value: (x: number, a: number) => number, slope: (x: number, a: number) => number}>} */
const FUNCTIONS = {
  identity: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => Number(x > 0) },
  leaky_relu: { value: (x, a) => (x > 0 ? x : a * x), slope: (x, a) => (x > 0 ? 1 : a) },
  elu: { value: (x, a) => (x > 0 ? x : a * Math.expm1(x)), slope: (x, a) => (x > 0 ? 1 : a * Math.exp(x)) },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
};

/** f(x) @param {Activation} name @param {number} x @param {number} [parameter] of leaky_relu or elu */
export function valueOf(name, x, parameter = 0) {
  return FUNCTIONS[name].value(x, parameter);
}

/** f′(x); at a corner the slope from the left, as in PyTorch. @param {Activation} name @param {number} x @param {number} [parameter] */
export function slopeOf(name, x, parameter = 0) {
  return FUNCTIONS[name].slope(x, parameter);
}

/** f of every number. @param {import("./maps.js").Maps} maps @param {Activation} name @param {number} [parameter] */
export function activate(maps, name, parameter = 0) {
  const { value } = FUNCTIONS[name];
  return mapped(maps, (x) => value(x, parameter));
}
