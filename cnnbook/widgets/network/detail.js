/** One number of the network: the map that it stands in, and the sum that it is. */
import { createEditor } from "./editor.js";
import { sentenceOf } from "./words.js";
import { blocksOf } from "./sums.js";
import { numberField, selectField } from "../page/controls.js";
import { h, liveRegion, onResize, setText } from "../page/dom.js";
import { createGrid, createLegend } from "../page/grid.js";
import { format } from "../page/numbers.js";
import { paint } from "../page/paint.js";
import { panel } from "../page/panels.js";
import { oneStop } from "../page/toolbar.js";
import { percent } from "../page/map_strip.js";
import { cellOf, channelOf, extent } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";

const MOST_ROWS = 16; // of a table; the largest are shown

/**
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(number: Record<string, any>) => void} options.choose
 * @param {(edits: any[]) => void} options.edit
 * @param {() => any} options.state
 */
export function createDetail({ signal, choose, edit, state }) {
  const fields = createFields({ signal, choose });
  const grid = createGrid({ label: "The chosen map", signal, onPoint: choose });
  const legend = createLegend("Values");
  const head = h("span");
  const map = panel("Chosen map", head, grid.element, legend.element);
  const says = liveRegion();
  const table = createSum({ signal, choose });
  const editor = createEditor({ signal, edit, state, choose });
  const element = h("div", { class: "cb-chosen" }, h("div", {}, fields.element, map), h("div", {}, says, table.element, editor.element));
  const update = (now, results, chosen, made) => {
    fields.update(now, results, chosen);
    setText(says, sentenceOf(now.layers, chosen, made, results.scores));
    table.update(now, results, chosen, made);
    editor.update(now, results, chosen, made);
    const maps = results.maps[chosen.layer + 1];
    map.hidden = !maps || maps.height * maps.width === 1;
    if (map.hidden) return;
    const cell = { row: chosen.row, column: chosen.column };
    grid.update({ map: channelOf(maps, chosen.channel), range: extent(maps), cursor: cell, boxes: [cell] });
    legend.update(extent(maps));
    setText(head, `layer ${chosen.layer + 1}, map ${chosen.channel + 1} of ${maps.channels}`);
  };
  return { element, update };
}

/* ---- which number ----------------------------------------------------------------------------------- */

function createFields({ signal, choose }) {
  let channels = 1;
  const layer = selectField({ label: "Layer", choices: [], signal, change: (next) => choose({ layer: Number(next) }) });
  const take = (channel, typed, what) => {
    if (channel >= channels) return `This layer has ${channels} ${what}, so ${typed} is too many.`;
    choose({ channel });
    return null;
  };
  const map = numberField({ label: "Map", limit: { kind: "whole", min: 1 }, signal, change: (k) => take(k - 1, k, "maps") });
  const number = numberField({ label: "Number", limit: { kind: "whole", min: 0 }, signal, change: (k) => take(k, k, "numbers, counted from 0") });
  const element = h("div", { class: "cb-fields" }, layer.element, map.element, number.element);
  const update = ({ layers }, { maps, shares }, chosen) => {
    layer.offer([...blocksOf(layers).map((i) => [i, `${i + 1} ${layers[i].kind}`]), [layers.length, "softmax"]]);
    layer.update(chosen.layer);
    const own = maps[chosen.layer + 1] ?? { channels: shares.length, height: 1, width: 1 };
    channels = own.channels;
    number.element.hidden = own.height * own.width > 1; // scores are counted as the digits are, from 0
    map.element.hidden = !number.element.hidden;
    map.update(chosen.channel + 1);
    number.update(chosen.channel);
  };
  return { element, update };
}

/* ---- the sum ----------------------------------------------------------------------------------------- */

/* The parts of a sum as a table; each leads to where it comes from. */
function createSum({ signal, choose }) {
  const body = h("tbody");
  const scroller = h("div", { class: "cb-sum-table", tabindex: "0", role: "group", "aria-label": "What the number is made of: arrow keys walk through its parts" }, h("table", {}, body));
  const refresh = oneStop({ element: body, signal });
  /** @type {(() => void)[]} */
  let paintings = [];
  /** @type {HTMLCanvasElement[]} */
  const canvases = []; // used again and again: a new one costs more than what is painted on it
  let waiting = 0;
  const repaint = () => {
    waiting = 0;
    paintings.forEach((run) => run());
  };
  const soon = () => (waiting ||= requestAnimationFrame(repaint)); // once a frame, however fast the pen
  signal.addEventListener("abort", () => cancelAnimationFrame(waiting));
  onResize(scroller, soon, signal);
  const update = (now, results, chosen, made) => {
    const context = { now, results, chosen, made, choose, canvases, paintings: /** @type {(() => void)[]} */ ([]) };
    const held = body.contains(document.activeElement);
    body.replaceChildren(...(chosen.layer === now.layers.length ? shareRows(context) : partRows(context)));
    refresh();
    if (held) (body.querySelector("button") ?? scroller).focus(); // what was pressed is gone
    paintings = context.paintings;
    soon();
  };
  return { element: scroller, update };
}

function row(cells, options = {}) {
  return h("tr", options, ...cells.map((cell) => h("td", {}, ...[cell].flat())));
}

function heads(words) {
  return h("tr", {}, ...words.map((word) => h("th", { scope: "col" }, word)));
}

function partRows(context) {
  const { made } = context;
  const order = [...made.parts].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, MOST_ROWS);
  const parts = made.parts.filter((part) => order.includes(part));
  if (made.how === "sum") return sumRows(context, parts);
  const word = { largest: "the largest", mean: "the mean", function: context.now.layers[context.chosen.layer].kind }[made.how];
  return [heads(["from", "numbers", word]), ...parts.map((part) => row([source(part, context), picture(part.window, context, { winner: made.winner }), format(made.total)]))];
}

function sumRows(context, parts) {
  const { made, now } = context;
  const range = { data: parts.flatMap(({ weights }) => Array.from(weights.data)) };
  const values = { data: parts.flatMap(({ window }) => Array.from(window.data)) };
  const line = (part) => {
    const pictures = [picture(part.window, context, { range: extent(values) }), picture(part.weights, context, { kind: "weight", range: extent(range) })];
    return row([source(part, context), pictures[0], pictures[1], format(part.sum)], made.parts.indexOf(part) === now.source ? { "aria-current": "true" } : {});
  };
  const rest = made.parts.filter((part) => !parts.includes(part));
  const others = rest.length ? [row([`${rest.length} more`, "", "", format(rest.reduce((sum, part) => sum + part.sum, 0))])] : [];
  const bias = made.bias === null ? [] : [row(["bias", "", "", format(made.bias)])];
  return [heads(["from", "numbers ×", "weights", "= sum"]), ...parts.map(line), ...others, ...bias, row([h("b", {}, "total"), "", "", h("b", {}, format(made.total))])];
}

function shareRows({ results: { scores, shares, maps }, choose, now }) {
  const highest = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - highest));
  const lead = (k) => linkTo(`score of ${k}`, () => choose({ layer: maps.length - 2, channel: k, row: 0, column: 0 }));
  const line = (k) => row([lead(k), format(scores[k]), format(powers[k], 4), percent(shares[k])], k === now.channel ? { "aria-current": "true" } : {});
  const sum = powers.reduce((all, power) => all + power, 0);
  return [heads(["from", "score", "e^(score − largest)", "divided by the sum"]), ...shares.map((_, k) => line(k)), row([h("b", {}, "sum"), "", format(sum, 4), "100\u00a0%"])];
}

/* Where a part comes from: one press further down. */
function source({ channel, box, window }, { now, results, chosen, made, choose }) {
  let layer = chosen.layer - 1;
  while (layer >= 0 && now.layers[layer].kind === "Flatten") layer -= 1;
  if (layer < 0) return "the image";
  const maps = results.maps[layer + 1];
  const inside = made.winner >= 0 ? cellOf(made.winner, window) : { row: (box.rows - 1) >> 1, column: (box.columns - 1) >> 1 };
  const cell = { row: clamp(box.row + inside.row, 0, maps.height - 1), column: clamp(box.column + inside.column, 0, maps.width - 1) };
  const name = maps.height * maps.width === 1 ? `number ${channel}` : `map ${channel + 1}`;
  return linkTo(name, () => choose({ layer, channel, ...cell }));
}

function linkTo(name, press) {
  return h("button", { type: "button", class: "cb-button", onclick: press }, name);
}

/**
 * Few numbers as a picture, with the numbers in the cells where they fit.
 *
 * @param {import("../maths/maps.js").Maps} map @param {{paintings: (() => void)[], canvases: HTMLCanvasElement[]}} context
 * @param {{kind?: "data" | "weight", range?: [number, number], winner?: number}} options
 */
function picture(map, { paintings, canvases }, { kind, range, winner = -1 }) {
  const there = { ...map, data: map.data.map((value) => (Number.isFinite(value) ? value : 0)) };
  const listed = map.data.length <= 25 ? Array.from(map.data, (value) => format(value)).join(", ") : `${map.height} × ${map.width} numbers`;
  const canvas = (canvases[paintings.length] ??= h("canvas", { role: "img" }));
  canvas.setAttribute("aria-label", listed);
  canvas.className = map.data.length === 1 ? "cb-one" : "";
  canvas.style.aspectRatio = `${map.width} / ${map.height}`;
  const boxes = winner < 0 ? [] : [cellOf(winner, map)];
  paintings.push(() => paint(canvas, { map: there, kind, range, numbers: true, boxes }));
  return canvas;
}
