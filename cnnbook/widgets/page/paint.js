/** Paint a grid's cells on a canvas: colours, lines, padding, boxes, numbers. */
import { colourScale, inkOn } from "./colour.js";
import { cellOf, extent } from "../maths/maps.js";
import { format } from "./numbers.js";

/** Paint one scene at the canvas's present width; tell whether its numbers, if it has any, fit. @param {HTMLCanvasElement} canvas @param {import("./grid.js").Scene} scene */
export function paint(canvas, scene) {
  const { map } = scene;
  const ratio = window.devicePixelRatio || 1;
  const cssWidth = canvas.clientWidth;
  if (!cssWidth) return true;
  const width = Math.round(cssWidth * ratio);
  const height = Math.round((width * map.height) / map.width);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = contextOf(canvas);
  const size = width / map.width;
  const scale = colourScale(scene.range ?? extent(map), scene.kind);
  const style = getComputedStyle(canvas);
  const colours = {
    line: style.getPropertyValue("--cb-line"),
    window: style.getPropertyValue("--cb-accent"),
    paper: style.getPropertyValue("--cb-paper"),
  };
  paintCells(context, scene, scale, { width, height });
  const cellPixels = size / ratio;
  if (cellPixels >= 7) paintLines(context, scene, { size, ratio, colours });
  if (scene.ring) paintRing(context, map, scene.ring, { size, ratio, colours });
  if (scene.faint) paintFaint(context, map, scene.faint, { size, ratio, colours });
  const letters = scene.numbers ? lettering(map, cellPixels) : null;
  if (letters) paintNumbers(context, map, scale, { ...letters, size, ratio });
  else if (scale.signed && cellPixels >= 5) paintSigns(context, scene, scale, { size, ratio });
  if (scene.blank) paintBlank(context, map, scene.blank, { size, colours });
  (scene.boxes ?? []).forEach((box) => paintBox(context, { kind: "", ...box }, { size, ratio, colours }));
  (scene.dots ?? []).forEach((dot) => paintDot(context, dot, { size, colours }));
  return !scene.numbers || letters !== null;
}

/** What draws on a canvas. @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** @type {HTMLCanvasElement | null} */
let scratch = null;

function paintCells(context, { map }, scale, { width, height }) {
  scratch ??= document.createElement("canvas");
  Object.assign(scratch, { width: map.width, height: map.height });
  const small = contextOf(scratch);
  const image = small.createImageData(map.width, map.height);
  for (let i = 0; i < map.data.length; i++) {
    const colour = scale.colour(map.data[i]);
    image.data[4 * i] = colour[0];
    image.data[4 * i + 1] = colour[1];
    image.data[4 * i + 2] = colour[2];
    image.data[4 * i + 3] = 255;
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, 0, 0, width, height);
}

function paintLines(context, { map }, { size, ratio, colours }) {
  context.strokeStyle = colours.line;
  context.lineWidth = Math.max(1, ratio / 2);
  context.beginPath();
  for (let r = 1; r < map.height; r++) segment(context, 0, r * size, map.width * size, r * size);
  for (let c = 1; c < map.width; c++) segment(context, c * size, 0, c * size, map.height * size);
  context.stroke();
}

function segment(context, x1, y1, x2, y2) {
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
}

/* The padding: hatched cells around the image, and a line where the image begins. */
function paintRing(context, map, ring, { size, ratio, colours }) {
  const inside = [ring * size, ring * size, (map.width - 2 * ring) * size, (map.height - 2 * ring) * size];
  context.save();
  context.beginPath();
  context.rect(0, 0, map.width * size, map.height * size);
  context.rect(...inside);
  context.clip("evenodd");
  hatch(context, { width: map.width * size, height: map.height * size, step: 6 * ratio, colour: colours.window });
  context.restore();
  context.strokeStyle = colours.window;
  context.lineWidth = ratio;
  context.strokeRect(...inside);
}

function hatch(context, { width, height, step, colour }) {
  context.strokeStyle = colour;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = -height; x < width; x += step) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/* Cells that no window reads: paled, and crossed out. */
function paintFaint(context, map, faint, { size, ratio, colours }) {
  context.lineWidth = ratio;
  for (let r = 0; r < map.height; r++) {
    for (let c = 0; c < map.width; c++) {
      if (!faint(r, c)) continue;
      context.globalAlpha = 0.6;
      context.fillStyle = colours.paper;
      context.fillRect(c * size, r * size, size, size);
      context.globalAlpha = 1;
      context.strokeStyle = "#b3261e";
      context.beginPath();
      segment(context, (c + 0.25) * size, (r + 0.25) * size, (c + 0.75) * size, (r + 0.75) * size);
      segment(context, (c + 0.75) * size, (r + 0.25) * size, (c + 0.25) * size, (r + 0.75) * size);
      context.stroke();
    }
  }
}

/** Do the numbers of a map fit into cells of this many CSS pixels? @param {import("../maths/maps.js").Maps} map @param {number} cellPixels */
export function numbersFit(map, cellPixels) {
  return lettering(map, cellPixels) !== null;
}

/* How the numbers are written: with one decimal less where two were hard to read; the sentence has them all. */
function lettering(map, cellPixels) {
  if (cellPixels < 9) return null;
  const sized = (/** @type {number} */ digits) => ({ digits, font: fontSize(longest(map, digits), cellPixels) });
  const full = sized(2);
  const best = full.font < 9 ? sized(1) : full;
  return best.font < 7 ? null : best;
}

function longest(map, digits) {
  return map.data.reduce((most, value) => Math.max(most, format(value, digits).length), 1);
}

function fontSize(characters, cellPixels) {
  return Math.min(14, cellPixels * 0.6, (cellPixels * 1.5) / characters);
}

function paintNumbers(context, map, scale, { digits, font, size, ratio }) {
  context.font = `${font * ratio}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let i = 0; i < map.data.length; i++) {
    const value = map.data[i];
    context.fillStyle = inkOn(scale.colour(value));
    const { row, column } = cellOf(i, map);
    context.fillText(format(value, digits), (column + 0.5) * size, (row + 0.54) * size);
  }
}

/* A minus in every negative cell: the sign without the colour. */
function paintSigns(context, { map }, scale, { size, ratio }) {
  context.lineWidth = ratio;
  for (let i = 0; i < map.data.length; i++) {
    if (map.data[i] > -0.02 * scale.to) continue;
    const { row, column } = cellOf(i, map);
    const [x, y] = [(column + 0.5) * size, (row + 0.5) * size];
    context.strokeStyle = inkOn(scale.colour(map.data[i]));
    context.beginPath();
    segment(context, x - 0.18 * size, y, x + 0.18 * size, y);
    context.stroke();
  }
}

/* Cells that are not there yet. */
function paintBlank(context, map, blank, { size, colours }) {
  context.fillStyle = colours.paper;
  for (let i = 0; i < map.data.length; i++) {
    const { row, column } = cellOf(i, map);
    if (blank(row, column)) context.fillRect(column * size, row * size, size + 1, size + 1);
  }
}

function paintBox(context, { row, column, rows = 1, columns = 1, kind }, { size, ratio, colours }) {
  const rectangle = [column * size, row * size, columns * size, rows * size];
  context.lineWidth = 4 * ratio;
  context.strokeStyle = colours.paper;
  context.strokeRect(...rectangle);
  context.lineWidth = 2 * ratio;
  context.setLineDash(kind === "dashed" ? [4 * ratio, 3 * ratio] : []);
  context.strokeStyle = colours.window;
  context.strokeRect(...rectangle);
  context.setLineDash([]);
}

/* Which pixels a window really reads: in the middle of the cell, or in its corner beside a number. */
function paintDot(context, { row, column, corner = false }, { size, colours }) {
  const [x, y, radius] = corner ? [0.84, 0.16, Math.max(2, size * 0.12)] : [0.5, 0.5, Math.max(2, size * 0.18)];
  context.beginPath();
  context.arc((column + x) * size, (row + y) * size, radius, 0, 2 * Math.PI);
  context.fillStyle = colours.window;
  context.fill();
  context.lineWidth = radius / 3;
  context.strokeStyle = colours.paper;
  context.stroke();
}
