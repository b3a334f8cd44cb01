/**
 * What SlopeExplorer shows, from its state: numbers, sentences, the printed program. Pure functions.
 *
 * @typedef {{curve: "fit" | "two_valleys", pairs: number[][], initial: number, lr: number, steps: number, h: number, controls: string[]}} State
 * @typedef {ReturnType<typeof compute>} Results
 */
import { BEYOND, centralDifference, descend, fitOf, stepped, TWO_VALLEYS } from "../maths/descent.js";
import { clamp } from "../maths/scalars.js";
import { format, literal, brief } from "../page/numbers.js";

const LARGEST_PAIR = 10;
const LEVEL = 0.005; // a slope that is written as 0

/** Everything that the page shows. @param {State} state */
export function compute(state) {
  const fit = fitOf(state.pairs);
  const { loss, slope } = state.curve === "fit" ? fit : TWO_VALLEYS;
  const trail = descend(slope, state);
  const w = trail[trail.length - 1];
  const middle = clamp(fit.best, -7, 7);
  /** @type {[number, number]} */
  const view = state.curve === "fit" ? [middle - 3, middle + 3] : [-3, 3];
  return { loss, slope, trail, w, view, height: loss(w), steepness: slope(w), nudged: centralDifference(loss, w, state.h) };
}

/** Why a state cannot be shown; null when it can. @param {State} state */
export function problemOf({ pairs }) {
  if (pairs[0].length !== 2) return "pairs must have two numbers in each row, x and y";
  const largest = Math.max(...pairs.flat().map(Math.abs));
  return largest > LARGEST_PAIR ? `pairs must be from −10 to 10, got ${format(largest)}` : null;
}

/** A negative number in brackets, as behind another sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${brief(value)})` : brief(value));

/** The point on the curve in words. @param {State} state @param {Results} results */
export function pointWords({ controls, lr }, { w, height, steepness, view }) {
  const beyond = w < view[0] || w > view[1] ? " (beyond the edge of the picture)" : "";
  const point = `w = ${brief(w)}${beyond}: the loss is ${brief(height)}`;
  if (!controls.includes("slope")) return `${point}.`;
  const whole = `${point}, the slope ${brief(steepness)}${fallsTo(steepness)}.`;
  if (!controls.includes("step") || Math.abs(w) > BEYOND) return whole;
  return `${whole} The next step: ${brief(w)} − ${brief(lr)} · ${bracketed(steepness)} = ${brief(stepped(w, lr, steepness))}.`;
}

function fallsTo(slope) {
  if (Math.abs(slope) < LEVEL) return ", level";
  return slope < 0 ? ": to the right it goes down" : ": to the right it goes up";
}

/** How the steps get on, in words. @param {Results} results */
export function trailWords({ trail, loss, slope, w }) {
  const taken = trail.length - 1;
  if (!taken) return "";
  if (Math.abs(w) > BEYOND) return `Exploded: after ${steps(taken)} the weight is beyond ±${BEYOND}. Each step jumped over the valley and landed higher: this rate is too long.`;
  if (Math.abs(slope(w)) < LEVEL) return `Arrived, after ${steps(taken)}: the curve is level here, and a step leads nowhere.`;
  const before = trail[taken - 1];
  const [was, is] = [loss(before), loss(w)];
  const fell = `from ${brief(was)} to ${brief(is)}`;
  if (is > was * (1 + 1e-9)) return `The last step went too far: the loss rose ${fell}. This rate is too long.`;
  if (is > was * (1 - 1e-9)) return `The last step jumped to the other slope, to the same height: at this rate it goes on like that for ever.`;
  if (slope(before) * slope(w) < 0) return `The last step jumped over the bottom; the loss still fell, ${fell}. Such steps go down in a zigzag.`;
  if (is > 0.9 * was) return `Downhill, but little by little: the last step lowered the loss ${fell}.`;
  return `Downhill: the last step lowered the loss ${fell}.`;
}

const steps = (count) => `${count} step${count === 1 ? "" : "s"}`;

/** The weights on the way: the first ones and the last ones. @param {number[]} trail */
export function trailNumbers(trail) {
  const written = trail.map((w) => brief(w));
  return (written.length > 12 ? [...written.slice(0, 6), "…", ...written.slice(-5)] : written).join(" → ");
}

/** The slope by nudging beside the rule's. @param {State} state @param {Results} results */
export function nudgeWords({ curve, h }, { w, loss, nudged, steepness }) {
  const [left, right] = [w - h, w + h].map((place) => format(place, 4));
  const heights = [w + h, w - h].map((place) => format(loss(place), 4));
  const rule = curve === "fit" ? "mean of 2 · x · (w · x − y)" : "w³ − 4w − 0.5";
  return [
    `By nudging: (L(${right}) − L(${left})) / ${brief(2 * h)} = (${heights.join(" − ")}) / ${brief(2 * h)} = ${format(nudged, 6)}`,
    `By the rule: ${rule} = ${format(steepness, 6)}`,
  ];
}

/** Where the loss of a fit comes from. @param {State} state @param {Results} results */
export function errorWords({ pairs }, { w, height }) {
  if (pairs.length > 4) return `The mean of the ${pairs.length} squared errors is the loss: ${brief(height)}.`;
  const errors = pairs.map(([x, y]) => w * x - y);
  const list = (values) => values.map((value) => brief(value, 2)).join(", ");
  return `Errors w · x − y: ${list(errors)}. Squared: ${list(errors.map((error) => error ** 2))}. Their mean is the loss: ${brief(height)}.`;
}

/** The Python program that computes the trail. @param {State} state @param {Results} results */
export function programOf({ curve, pairs, initial, lr }, { trail }) {
  const columns = ["x", "y"].map((name, k) => `${name} = np.array(${literal(pairs.map((pair) => pair[k]))})`);
  const rule = curve === "fit" ? "np.mean(2 * x * (w * x - y))" : "w * w * w - 4 * w - 0.5";
  return [
    "import numpy as np",
    ...(curve === "fit" ? ["", ...columns] : []),
    "",
    "",
    "def slope(w):",
    `    return ${rule}`,
    "",
    "",
    `w = ${literal(initial)}`,
    "trail = [w]",
    `for _ in range(${trail.length - 1}):`,
    `    w = w - ${literal(lr)} * slope(w)`,
    "    trail.append(w)",
    "output = np.array(trail, dtype=float)",
  ].join("\n");
}
