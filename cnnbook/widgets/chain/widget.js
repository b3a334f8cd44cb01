/** ChainExplorer: a picture goes through two layers, and either can be taken away. */
import { button, checkField, numberField, selectField } from "../page/controls.js";
import { boxOf, cellsStation, elementStation, traced } from "../page/connectors.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid } from "../page/grid.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { panel, sizeOf } from "../page/panels.js";
import { ownPicture } from "../page/own_picture.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { nearest } from "../maths/maps.js";
import { CORNERS, callOf, compute, peakOf, positiveOf, problemOf, rangeOf, sentenceOf } from "./derived.js";

const LAYERS = ["image", "first", "second", "bias", "layers"];
const KEPT = [...LAYERS, "image_code", "image_file"];
const OWN = 32; // the most rows and columns of a picture of the reader's own
const NAMES = [...KEPT, "row", "column", "show_numbers"];

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, NAMES);
  const history = createHistory({ model, shared, names: KEPT });
  undoByKey(root, history.undo, signal);
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values });
    if (!problem) history.take(values);
    return problem;
  };
  let results = /** @type {any} */ (null);
  const choose = (cell) => {
    const { row, column } = nearest(cell, results.maps[0]);
    save(model, { row, column });
  };
  const context = { model, start, signal, state, attempt, choose, undo: history.undo, kernel: () => results.kernels[0] };
  const [stage, fields, call, says] = [buildStage(context), buildFields(context), printedCall(), liveRegion()];
  stage.element.append(says);
  const source = ownPicture({ model, root, largest: OWN, white: 255, take: attempt, signal });
  root.append(fields.element, stage.element, fields.actions, source?.element ?? "", call.element);
  const computeOnce = remembered(LAYERS, compute);
  return () => {
    const now = state();
    results = computeOnce(now);
    root.cnnbookOutput = results.shown;
    const place = nearest(now, results.maps[0]);
    stage.update(now, results, place);
    fields.update(now);
    source?.update();
    setText(says, sentenceOf(now, results, place));
    call.update(callOf(now));
  };
}

/* ---- the pictures ---------------------------------------------------------------------------------------------- */

function buildStage(context) {
  const { signal } = context;
  const picture = pictureGrid(context);
  const rows = [];
  const middle = h("div", { class: "cb-chain-maps" });
  const output = outputPanel(context);
  const element = h("div", { class: "cb-chain" }, picture.element, middle, output.element);
  const resize = (count) => {
    while (rows.length < count) middle.append((rows[rows.length] = mapRow(rows.length, context)).element);
    rows.forEach((row, k) => (row.element.hidden = k >= count));
  };
  const ways = (origin, results, window, place) => {
    const from = cellsStation(picture.grid.canvas, results.image, window, origin);
    const target = results.output ? [cellsStation(output.grid.canvas, results.output, place, origin)] : [];
    if (boxOf(middle, origin).top >= from.frame.bottom) return [[from, ...target]]; // on a phone the maps stand below
    return results.maps.map((map, k) => [from, ...rows[k].stations(map, place, origin), ...target]);
  };
  const drawPaths = traced(element, ways, signal);
  const update = (now, results, place) => {
    const { height, width } = results.kernels[0];
    const window = { ...place, rows: height, columns: width };
    resize(results.maps.length);
    picture.update(now, results, window);
    results.maps.forEach((map, k) => rows[k].update(now, results, place));
    output.update(now, results, place);
    drawPaths(results, window, place);
  };
  return { element, update };
}

function pictureGrid({ signal, state, attempt, choose, kernel }) {
  const middle = () => ({ row: (kernel().height - 1) >> 1, column: (kernel().width - 1) >> 1 });
  const look = ({ row, column }) => choose({ row: row - middle().row, column: column - middle().column });
  /* A dark pixel becomes as bright as the brightest, any other dark. */
  const turn = ({ row, column }) => {
    const white = Math.max(...state().image.flat()) || 1;
    attempt({ image: state().image.map((line, r) => line.map((value, c) => (r !== row || c !== column ? value : value ? 0 : white))), image_code: "", image_file: "" });
  };
  const grid = createGrid({ label: "The picture", signal, onPoint: (cell, how) => (look(cell), how === "press" && turn(cell)), onActivate: turn });
  const head = h("span");
  const element = panel("Picture", head, grid.element, h("p", { class: "cb-note" }, "Press a pixel, or Space on it, to turn it bright or dark."));
  const update = (now, { image }, window) => {
    const cursor = { row: window.row + middle().row, column: window.column + middle().column };
    grid.update({ map: image, cursor, boxes: [window], numbers: now.show_numbers });
    setText(head, sizeOf(image));
  };
  return { element, grid, update };
}

function mapRow(k, { signal, state, attempt, choose }) {
  const replaced = (list, value) => list.map((old, i) => (i === k ? value : old));
  const change = (row, column, value) => {
    const { first, layers } = state();
    if (layers === "second") return "Layer 1 is taken away: bring it back to change its weights.";
    const kernel = first[k].map((line) => [...line]);
    kernel[row][column] = value;
    return attempt({ first: replaced(first, kernel) });
  };
  const kernel = matrixEditor({ label: `Kernel ${k} of layer 1`, signal, change });
  const grid = createGrid({ label: `Map ${k}`, signal, onPoint: choose });
  const note = h("p", { class: "cb-note" });
  const weight = numberField({ label: `Weight of map ${k}`, limit: { kind: "number" }, signal, change: (value) => attempt({ second: replaced(state().second, value) }) });
  const map = panel(`Map ${k}`, "", grid.element, note);
  const element = h("div", { class: "cb-chain-row" }, kernel.element, map, weight.element);
  const update = (now, results, place) => {
    kernel.update(results.kernels[k]);
    grid.update({ map: results.maps[k], cursor: place, boxes: [place], numbers: now.show_numbers });
    setText(note, peakOf(results.maps[k]));
    weight.element.hidden = !results.output;
    weight.update(now.second[k]);
  };
  const stations = (shown, place, origin) => [elementStation(kernel.grid, kernel.element, origin), cellsStation(grid.canvas, shown, place, origin)];
  return { element, update, stations };
}

function outputPanel({ model, signal, attempt, choose }) {
  const grid = createGrid({ label: "Output", signal, onPoint: choose });
  const bias = numberField({ label: "Bias", limit: limitsOf(model).bias, signal, change: (value) => attempt({ bias: value }) });
  const notes = [h("p", { class: "cb-note" }), h("p", { class: "cb-note" })];
  const element = panel("Output", "", grid.element, ...notes, bias.element);
  const update = (now, { output }, place) => {
    grid.element.hidden = bias.element.hidden = !output;
    setText(notes[0], output ? positiveOf(output) : "Layer 2 is taken away: the maps are all there is.");
    const range = output && rangeOf(output);
    setText(notes[1], output ? `${peakOf(output)} Colours: ${range.map((value) => format(value)).join(" to ")}.` : "");
    if (output) grid.update({ map: output, range, cursor: place, boxes: [place], numbers: now.show_numbers });
    bias.update(now.bias);
  };
  return { element, grid, update };
}

/* ---- the fields ------------------------------------------------------------------------------------------------ */

function buildFields({ model, start, signal, state, attempt, undo }) {
  const set = (one) => (on) => {
    const other = one === "first" ? "second" : "first";
    if (on) return attempt({ layers: "both" });
    return state().layers === "both" ? attempt({ layers: other }) : "One layer must stay.";
  };
  const own = [["own", "what your weights say"]];
  const fields = {
    first: checkField({ label: "Layer 1", change: set("first"), signal }),
    second: checkField({ label: "Layer 2", change: set("second"), signal }),
    corner: selectField({ label: "Layer 2 looks for", choices: [...Object.entries(CORNERS), ...own], signal, change: (key) => (key === "own" ? null : attempt({ second: key.split(",").map(Number) })) }),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const buttons = [button("Undo", undo, signal), button("Start again", () => attempt(read(start, KEPT)), signal)];
  const element = h("div", { class: "cb-fields" }, fields.first.element, fields.second.element, fields.corner.element);
  const actions = h("div", { class: "cb-fields" }, fields.numbers.element, ...buttons);
  const update = (now) => {
    fields.first.update(now.layers !== "second");
    fields.second.update(now.layers !== "first");
    fields.corner.element.hidden = now.second.length !== 2 || now.layers === "first";
    fields.corner.update(String(now.second) in CORNERS ? String(now.second) : "own");
    fields.numbers.update(now.show_numbers);
  };
  return { element, actions, update };
}

export default widget(NAMES, build, problemOf);
