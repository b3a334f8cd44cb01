/** ReceptiveFieldExplorer: a stack of layers, and the part of the image that one output sees. */
import { button, player } from "../page/controls.js";
import { rowOf } from "../maths/layer_rows.js";
import { extent, nearest, nextCell } from "../maths/maps.js";
import { pad } from "../maths/padding.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid } from "../page/grid.js";
import { layerEditor } from "../page/layer_editor.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { ownPicture } from "../page/own_picture.js";
import { panel, sizeOf } from "../page/panels.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { sightsOf } from "./fields.js";
import { callOf, chosenOf, mapsOf, numbersOf, overhangOf, problemOf, regionsOf, sentenceOf } from "./derived.js";

const KEPT = ["image", "image_file", "layers"];
const TRAITS = [...KEPT, "layer", "row", "column"];
const OWN = 96; // the most rows and columns of a picture of the reader's own

/* Everything that the page shows of a chosen output. */
function compute(state, maps) {
  const chosen = chosenOf(state, maps);
  const regions = regionsOf(state, chosen);
  return { maps, chosen, regions, margin: overhangOf(state, chosen, maps) };
}

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, TRAITS);
  const limits = limitsOf(model);
  const history = createHistory({ model, shared, names: KEPT });
  undoByKey(root, history.undo, signal);
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values, limits });
    if (!problem) history.take(values);
    return problem;
  };
  let computed = null;
  const choose = (layer, place) => save(model, { layer, ...nearest(place, computed.maps[layer + 1]) });
  const walk = player({ step: () => choose(computed.chosen.index, nextCell(computed.chosen, computed.maps[computed.chosen.index + 1])), signal });
  const point = (layer, place) => (walk.pause(), choose(layer, place));
  const pictures = buildPictures({ most: limits.layers.most, signal, state, choose: point, computed: () => computed });
  const editor = buildEditor({ limits, start, attempt, undo: history.undo, signal });
  const says = liveRegion();
  pictures.element.append(walk.element, says);
  const source = ownPicture({ model, root, largest: OWN, take: ({ image, image_file }) => attempt({ image, image_file }), signal });
  const table = buildTable();
  const call = printedCall();
  root.append(pictures.element, table.element, editor.element, source?.element ?? "", call.element);

  const mapsOnce = remembered(["image", "layers"], mapsOf);
  return () => {
    const now = state();
    const maps = mapsOnce(now);
    computed = compute(now, maps);
    root.cnnbookOutput = shownNumbers(now, computed);
    pictures.update(computed);
    editor.update(now.layers);
    source?.update();
    table.update(numbersOf(now, maps), computed.chosen.index);
    setText(says, sentenceOf(now, computed.chosen, computed.regions, maps));
    call.update(callOf(now, computed.chosen));
  };
}

function buildEditor({ limits, start, attempt, undo, signal }) {
  const editor = layerEditor({
    label: "Layers",
    limits: limits.layers,
    fresh: () => rowOf(limits.layers, "Conv2d", { padding: 1 }),
    change: (layers) => attempt({ layers }),
    signal,
  });
  editor.actions.append(button("Undo", undo, signal), button("Start again", () => attempt(read(start, KEPT)), signal));
  return editor;
}

function shownNumbers({ layers }, { regions }) {
  const [{ row, column }] = regions;
  const data = sightsOf(layers).flatMap(({ size, jump, start }) => [size, jump, start]);
  return { height: layers.length, width: 3, data, rows: [row.first, row.last], columns: [column.first, column.last] };
}

/* ---- the image and the map after each layer -------------------------------------------------------- */

function buildPictures({ most, signal, state, choose, computed }) {
  const pointAtImage = (cell, how) => {
    const { chosen, margin } = computed();
    const pixel = { row: cell.row - margin, column: cell.column - margin };
    choose(chosen.index, how === "key" ? beside(pixel, computed(), state()) : around(pixel, computed(), state()));
  };
  const image = buildPicture("Image", "Image", signal, pointAtImage, (r, c, value) => pixelWords(r, c, value, computed()));
  const layers = Array.from({ length: most }, (_, i) =>
    buildPicture(`After layer ${i + 1}`, `Map after layer ${i + 1}`, signal, (cell) => choose(i, cell)),
  );
  const after = h("div", { class: "cb-sights-maps" }, ...layers.map((layer) => layer.element));
  const element = h("div", { class: "cb-sights" }, image.element, after);
  const update = (results) => {
    showImage(image, results);
    layers.forEach((layer, i) => showMap(layer, results, i + 1));
  };
  return { element, update };
}

function buildPicture(title, label, signal, onPoint, describe) {
  const grid = createGrid({ label, signal, onPoint, describe });
  const head = h("span");
  return { grid, head, element: panel(title, head, grid.element) };
}

function showImage({ grid, head }, { maps, regions, margin }) {
  const [map] = maps;
  setText(head, sizeOf(map));
  const shift = (cell) => ({ ...cell, row: cell.row + margin, column: cell.column + margin });
  const { row, column } = regions[0];
  const box = { row: row.first, column: column.first, rows: row.last - row.first + 1, columns: column.last - column.first + 1 };
  const centre = { row: Math.floor((row.first + row.last) / 2), column: Math.floor((column.first + column.last) / 2) };
  grid.update({
    map: pad(map, margin),
    range: extent(map),
    ring: margin,
    cursor: shift(centre),
    boxes: [shift(box)],
    dots: row.gaps ? readPlaces(regions[0]).map(shift) : [],
  });
}

function showMap({ grid, head, element }, { maps, regions, chosen }, level) {
  element.hidden = level >= maps.length;
  if (element.hidden) return;
  const map = maps[level];
  setText(head, sizeOf(map));
  const region = regions[level];
  const here = level === chosen.index + 1;
  element.classList.toggle("cb-later", level > chosen.index + 1);
  grid.update({
    map,
    range: extent(map),
    cursor: here ? chosen : nearest(middleOf(region), map),
    boxes: region ? [clipped(region, map)].filter(Boolean) : [],
    dots: region?.row.gaps ? readPlaces(region).filter((cell) => within(cell, map)) : [],
  });
}

function middleOf(region) {
  if (!region) return { row: 0, column: 0 };
  const { row, column } = region;
  return { row: Math.floor((row.first + row.last) / 2), column: Math.floor((column.first + column.last) / 2) };
}

/* The part of a region that lies on the map: the rest is padding. */
function clipped({ row, column }, { height, width }) {
  const [top, left] = [Math.max(0, row.first), Math.max(0, column.first)];
  const [rows, columns] = [Math.min(height - 1, row.last) - top + 1, Math.min(width - 1, column.last) - left + 1];
  return rows > 0 && columns > 0 ? { row: top, column: left, rows, columns } : null;
}

function readPlaces({ rows, columns }) {
  return [...rows.keys()].flatMap((row) => [...columns.keys()].map((column) => ({ row, column })));
}

function within({ row, column }, { height, width }) {
  return row >= 0 && column >= 0 && row < height && column < width;
}

/* ---- pointing at the image --------------------------------------------------------------------- */

/* The output whose region lies most nearly around a pixel. */
function around({ row, column }, { chosen: { index } }, { layers }) {
  const { size, jump, start } = sightsOf(layers)[index];
  const place = (at) => Math.round((at - start - (size - 1) / 2) / jump);
  return { row: place(row), column: place(column) };
}

/* Keys go from output to output, however far apart their regions lie. */
function beside(pixel, { chosen, regions }, { layers }) {
  const { jump } = sightsOf(layers)[chosen.index];
  const from = middleOf(regions[0]);
  const step = (to, at) => Math.sign(to - at) * Math.ceil(Math.abs(to - at) / jump);
  return { row: chosen.row + step(pixel.row, from.row), column: chosen.column + step(pixel.column, from.column) };
}

function pixelWords(row, column, value, results) {
  const margin = results?.margin ?? 0;
  const [r, c] = [row - margin, column - margin];
  const paths = results ? (results.regions[0].rows.get(r) ?? 0) * (results.regions[0].columns.get(c) ?? 0) : 0;
  const where = results && !within({ row: r, column: c }, results.maps[0]) ? "padding, " : "";
  return `${where}row ${r}, column ${c}: ${format(value)}; the chosen output reads it through ${paths} path${paths === 1 ? "" : "s"}`;
}

/* ---- the numbers ------------------------------------------------------------------------------- */

const HEADS = ["layer", "map", "sees", "jump", "start"];

function buildTable() {
  const body = h("tbody");
  const head = h("tr", {}, ...HEADS.map((name) => h("th", { scope: "col" }, name)));
  const caption = h("caption", { class: "cb-hidden" }, "Receptive field after each layer");
  const table = h("table", { class: "cb-numbers" }, caption, h("thead", {}, head), body);
  const note = h("p", { class: "cb-note" }, "sees: how many pixels of the image one output depends on. jump: pixels from one output's region to the next one's. start: where the first output's region begins; below 0 it begins in the padding.");
  const update = (lines, index) => {
    const rows = lines.map(([name, ...cells], i) =>
      h("tr", { "aria-current": i === index ? "true" : null }, h("th", { scope: "row" }, name), ...cells.map((cell) => h("td", {}, cell))),
    );
    body.replaceChildren(...rows);
  };
  const scroller = h("div", { class: "cb-table", tabindex: "0", role: "group", "aria-label": "Receptive field after each layer" }, table);
  return { element: h("div", {}, scroller, note), update };
}

export default widget(TRAITS, build, problemOf);
