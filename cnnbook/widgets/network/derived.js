/** What a DigitClassifier shows, computed from its state: maps, probabilities, words, and the Python call. */
import { softmax } from "../maths/classification.js";
import { normalise } from "../maths/digit_scan.js";
import { SIDE, sketch } from "../maths/drawing.js";
import { emptyMaps, fromRows, mapped } from "../maths/maps.js";
import { forward, unpackWeights } from "../maths/network.js";
import { percent } from "../page/map_strip.js";
import { array, literal } from "../page/numbers.js";

/**
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {{image: number[][], image_code: string, strokes: import("../maths/drawing.js").Stroke[], pen: number,
 *   layers: import("../maths/network.js").Layer[], weights: any, net_code: string}} State
 * @typedef {ReturnType<typeof compute>} Results
 */

/** What stops this state from being computed, in words; null when nothing does. @param {State & {limits: any}} state */
export function problemOf({ image, strokes, pen, limits }) {
  if (image.length !== SIDE || image.some((row) => row.length !== SIDE)) return `The image must be ${SIDE} × ${SIDE} pixels.`;
  const outside = image.flat().find((value) => !(value >= 0 && value <= 1));
  if (outside !== undefined) return `The image must hold intensities from 0 to 1, not ${outside}: divide by 255?`;
  const points = strokes.flat();
  const near = (part) => Number.isFinite(part) && part >= -SIDE && part <= 2 * SIDE;
  const good = (point) => Array.isArray(point) && point.length === 2 && point.every(near);
  if (strokes.some((stroke) => stroke.length === 0) || !points.every(good)) return "A stroke must be a chain of points on the pad.";
  const { min, max } = limits.pen;
  if (!(pen >= min && pen <= max)) return `The pen must be ${min} to ${max} pixels wide, not ${pen}.`;
  return null;
}

/* Paper and ink together. */
function drawingOf({ image, strokes, pen }) {
  const paper = image.length ? fromRows(image) : emptyMaps(1, SIDE, SIDE);
  return mapped(sketch(strokes, pen), (ink, i) => Math.max(ink, paper.data[i]));
}

/** Everything that the page shows, computed from the state. @param {State} state @param {Record<string, import("../maths/network.js").Weights>} [weights] */
export function compute(state, weights = unpackWeights(state.weights)) {
  const drawing = drawingOf(state);
  const seen = normalise(drawing);
  const maps = forward(state.layers, weights, seen);
  const scores = maps[maps.length - 1].data;
  return { drawing, seen, weights, maps, scores, shares: softmax(scores), empty: drawing.data.every((value) => value === 0) };
}

/** Layers whose maps are pictures: all but those that hold one number per channel. @param {Maps[]} maps */
export function pictured(maps) {
  return maps.map((_, place) => place).filter((place) => maps[place].height * maps[place].width > 1);
}

/** The Python that computes the same scores. @param {State} state */
export function callOf({ image, image_code: imageCode, net_code: netCode, strokes, pen }) {
  const names = netCode.includes("training.") ? "digits, training" : "digits";
  const lines = ["import numpy as np", `from cnnbook import ${names}`];
  if (strokes.length) lines.push("from cnnbook.widgets.shared.drawing import sketch");
  const net = netCode ? `net = ${netCode}` : "# net is the trained network";
  const drawing = drawingCode({ image, imageCode, strokes, pen });
  return [...lines, "", net, `drawing = ${drawing}`, "output = net(digits.normalise(drawing)[None, None])[0]"].join("\n");
}

function drawingCode({ image, imageCode, strokes, pen }) {
  const paper = image.every((row) => row.every((value) => value === 0));
  const picture = imageCode || array(image);
  if (!strokes.length) return paper ? `np.zeros((${SIDE}, ${SIDE}))` : picture;
  const lines = strokes.map((stroke) => `        ${literal(stroke)},\n`).join("");
  const ink = `sketch(\n    [\n${lines}    ],\n    width=${literal(pen)},\n)`;
  return paper ? ink : `np.maximum(${picture}, ${ink})`;
}

/** The most likely digit in words. @param {Results} results */
export function verdictOf({ shares, empty }) {
  if (empty) return "The pad is empty: draw a digit on it, or take an example.";
  const [best, second] = shares.map((share, k) => [share, k]).sort((a, b) => b[0] - a[0]);
  return `Most likely ${best[1]}, ${percent(best[0])}; then ${second[1]}, ${percent(second[0])}.`;
}

/** A layer's name and what it does to the shape. @param {import("../maths/network.js").Layer} layer @param {Maps} maps */
export function layerWords(layer, maps) {
  const filters = layer.kind === "Conv2d" ? `${maps.channels} filters → ` : "";
  return { name: layer.kind, note: `${filters}${maps.channels} × ${maps.height} × ${maps.width}` };
}
