/** DigitClassifier: draw a digit, and watch a trained network recognise it, map by map. */
import { callOf, compute, layerWords, pictured, problemOf, verdictOf } from "./derived.js";
import { button, numberField, selectField } from "../page/controls.js";
import { SIDE, extended, pointsOf } from "../maths/drawing.js";
import { at, channelOf, extent, nearest } from "../maths/maps.js";
import { filtersOf, unpackWeights } from "../maths/network.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid, createLegend } from "../page/grid.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { createPad } from "../page/drawing_pad.js";
import { panel } from "../page/panels.js";
import { createBars, createMatrices, createReadable, createStrip } from "../page/map_strip.js";

const DRAWING = ["image", "image_code", "strokes", "pen"];
const TRAITS = ["layers", "weights", "net_code", ...DRAWING, "layer", "channel", "examples"];
const PAPER = Array.from({ length: SIDE }, () => new Array(SIDE).fill(0));
const REST = 600; // milliseconds after which the verdict is spoken

function build({ model, root, signal }) {
  const top = buildTop({ model, signal });
  const strips = buildStrips({ signal, choose: (layer, channel) => save(model, { layer, channel }) });
  const chosen = buildChosen({ model, signal });
  const call = printedCall();
  root.append(top.element, strips.element, chosen.element, call.element);
  const weightsOf = remembered(["weights"], ({ weights }) => unpackWeights(weights));
  return () => {
    const now = read(model, TRAITS);
    const computed = compute(now, weightsOf(now));
    root.cnnbookOutput = { height: 1, width: computed.scores.length, data: computed.scores };
    const place = placeOf(now, computed);
    top.update(now, computed);
    strips.update(now, computed, place);
    chosen.update(now, computed, place);
    call.update(callOf(now));
  };
}

/* The nearest layer and channel that there are. */
function placeOf({ layer, channel }, { maps }) {
  const layers = pictured(maps);
  const place = layers.includes(layer) ? layer : layers[0];
  return place === undefined ? null : { layer: place, channel: Math.min(channel, maps[place].channels - 1) };
}

/* ---- pad, what the network sees, verdict ----------------------------------------------------------- */

function buildTop({ model, signal }) {
  const full = h("p", { class: "cb-problem", role: "alert" });
  const pen = penOf(model, full);
  const pad = createPad({ ...pen, signal });
  const seen = createReadable({ label: "What the network sees", signal });
  const bars = createBars("Probability of each digit");
  const verdict = h("p", { class: "cb-verdict" });
  const spoken = spokenAfterRest(signal);
  const tools = buildTools({ model, signal });
  const undo = button("Undo stroke", pen.undo, signal);
  const clear = button("Clear", pen.clear, signal);
  const buttons = h("div", { class: "cb-pad-buttons" }, clear, undo);
  const hint = h("p", { class: "cb-note" }, "Draw with mouse or finger. Keys: arrows move the pen, Space puts it down and lifts it.");
  const scaled = h("p", { class: "cb-note" }, "Your drawing at the scale of the training data: same size, same stroke, centred.");
  const element = h(
    "div",
    {},
    h(
      "div",
      { class: "cb-classify" },
      panel("Your drawing", `${SIDE} × ${SIDE}`, pad.element, pad.says, buttons, hint, full),
      panel("What the network sees", `1 × ${SIDE} × ${SIDE}`, seen.element, scaled),
      panel("What it takes it for", "", verdict, bars.element, spoken.element),
    ),
    tools.element,
  );
  const update = (now, computed) => {
    pad.update(computed.drawing);
    seen.update(computed.seen, [0, 1]);
    bars.update(computed.shares);
    setText(verdict, verdictOf(computed));
    spoken.update(verdictOf(computed));
    tools.update(now);
    if (pointsOf(now.strokes) < pen.most) setText(full, "");
  };
  return { element, update };
}

/* What the pen does to the model. */
function penOf(model, full) {
  const { most } = limitsOf(model).strokes;
  const room = () => {
    if (pointsOf(model.get("strokes")) < most) return true;
    setText(full, `The pad holds ${most} points: clear it first.`);
    return false;
  };
  return {
    most,
    begin: (point) => room() && save(model, { strokes: [...model.get("strokes"), [point]] }),
    extend(points) {
      const before = model.get("strokes");
      if (!before.length || !room()) return;
      const after = points.reduce(extended, before);
      if (after !== before) save(model, { strokes: after });
    },
    undo() {
      const strokes = model.get("strokes");
      save(model, strokes.length ? { strokes: strokes.slice(0, -1) } : { image: PAPER, image_code: "" });
    },
    clear: () => save(model, { strokes: [], image: PAPER, image_code: "" }),
  };
}

/* A verdict for the ear: once the drawing rests, not with every pixel. */
function spokenAfterRest(signal) {
  const region = liveRegion({ show: false });
  let timer = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  const update = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(region, text), REST);
  };
  return { element: region, update };
}

function buildTools({ model, signal }) {
  const take = (digit) => save(model, { strokes: model.get("examples")[digit], image: PAPER, image_code: "" });
  const examples = model.get("examples").map((_, digit) => {
    const one = button(String(digit), () => take(digit), signal);
    one.setAttribute("aria-label", `Example: a drawn ${digit}`);
    return one;
  });
  const width = numberField({
    label: "Pen",
    limit: limitsOf(model).pen,
    step: 0.2,
    change: (value) => (save(model, { pen: value }), null),
    signal,
  });
  const group = h("div", { class: "cb-field" }, h("span", { class: "cb-note" }, "Examples"), h("div", { class: "cb-examples" }, ...examples));
  const element = h("div", { class: "cb-fields" }, group, width.element);
  return { element, update: (now) => width.update(now.pen) };
}

/* ---- every layer's maps ---------------------------------------------------------------------------- */

function buildStrips({ signal, choose }) {
  const element = h("div", { class: "cb-strips", role: "group", "aria-label": "The maps of every layer" });
  let strips = new Map();
  const rebuilt = (places) => {
    strips = new Map(places.map((place) => [place, createStrip({ signal, choose: (channel) => choose(place, channel) })]));
    element.replaceChildren(...Array.from(strips.values(), (strip) => strip.element));
  };
  const update = (now, { maps }, chosen) => {
    const places = pictured(maps);
    if (places.join() !== [...strips.keys()].join()) rebuilt(places);
    strips.forEach((strip, place) => {
      const { name, note } = layerWords(now.layers[place], maps[place]);
      strip.update(maps[place], { name: `${place + 1} ${name}`, note, chosen: chosen?.layer === place ? chosen.channel : null });
    });
  };
  return { element, update };
}

/* ---- one map, large -------------------------------------------------------------------------------- */

function buildChosen({ model, signal }) {
  let cursor = { row: 13, column: 13 };
  let show = () => {};
  const grid = createGrid({ label: "The chosen map", signal, onPoint: (cell) => ((cursor = cell), show()) });
  const legend = createLegend("Values");
  const filter = buildFilter(signal);
  const head = h("span");
  const cell = h("p", { class: "cb-note" });
  const fields = buildPlaceFields({ model, signal });
  const beside = h("div", {}, fields.element, cell, filter.element);
  const element = h("div", { class: "cb-chosen" }, panel("Chosen map", head, grid.element, legend.element), beside);
  const update = (now, { maps, weights }, place) => {
    element.hidden = place === null;
    if (place === null) return;
    const map = channelOf(maps[place.layer], place.channel);
    show = () => {
      cursor = nearest(cursor, map);
      grid.update({ map, range: extent(maps[place.layer]), cursor, boxes: [cursor] });
      setText(cell, `Row ${cursor.row}, column ${cursor.column}: ${format(at(map, cursor.row, cursor.column), 4)}`);
    };
    show();
    legend.update(extent(maps[place.layer]));
    setText(head, `layer ${place.layer + 1}, map ${place.channel + 1} of ${maps[place.layer].channels}`);
    fields.update(now, maps, place);
    filter.update(now.layers[place.layer], place.channel, weights);
  };
  return { element, update };
}

function buildPlaceFields({ model, signal }) {
  const element = h("div", { class: "cb-fields" });
  /** @type {any} */
  let fields = null;
  let key = "";
  const make = (now, maps) => {
    const choices = pictured(maps).map((place) => [place, `${place + 1} ${now.layers[place].kind}`]);
    const take = (layer) => (save(model, { layer: Number(layer), channel: 0 }), null);
    fields = {
      layer: selectField({ label: "Layer", choices, signal, change: take }),
      channel: numberField({ label: "Map", limit: { kind: "whole", min: 1 }, signal, change: (k) => chooseMap(model, maps, k) }),
    };
    element.replaceChildren(fields.layer.element, fields.channel.element);
  };
  const update = (now, maps, place) => {
    const nextKey = maps.map(({ channels, height }) => `${channels} ${height}`).join();
    if (nextKey !== key) make(now, maps);
    key = nextKey;
    fields.layer.update(place.layer);
    fields.channel.update(place.channel + 1);
  };
  return { element, update };
}

function chooseMap(model, maps, k) {
  const place = placeOf(read(model, ["layer", "channel"]), { maps });
  const channels = place ? maps[place.layer].channels : 0;
  if (k > channels) return `This layer has ${channels} maps, so ${k} is too many.`;
  save(model, { channel: k - 1 });
  return null;
}

/* The weights behind the chosen map, when it comes from a filter. */
function buildFilter(signal) {
  const matrices = createMatrices({ label: (k) => `Filter, channel ${k + 1}`, signal });
  const size = h("span");
  const element = panel("Its filter", size, matrices.element);
  const update = (layer, channel, weights) => {
    element.hidden = layer.kind !== "Conv2d";
    if (element.hidden) return;
    const filter = filtersOf(weights[layer.weight])[channel];
    setText(size, `${filter.channels} × ${filter.height} × ${filter.width}`);
    matrices.update(filter);
  };
  return { element, update };
}

export default widget(TRAITS, build, problemOf);
