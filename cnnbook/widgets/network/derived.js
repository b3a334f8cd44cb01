/** What a NetworkExplorer shows, computed from its state: maps, probabilities, words, and the Python call. */
import { softmax } from "../maths/classification.js";
import { normalise } from "../maths/digit_scan.js";
import { FITTED_PEN, SIDE, fitted, sketch } from "../maths/drawing.js";
import { emptyMaps, fromRows, mapped } from "../maths/maps.js";
import { forward } from "../maths/network.js";
import { unpackWeights } from "../maths/weights.js";
import { clamp } from "../maths/scalars.js";
import { percent } from "../page/map_strip.js";
import { array, format, literal } from "../page/numbers.js";
import { blocksOf } from "./sums.js";

/**
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {import("../maths/drawing.js").Stroke} Stroke
 * @typedef {[name: string, index: number, value: number]} Edit
 * @typedef {{image: number[][], image_code: string, strokes: Stroke[], pen: number, edits: Edit[],
 *   layers: import("../maths/network.js").Layer[], weights: any, net_code: string} & Record<string, any>} State
 * @typedef {ReturnType<typeof compute>} Results
 */

/* ---- what cannot be shown -------------------------------------------------------------------------- */

/** What stops this state from being computed, in words; null when nothing does. @param {State & {limits: any}} state */
export function problemOf({ image, strokes, pen, edits, weights, limits }) {
  if (image.length !== SIDE || image.some((row) => row.length !== SIDE)) return `The image must be ${SIDE} × ${SIDE} pixels.`;
  const outside = image.flat().find((value) => !(value >= 0 && value <= 1));
  if (outside !== undefined) return `The image must hold intensities from 0 to 1, not ${outside}: divide by 255?`;
  const points = strokes.flat();
  const near = (part) => Number.isFinite(part) && part >= -SIDE && part <= 2 * SIDE;
  const good = (point) => Array.isArray(point) && point.length === 2 && point.every(near);
  if (strokes.some((stroke) => stroke.length === 0) || !points.every(good)) return "A stroke must be a chain of points on the pad.";
  const { min, max } = limits.pen;
  if (!(pen >= min && pen <= max)) return `The pen must be ${min} to ${max} pixels wide, not ${pen}.`;
  return editsProblem(edits, weights, limits.edits);
}

function editsProblem(edits, weights, { most, largest }) {
  if (edits.length > most) return `At most ${most} weights can be changed, not ${edits.length}.`;
  const there = ([name, index]) => index >= 0 && index < weights[name]?.shape.reduce((product, n) => product * n, 1);
  const good = (edit) => edit.length === 3 && Number.isInteger(edit[1]) && there(edit) && Math.abs(edit[2]) <= largest;
  const bad = edits.find((edit) => !good(edit));
  if (bad) return `A changed weight must be one of this network's, and from −${largest} to ${largest}, not ${bad.join(" ")}.`;
  const places = new Set(edits.map(([name, index]) => `${name} ${index}`));
  return places.size < edits.length ? "A weight must be changed once." : null;
}

/* ---- numbers --------------------------------------------------------------------------------------- */

/** The network's weights, unpacked, with those that the reader has changed. @param {Pick<State, "weights" | "edits">} state */
export function weightsOf({ weights, edits }) {
  const unpacked = unpackWeights(weights);
  edits.forEach(([name, index, value]) => (unpacked[name].data[index] = Math.fround(value)));
  return unpacked;
}

/* Paper and ink together. */
function drawingOf({ image, strokes, pen }) {
  const paper = image.length ? fromRows(image) : emptyMaps(1, SIDE, SIDE);
  return mapped(sketch(strokes, pen), (ink, i) => Math.max(ink, paper.data[i]));
}

/* Strokes on an image stay where they are; on an empty pad they are fitted, and drawn with a pen that fits. */
function inkOf(now, drawing) {
  return onImage(now) || !now.strokes.length ? drawing : sketch(fitted(now.strokes), FITTED_PEN);
}

function onImage({ image }) {
  return image.some((row) => row.some((value) => value !== 0));
}

/** Everything that the page shows, computed from the state. @param {State} state @param {Record<string, import("../maths/weights.js").Weights>} [weights] */
export function compute(state, weights = weightsOf(state)) {
  const drawing = drawingOf(state);
  const seen = mapped(normalise(inkOf(state, drawing)), Math.fround); // float32, as in Python
  const maps = [seen, ...forward(state.layers, weights, seen)];
  const scores = maps[maps.length - 1].data;
  return { drawing, seen, weights, maps, scores, shares: softmax(scores), empty: drawing.data.every((value) => value === 0) };
}

/**
 * The nearest number that there is: a layer with a block of its own, or softmax, which comes after the last.
 *
 * @param {State} state @param {Results} results
 */
export function placeOf({ layers, layer, channel, row, column }, { maps }) {
  if (layer >= layers.length) return { layer: layers.length, channel: clamp(channel, 0, maps[layers.length].channels - 1), row: 0, column: 0 };
  const nearest = blocksOf(layers).find((block) => block >= layer) ?? layers.length - 1;
  const { channels, height, width } = maps[nearest + 1];
  return { layer: nearest, channel: clamp(channel, 0, channels - 1), row: clamp(row, 0, height - 1), column: clamp(column, 0, width - 1) };
}

/* ---- words ----------------------------------------------------------------------------------------- */

/** The most likely digit in words. @param {State} state @param {Results} results */
export function verdictOf({ strokes, strangers }, { shares, empty }) {
  if (empty) return "Draw something, or take an example: the pad is empty.";
  const [best, second] = shares.map((share, k) => [share, k]).sort((a, b) => b[0] - a[0]);
  const said = `Most likely ${best[1]}, ${percent(best[0])}; then ${second[1]}, ${percent(second[0])}.`;
  const stranger = strangers.find(([, own]) => own?.length === strokes.length && JSON.stringify(own) === JSON.stringify(strokes));
  if (!stranger) return said;
  return `${said} But this is ${/^[AX]/.test(stranger[0]) ? "an" : "a"} ${stranger[0]}, and no digit: softmax must choose.`;
}

/** A layer's name and what it does to the shape. @param {import("../maths/network.js").Layer} layer @param {Maps} maps */
export function layerWords(layer, maps) {
  const { channels, height, width } = maps;
  if (height * width === 1) return { name: layer.kind, note: `${channels} ${layer.kind === "Linear" ? "scores" : "numbers"}` };
  return { name: layer.kind, note: `${channels} × ${height} × ${width}` };
}

/* ---- the Python call ------------------------------------------------------------------------------- */

/** The Python that computes the same scores. @param {State} state */
export function callOf(state) {
  const { net_code: netCode, strokes, edits } = state;
  const lines = ["import numpy as np", `from cnnbook import ${netCode.includes("training.") ? "digits, training" : "digits"}`];
  if (edits.length) lines.unshift("from copy import deepcopy");
  if (strokes.length) lines.push(`from cnnbook.widgets.shared.drawing import ${onImage(state) ? "sketch" : "fitted, sketch"}`);
  const drawing = `drawing = ${drawingCode(state)}`;
  return [...lines, "", ...netLines(state), drawing, "output = net(digits.normalise(drawing)[None, None])[0]"].join("\n");
}

function netLines({ net_code: netCode, edits, weights }) {
  if (!edits.length) return [netCode ? `net = ${netCode}` : "# net is the trained network"];
  const line = ([name, index, value]) => {
    const [layer, parameter] = name.split(".");
    return `net[${layer}].${parameter}.data[${indices(index, weights[name].shape).join(", ")}] = ${literal(value)}`;
  };
  return [`net = deepcopy(${netCode || "net"})`, ...edits.map(line)];
}

/** Where the number with this index stands in an array of this shape. @param {number} index @param {number[]} shape */
export function indices(index, shape) {
  let rest = index;
  const backwards = [...shape].reverse().map((n) => {
    const here = rest % n;
    rest = (rest - here) / n;
    return here;
  });
  return backwards.reverse();
}

function drawingCode(state) {
  const { image, image_code: imageCode, strokes, pen } = state;
  const picture = imageCode || array(image);
  if (!strokes.length) return onImage(state) ? picture : `np.zeros((${SIDE}, ${SIDE}))`;
  if (!onImage(state)) return sketchCode(strokes, FITTED_PEN, ["fitted([", "])"]);
  return `np.maximum(${picture}, ${sketchCode(strokes, pen, ["[", "]"])})`;
}

function sketchCode(strokes, pen, [open, close]) {
  const lines = strokes.map((stroke) => `        ${literal(stroke)},\n`).join("");
  return `sketch(\n    ${open}\n${lines}    ${close},\n    width=${literal(pen)},\n)`;
}

/** A number with its sign apart, as a further term of a sum. @param {number} value */
export function term(value) {
  return value < 0 ? `− ${format(-value)}` : `+ ${format(value)}`;
}
