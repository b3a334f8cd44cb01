/** What a TemplateExplorer shows, computed from its state: the moved image, ten answers, words, and the Python program. */
import { conv2d } from "../maths/convolution.js";
import { unpackDigits } from "../maths/digit_cells.js";
import { SIDE, sketch } from "../maths/drawing.js";
import { at, cellOf, channelOf, emptyMaps, fromRows, mapped } from "../maths/maps.js";
import { filtersOf, unpackWeights } from "../maths/weights.js";
import { pad } from "../maths/padding.js";
import { format, imageExpression, literal } from "../page/numbers.js";

/**
 * @typedef {import("../maths/maps.js").Cell} Cell
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {import("../maths/drawing.js").Stroke} Stroke
 * @typedef {{image: number[][], image_code: string, image_file: string, strokes: Stroke[], down: number, right: number, sliding: boolean, template: number,
 *   row: number, column: number}} State
 * @typedef {ReturnType<typeof prepared>} Given
 * @typedef {ReturnType<typeof compute>} Results
 */

export const PADDING = 4;
export const PEN = 2.8;
const AVERAGED = 900;

/** What stops this state from being shown, in words; null when nothing does. @param {State & {limits: any}} state */
export function problemOf({ image, strokes, limits }) {
  if (image.length !== SIDE || image[0].length !== SIDE)
    return `The image must have ${SIDE} × ${SIDE} pixels: this one has ${image.length} × ${image[0].length}.`;
  if (!image.every((row) => row.every((value) => value >= 0 && value <= 1))) return "Intensities go from 0 to 1.";
  return strokesProblem(strokes, limits.strokes.most);
}

function strokesProblem(strokes, most) {
  const isStroke = (stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint);
  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every((x) => Number.isFinite(x) && x >= -SIDE && x <= 2 * SIDE);
  if (!Array.isArray(strokes) || !strokes.every(isStroke)) return "The strokes must be lists of points on the image.";
  return strokes.flat().length > most ? `At most ${most} points can be drawn.` : null;
}

/** The templates and the examples as the page uses them. @param {{templates: any, examples: string, example_numbers: number[]}} packed */
export function prepared({ templates, examples, example_numbers: numbers }) {
  const { images, labels } = unpackDigits(examples);
  const size = SIDE * SIDE;
  const known = Array.from(labels, (label, k) => {
    const pixels = images.subarray(k * size, (k + 1) * size);
    let rows = null; // the numbers that Python prints: they take time, and few examples are asked for them
    return { label, number: numbers[k], pixels, rowsNow: () => (rows ??= rowsOf(pixels)) };
  });
  return { templates: filtersOf(unpackWeights({ templates }).templates), known };
}

const rowsOf = (pixels) => Array.from({ length: SIDE }, (_, r) => Array.from(pixels.subarray(r * SIDE, (r + 1) * SIDE), shortest));

/* A float32 as Python prints it: with as few digits as tell it from its neighbours. */
function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

/** Which of the examples an image is. @param {number[][]} image @param {Given} given */
export function exampleOf(image, { known }) {
  const numbers = image.flat();
  const near = known.find(({ pixels }) => pixels.every((pixel, i) => pixel === Math.fround(numbers[i])));
  return near?.rowsNow().flat().every((value, i) => value === numbers[i]) ? near : null;
}

/** Strokes moved by whole pixels. @param {Stroke[]} strokes @param {number} right @param {number} down @returns {Stroke[]} */
export function movedStrokes(strokes, right, down) {
  return strokes.map((stroke) => stroke.map(([x, y]) => [x + right, y + down]));
}

/* A map moved by whole pixels; what comes in at the border is 0. */
function shifted(map, down, right) {
  return mapped(map, (_, i) => {
    const { row, column } = cellOf(i, map);
    const [r, c] = [row - down, column - right];
    return r >= 0 && c >= 0 && r < map.height && c < map.width ? at(map, r, c) : 0;
  });
}

/** Everything that the page shows. @param {State} state @param {Given} given */
export function compute(state, { templates }) {
  const { down, right } = state;
  const ink = sketch(movedStrokes(state.strokes, right, down), PEN);
  const seen = mapped(shifted(fromRows(state.image), down, right), (value, i) => Math.max(value, ink.data[i]));
  const size = templates[0].height;
  const middle = (SIDE - size) / 2;
  const answers = conv2d(seen, templates, { padding: PADDING });
  const fixed = { row: middle + PADDING, column: middle + PADDING };
  const places = templates.map((_, k) => (state.sliding ? highest(channelOf(answers, k)) : fixed));
  const scores = places.map(({ row, column }, k) => at(channelOf(answers, k), row, column));
  const best = scores.indexOf(Math.max(...scores));
  const chosen = state.template < 0 ? best : state.template;
  const place = places[chosen];
  const window = cut(pad(seen, PADDING), place, size);
  const products = mapped(window, (value, i) => value * templates[chosen].data[i]);
  const corner = { row: place.row - PADDING, column: place.column - PADDING };
  const empty = seen.data.every((value) => value === 0);
  return { seen, answers, scores, best, chosen, place, corner, size, window, template: templates[chosen], products, empty };
}

/* Where a map is largest: the first place, if there are several. */
function highest(map) {
  return cellOf(map.data.indexOf(Math.max(...map.data)), map);
}

/* The square of a map whose upper left corner stands here. */
function cut(map, { row, column }, size) {
  return mapped(emptyMaps(1, size, size), (_, i) => {
    const inside = cellOf(i, { width: size });
    return at(map, row + inside.row, column + inside.column);
  });
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

/** Who wins, and whether it is right. @param {State} state @param {Results} results @param {Given} given */
export function verdictOf(state, { scores, best, empty }, given) {
  if (empty) return "The image is empty: draw a digit, or take an example.";
  const [, second] = scores.map((score, k) => ({ score, k })).sort((a, b) => b.score - a.score);
  const meant = state.strokes.length ? null : exampleOf(state.image, given);
  const judged = !meant ? "" : meant.label === best ? ` Right: it is a ${meant.label}.` : ` Wrong: it is a ${meant.label}.`;
  return `Template ${best} wins with ${format(scores[best])}; next is ${second.k} with ${format(second.score)}.${judged}`;
}

/** How far the image is moved. @param {State} state */
export function moveWords({ right, down }) {
  const parts = [];
  if (right) parts.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
  if (down) parts.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  return parts.length ? `moved ${parts.join(", ")}` : "in the middle";
}

/** Where the template stands, and what one pixel adds to its sum. @param {State} state @param {Results} results */
export function pixelWords({ row, column, sliding }, { chosen, corner, size, window, template, products, scores }) {
  const cell = { row: row - corner.row, column: column - corner.column };
  const inside = cell.row >= 0 && cell.column >= 0 && cell.row < size && cell.column < size;
  const where = sliding ? ` at row ${literalMinus(corner.row)}, column ${literalMinus(corner.column)}` : "";
  const total = `The ${size * size} products of template ${chosen}${where} add up to ${format(scores[chosen])}.`;
  if (!inside) return `${total} Pixel (${row}, ${column}) lies outside its window and adds nothing.`;
  const [pixel, weight, product] = [window, template, products].map((map) => format(at(map, cell.row, cell.column), 3));
  return `${total} Pixel (${row}, ${column}) adds ${pixel} × ${weight.startsWith("−") ? `(${weight})` : weight} = ${product}.`;
}

function literalMinus(value) {
  return String(value).replace("-", "−");
}

/* ---- the program ----------------------------------------------------------------------------------------------- */

/** The Python that computes the same ten scores. @param {State} state @param {Given} given */
export function callOf(state, given) {
  const lines = ["import numpy as np", `from cnnbook import ${state.sliding ? "conv2d, digits" : "digits"}`];
  if (state.strokes.length) lines.push("from cnnbook.widgets.shared.drawing import sketch");
  return [...lines, "", ...imageLines(state, given), ...scoreLines(state, given)].join("\n");
}

function imageLines(state, given) {
  const { down, right, strokes } = state;
  const lines = [
    "images, labels = digits.load()",
    `templates = digits.templates(images[:${AVERAGED}], labels[:${AVERAGED}])`,
    `image = ${imageCode(state, given)}`,
  ];
  const moved = `${down ? `, down=${down}` : ""}${right ? `, right=${right}` : ""}`;
  if (moved) lines.push(`image = digits.shift(image${moved})`);
  if (strokes.length) lines.push(`image = np.maximum(image, ${sketchCode(movedStrokes(strokes, right, down))})`);
  return lines;
}

function sketchCode(strokes) {
  const lines = strokes.map((stroke) => `        ${literal(stroke)},\n`).join("");
  return `sketch(\n    [\n${lines}    ],\n    width=${literal(PEN)},\n)`;
}

function imageCode(state, given) {
  const { image, image_file: file } = state;
  const example = exampleOf(image, given);
  if (!file && example) return `images[${example.number}]`;
  if (!file && image.every((row) => row.every((value) => value === 0))) return `np.zeros((${SIDE}, ${SIDE}))`;
  return imageExpression(state, " / 255");
}

function scoreLines({ sliding }, { templates }) {
  if (sliding)
    return [`answers = [conv2d(image, one, padding=${PADDING}) for one in templates]`, "output = np.array([answer.max() for answer in answers])"];
  const size = templates[0].height;
  const first = (SIDE - size) / 2;
  const inside = `${first}:${first + size}`;
  return [`output = (templates * image[${inside}, ${inside}]).sum(axis=(1, 2))`];
}
