/**
 * The bends between layers and their slopes: the arithmetic of `cnnbook.functional`'s activations on the page.
 *
 * Pure functions. `parameter` is leaky ReLU's negative slope or ELU's alpha; the others take none.
 *
 * @typedef {import("./convolution.js").Map2d} Map2d
 */
import { fromRows } from "./convolution.js";

/** 1 / (1 + e⁻ˣ), written so that nothing overflows. */
export function sigmoid(x) {
  const decay = Math.exp(-Math.abs(x));
  return (x < 0 ? decay : 1) / (1 + decay);
}

const KINDS = {
  identity: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(x, 0), slope: (x) => Number(x > 0) },
  leaky_relu: { value: (x, a) => (x > 0 ? x : a * x), slope: (x, a) => (x > 0 ? 1 : a) },
  elu: { value: (x, a) => (x > 0 ? x : a * Math.expm1(x)), slope: (x, a) => (x > 0 ? 1 : a * Math.exp(x)), bends: true },
  sigmoid: { value: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x), bends: true },
  tanh: { value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2, bends: true },
};

export const FUNCTIONS = Object.keys(KINDS);

/** f(x) @param {string} name @param {number} x @param {number} parameter */
export function valueOf(name, x, parameter) {
  return KINDS[name].value(x, parameter);
}

/** f′(x); at a corner the slope from the left, as in PyTorch. */
export function slopeOf(name, x, parameter) {
  return KINDS[name].slope(x, parameter);
}

/** The steepest that the curve gets. */
function steepest(name, parameter) {
  if (name === "sigmoid") return 0.25;
  return Math.max(1, name === "leaky_relu" || name === "elu" ? parameter : 0);
}

/**
 * Does the gradient get lost at x? "dead" where the slope is 0 on a straight piece, "saturated" where a
 * curved function has less than a twentieth of its steepest slope, otherwise null.
 */
function lostAt(name, x, parameter) {
  const slope = Math.abs(slopeOf(name, x, parameter));
  if (KINDS[name].bends && parameter !== 0) return slope < steepest(name, parameter) / 20 ? "saturated" : null;
  return slope === 0 ? "dead" : null;
}

/** A map stretched and shifted, then bent; and which of its cells pass hardly any gradient. */
export function bend({ image, gain, bias, activation, parameter }) {
  const before = fromRows(image);
  before.data.forEach((value, i) => {
    before.data[i] = gain * value + bias;
  });
  const after = { ...before, data: before.data.map((x) => valueOf(activation, x, parameter)) };
  const lost = Array.from(before.data, (x) => lostAt(activation, x, parameter));
  return { before, after, lost };
}

/** Stretches of [low, high] where `lostAt` answers the same, as [from, to, kind]. */
export function lostStretches(name, parameter, [low, high], steps = 480) {
  const stretches = [];
  for (let i = 0; i < steps; i++) {
    const [from, to] = [low + ((high - low) * i) / steps, low + ((high - low) * (i + 1)) / steps];
    const kind = lostAt(name, (from + to) / 2, parameter);
    const last = stretches.at(-1);
    if (kind && last && last[2] === kind && Math.abs(last[1] - from) < 1e-9) last[1] = to;
    else if (kind) stretches.push([from, to, kind]);
  }
  return stretches;
}
