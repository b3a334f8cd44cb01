/**
 * Where an activation function lets hardly any gradient through.
 *
 * @typedef {import("../maths/activations.js").Activation} Activation
 * @typedef {"dead" | "saturated" | null} Lost why the gradient gets lost at a place, null where it does not
 * @typedef {{image: number[][], gain: number, bias: number, activation: Activation, parameter?: number}} State
 * @typedef {ReturnType<typeof compute>} Results
 */
import { activate, slopeOf } from "../maths/activations.js";
import { fromRows, mapped } from "../maths/maps.js";

/* The steepest slope of a curved function; null where all pieces are straight. */
function steepest(name, parameter) {
  if (name === "sigmoid") return 0.25;
  if (name === "tanh") return 1;
  return name === "elu" && parameter !== 0 ? Math.max(1, parameter) : null;
}

/**
 * "dead" where the slope is 0 on a straight piece, "saturated" where a curved function has less than a twentieth
 * of its steepest slope.
 *
 * @returns {Lost}
 */
function lostAt(name, x, parameter) {
  const slope = Math.abs(slopeOf(name, x, parameter));
  const most = steepest(name, parameter);
  if (most === null) return slope === 0 ? "dead" : null;
  return slope < most / 20 ? "saturated" : null;
}

/** A map stretched, shifted and activated; and which of its cells let hardly any gradient through. @param {State} state */
export function compute({ image, gain, bias, activation, parameter }) {
  const before = mapped(fromRows(image), (value) => gain * value + bias);
  const after = activate(before, activation, parameter);
  const lost = Array.from(before.data, (x) => lostAt(activation, x, parameter));
  return { before, after, lost };
}

/**
 * Stretches of [low, high] where the gradient gets lost for the same reason.
 *
 * @param {Activation} name @param {number | undefined} parameter @param {number[]} range @param {number} [steps]
 * @returns {[from: number, to: number, why: Lost][]}
 */
export function lostStretches(name, parameter, [low, high], steps = 480) {
  /** @type {[number, number, Lost][]} */
  const stretches = [];
  for (let i = 0; i < steps; i++) {
    const [from, to] = [low + ((high - low) * i) / steps, low + ((high - low) * (i + 1)) / steps];
    const why = lostAt(name, (from + to) / 2, parameter);
    const last = stretches.at(-1);
    if (why && last && last[2] === why && Math.abs(last[1] - from) < 1e-9) last[1] = to;
    else if (why) stretches.push([from, to, why]);
  }
  return stretches;
}
