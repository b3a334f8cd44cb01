/** What a DigitClassifier shows, computed from its state: maps, probabilities, words, and the Python call. */
import { emptyMap, fromRows } from "../maths/convolution.js";
import { SIDE, sketch } from "../maths/drawing.js";
import { forward, softmax, stackOf, unpackWeights } from "../maths/network.js";
import { array, literal } from "../page/numbers.js";
import { normalise } from "../maths/digit_scan.js";
import { percent } from "../page/map_strip.js";

/** What stops this state from being computed, in words; null when nothing does. */
export function problemOf({ image, strokes, pen }) {
  if (image.length !== SIDE || image.some((row) => row.length !== SIDE)) return `The image must be ${SIDE} × ${SIDE} pixels.`;
  const outside = image.flat().find((value) => !(value >= 0 && value <= 1));
  if (outside !== undefined) return `The image must hold intensities from 0 to 1, not ${outside}: divide by 255?`;
  const points = strokes.flat();
  const near = (part) => Number.isFinite(part) && part >= -SIDE && part <= 2 * SIDE;
  const good = (point) => Array.isArray(point) && point.length === 2 && point.every(near);
  if (strokes.some((stroke) => stroke.length === 0) || !points.every(good)) return "A stroke must be a chain of points on the pad.";
  if (!(pen >= 1 && pen <= 6)) return `The pen must be 1 to 6 pixels wide, not ${pen}.`;
  return null;
}

/** Paper and ink together. */
function drawingOf({ image, strokes, pen }) {
  const paper = image.length ? fromRows(image) : emptyMap(SIDE, SIDE);
  const ink = sketch(strokes, pen);
  return { ...ink, data: ink.data.map((value, i) => Math.max(value, paper.data[i])) };
}

/** Everything that the page shows, computed from the state. */
export function compute(state, weights = unpackWeights(state.weights)) {
  const drawing = drawingOf(state);
  const seen = normalise(drawing);
  const maps = forward(state.layers, weights, stackOf(seen));
  const scores = maps.at(-1).data;
  return { drawing, seen, maps, scores, shares: softmax(scores), empty: drawing.data.every((value) => value === 0) };
}

/** Layers whose maps are pictures: all but those that hold one number per channel. */
export function pictured(maps) {
  return maps.map((_, place) => place).filter((place) => maps[place].height * maps[place].width > 1);
}

/** The Python that computes the same scores. */
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

/** The most likely digit in words. */
export function verdictOf({ shares, empty }) {
  if (empty) return "The pad is empty: draw a digit on it, or take an example.";
  const [best, second] = shares.map((share, k) => [share, k]).sort((a, b) => b[0] - a[0]);
  return `Most likely ${best[1]}, ${percent(best[0])}; then ${second[1]}, ${percent(second[0])}.`;
}

/** A layer's name and what it does to the shape. */
export function layerWords(layer, maps) {
  const filters = layer.kind === "Conv2d" ? `${maps.channels} filters → ` : "";
  return { name: layer.kind, note: `${filters}${maps.channels} × ${maps.height} × ${maps.width}` };
}
