/** The network as blocks, from the image to the answer, with lines from a number to all that it is made of. */
import { h, onResize, setText } from "../page/dom.js";
import { boxOf, funnel, lineLayer } from "../page/connectors.js";
import { colourScale, inkOn } from "../page/colour.js";
import { createStrip, percent } from "../page/map_strip.js";
import { format } from "../page/numbers.js";
import { extent } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { layerWords } from "./derived.js";
import { blocksOf, inputOf } from "./sums.js";

/**
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {import("../page/connectors.js").Rectangle} Rectangle
 * @typedef {import("./sums.js").Place & {layer: number}} Chosen
 * @typedef {{layer: number, maps: Maps, name: string, note: string, shares?: boolean}} Shown a block; `layer` −1 is the image
 * @typedef {{element: HTMLElement, update: (shown: Shown, chosen: Chosen | null, wide: boolean) => void,
 *   cells: (channel: number, box: any, origin: DOMRect) => Rectangle}} Block
 */

const IMAGE = -1;
const TALLEST = 8; // maps one below the other
const WIDE = 620; // pixels from which the blocks stand side by side
const MOST_LISTED = 12; // numbers that stand in a list; more are tiles

/** @param {{signal: AbortSignal, choose: (number: Chosen) => void}} options */
export function createBlocks({ signal, choose }) {
  const row = h("div", { class: "cb-blocks" });
  const lines = lineLayer();
  const label = "The network: the arrows left and right go from layer to layer, up and down from map to map";
  const element = h("div", { class: "cb-network", role: "group", tabindex: "0", "aria-label": label }, row, lines.element);
  /** @type {Map<string, Block>} */
  const blocks = new Map();
  /** @type {any} */
  let shown = null;
  const block = (/** @type {Shown} */ one) => {
    const key = `${one.layer} ${isList(one.maps)}`;
    if (!blocks.has(key)) blocks.set(key, (isList(one.maps) ? createList : createTiles)(one.layer, { signal, choose }));
    return /** @type {Block} */ (blocks.get(key));
  };
  const draw = () => {
    if (!shown || signal.aborted || !element.clientWidth) return;
    const wide = element.clientWidth >= WIDE;
    element.classList.toggle("cb-wide", wide);
    const own = shown.list.map(block);
    if (own.some((one, i) => row.children[i] !== one.element) || row.children.length !== own.length)
      row.replaceChildren(...own.map((one) => one.element));
    own.forEach((one, i) => one.update(shown.list[i], shown.chosen.layer === shown.list[i].layer ? shown.chosen : null, wide));
    lines.draw(linesOf(shown, block, element.getBoundingClientRect(), wide));
  };
  const update = (/** @type {any} */ now, /** @type {any} */ results, /** @type {Chosen} */ chosen, /** @type {import("./sums.js").Made} */ made, /** @type {any} */ field) => {
    shown = { list: listOf(now, results), chosen, made, field, before: chosen.layer > IMAGE ? inputOf(now.layers, results.maps, chosen.layer).layer : IMAGE };
    draw();
  };
  onResize(element, draw, signal);
  element.addEventListener("keydown", (event) => walk(event, shown, choose), { signal });
  return { element, update };
}

/** @returns {Shown[]} */
function listOf({ layers }, { maps, shares }) {
  const image = { layer: IMAGE, maps: maps[0], name: "Image", note: `${maps[0].height} × ${maps[0].width}` };
  const own = blocksOf(layers).map((i) => ({ layer: i, maps: maps[i + 1], ...layerWords(layers[i], maps[i + 1]) }));
  const last = { channels: shares.length, height: 1, width: 1, data: Float64Array.from(shares) };
  return [image, ...own.map((one) => ({ ...one, name: `${one.layer + 1} ${one.name}` })), { layer: layers.length, maps: last, name: "softmax", note: "probabilities", shares: true }];
}

function isList({ channels, height, width }) {
  return height * width === 1 && channels <= MOST_LISTED;
}

/* ---- blocks ----------------------------------------------------------------------------------------- */

/** @returns {Block} */
function createTiles(layer, { signal, choose }) {
  const pick = layer === IMAGE ? undefined : (channel, cell) => choose({ layer, channel, ...cell });
  const strip = createStrip({ signal, choose: pick, tile: 64 });
  strip.element.classList.add("cb-block");
  const drawn = { maps: null, across: 0, channel: -1 };
  const update = ({ maps, name, note }, chosen, wide) => {
    const across = wide ? Math.ceil(maps.channels / TALLEST) : TALLEST;
    const next = { maps, across, channel: chosen?.channel ?? -1 };
    if (Object.entries(next).every(([key, value]) => drawn[key] === value)) return;
    Object.assign(drawn, next);
    strip.element.style.setProperty("--cb-across", String(across));
    strip.update(maps, { name, note, chosen: chosen?.channel ?? null, across });
  };
  return { element: strip.element, update, cells: strip.cells };
}

/** Few numbers, each written out. @returns {Block} */
function createList(layer, { signal, choose }) {
  const list = h("ol", { class: "cb-vector", start: "0" });
  const title = h("p", { class: "cb-title" });
  const element = h("section", { class: "cb-strip cb-block" }, title, list);
  const add = () => {
    const channel = list.children.length;
    const item = h("li", {}, h("b", {}, String(channel)), h("span"));
    item.addEventListener("click", () => choose({ layer, channel, row: 0, column: 0 }), { signal });
    list.append(item);
  };
  const update = (/** @type {Shown} */ { maps, name, note, shares }, /** @type {Chosen | null} */ chosen) => {
    title.replaceChildren(h("b", {}, name), " ", note);
    while (list.children.length < maps.channels) add();
    while (list.children.length > maps.channels) list.lastChild?.remove();
    const scale = colourScale(shares ? [0, 1] : extent(maps));
    Array.from(list.children).forEach((item, k) => {
      const number = /** @type {HTMLElement} */ (item.children[1]);
      const colour = scale.colour(maps.data[k]);
      setText(number, shares ? percent(maps.data[k], 0) : format(maps.data[k], 1));
      Object.assign(number.style, { background: `rgb(${colour.join(" ")})`, color: inkOn(colour) });
      item.classList.toggle("cb-chosen-number", chosen?.channel === k);
    });
  };
  const cells = (channel, _, origin) => boxOf(list.children[channel].children[1], origin);
  return { element, update, cells };
}

/* ---- keys -------------------------------------------------------------------------------------------- */

function walk(event, shown, choose) {
  const [along, across] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
  if (!(along || across) || !shown || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const { list, chosen } = shown;
  const here = list.findIndex(({ layer }) => layer === chosen.layer);
  const next = list[clamp(here + along, 1, list.length - 1)];
  choose({ ...chosen, layer: next.layer, channel: clamp(chosen.channel + across, 0, next.maps.channels - 1) });
}

/* ---- lines ------------------------------------------------------------------------------------------- */

/* From every window in the layer before to the chosen number; and on the image, all that it depends on. */
function linesOf({ list, chosen, made, field, before }, block, origin, wide) {
  const find = (layer) => list.find((one) => one.layer === layer);
  const [source, target] = [find(before), find(chosen.layer)];
  if (!source || !target) return [];
  const to = block(target).cells(chosen.channel, chosen, origin);
  const windows = made.parts.map((part) => block(source).cells(part.channel, inside(part.box, source.maps), origin));
  const joined = windows.length === 1 ? funnel(windows[0], to) : windows.map((from) => middle(from, to, wide));
  const seen = before === IMAGE ? [] : edges(block(list[0]).cells(0, field, origin));
  return [...windows.flatMap(edges), ...edges(to), ...joined, ...seen];
}

/* The part of a window that lies on the map, and not in its padding. */
function inside({ row, column, rows, columns }, { height, width }) {
  const [top, left] = [clamp(row, 0, height - 1), clamp(column, 0, width - 1)];
  return { row: top, column: left, rows: clamp(row + rows, top + 1, height) - top, columns: clamp(column + columns, left + 1, width) - left };
}

function edges({ left, top, right, bottom }) {
  const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
  return corners.map((corner, i) => [corner, corners[(i + 1) % 4]]);
}

function middle(from, to, wide) {
  const x = ({ left, right }) => (left + right) / 2;
  const y = ({ top, bottom }) => (top + bottom) / 2;
  return wide ? [[from.right, y(from)], [to.left, y(to)]] : [[x(from), from.bottom], [x(to), to.top]];
}
