/** NetworkExplorer: a trained network from the drawing to the answer, each number one press from its sum. */
import { createBlocks } from "./blocks.js";
import { callOf, compute, placeOf, problemOf, weightsOf } from "./derived.js";
import { createDetail } from "./detail.js";
import { createDrawing } from "./drawing.js";
import { createLooks } from "./looks.js";
import { fieldOf, inputOf, madeOf } from "./sums.js";
import { button } from "../page/controls.js";
import { h, printedCall, widget } from "../page/dom.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { createHistory, undoByKey } from "../page/undo.js";

const NETWORK = ["layers", "weights", "net_code", "edits"];
const DRAWING = ["image", "image_code", "strokes", "pen", "examples", "strangers"];
const TAKEN_BACK = ["strokes", "image", "image_code", "edits"];
const TRAITS = [...NETWORK, ...DRAWING, "layer", "channel", "row", "column", "source", "look", "patch", "fill", "controls"];

function build({ model, shared, root, signal }) {
  const state = () => ({ ...read(model, TRAITS), limits: limitsOf(model) });
  const past = createHistory({ model, shared, names: TAKEN_BACK, most: 100 });
  const choose = (values) => save(model, values);
  const drawing = createDrawing({ model, signal, past });
  const blocks = createBlocks({ signal, choose });
  const detail = createDetail({ signal, choose, edit: (edits) => past.take({ edits }), state });
  const restore = button("Weights as trained", () => past.take({ edits: [] }), signal);
  const undo = button("Undo the change", () => past.undo(), signal);
  const changed = h("div", { class: "cb-pad-buttons" }, undo, restore);
  const looks = createLooks({ signal, set: (values) => (save(model, values), null), done: (found) => (root.cnnbookParts = found ?? []) });
  const call = printedCall();
  root.append(drawing.element, blocks.element, detail.element, changed, looks.element, call.element);
  undoByKey(root, past.undo, signal, "input, select, textarea");
  const weights = remembered(["weights", "edits"], weightsOf);
  const results = remembered([...NETWORK, ...DRAWING], (now) => compute(now, weights(now)));
  return () => {
    const now = state();
    const computed = results(now);
    const chosen = placeOf(now, computed);
    const { made, field } = explained(now, computed, chosen);
    root.cnnbookOutput = { height: 1, width: computed.scores.length, data: computed.scores };
    root.cnnbookSum = sumOf(made);
    const shows = (part) => now.controls.includes(part);
    blocks.element.hidden = !shows("network");
    detail.element.hidden = !shows("sums");
    changed.hidden = !now.edits.length;
    looks.element.hidden = !shows("looks");
    drawing.update(now, computed, shows("sums") ? field : null);
    if (shows("network")) blocks.update(now, computed, chosen, made, field);
    if (shows("sums")) detail.update(now, computed, chosen, made);
    if (shows("looks")) looks.update(now, computed);
    call.update(callOf(now));
  };
}

/* The parts of a number, the bias and the number itself, as one row. */
function sumOf({ parts, bias, total }) {
  const data = [...parts.map(({ sum }) => sum), ...(bias === null ? [] : [bias]), total];
  return { height: 1, width: data.length, data };
}

/* What the chosen number is made of, and the pixels that it depends on. */
function explained({ layers }, { maps, weights, shares, scores }, chosen) {
  if (chosen.layer === layers.length) return { made: madeOfShares(shares, scores, chosen.channel), field: whole(maps[0]) };
  const before = inputOf(layers, maps, chosen.layer);
  const made = madeOf(layers[chosen.layer], before.maps, maps[chosen.layer + 1], weights, chosen);
  return { made, field: fieldOf(layers, maps, weights, chosen.layer, chosen) };
}

/** @returns {import("./sums.js").Made} */
function madeOfShares(shares, scores, channel) {
  const cell = { row: 0, column: 0, rows: 1, columns: 1 };
  const one = (score) => ({ channels: 1, height: 1, width: 1, data: Float64Array.of(score) });
  const parts = Array.from(scores, (score, k) => ({ channel: k, box: cell, window: one(score), sum: score }));
  return { how: "sum", parts, bias: null, winner: -1, total: shares[channel] };
}

function whole({ height, width }) {
  return { row: 0, column: 0, rows: height, columns: width };
}

export default widget(TRAITS, build, problemOf);
