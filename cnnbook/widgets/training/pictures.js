/** A digit of the reader's choice, what the network makes of it, and what the network has learnt. */
import { button, numberField } from "../page/controls.js";
import { pointsOf, SIDE, sketch } from "../maths/drawing.js";
import { extent } from "../maths/maps.js";
import { h, setText } from "../page/dom.js";
import { createPad, strokesOf } from "../page/drawing_pad.js";
import { createLegend } from "../page/grid.js";
import { createBars, createMatrices, createReadable, createStrip } from "../page/map_strip.js";
import { limitsOf, save } from "../page/model.js";
import { panel } from "../page/panels.js";
import { PEN, PICTURED } from "./derived.js";

/** @typedef {import("../page/model.js").Model} Model */

/* ---- the digit ---------------------------------------------------------------------------------------- */

/** @param {{model: Model, signal: AbortSignal}} context */
export function buildDigit({ model, signal }) {
  const full = h("p", { class: "cb-problem", role: "alert" });
  const pen = penOf(model, full);
  const pad = createPad({ ...pen, signal });
  const seen = createReadable({ label: "What the network is shown", signal });
  const bars = createBars("Probability of each digit");
  const verdict = h("p", { class: "cb-verdict" });
  const fields = buildPlace({ model, signal });
  const undo = button("Undo stroke", pen.undo, signal);
  const clear = button("Clear", pen.clear, signal);
  const drawing = panel("Draw a digit", "the network reads it", pad.element, pad.says, h("div", { class: "cb-pad-buttons" }, undo, clear), full);
  const shown = panel("The digit shown", "", seen.element, fields.element);
  const element = h("div", { class: "cb-digit" }, shown, panel("What it takes it for", "", verdict, bars.element), drawing);
  const update = (now, image, shares, words) => {
    pad.update(sketch(now.strokes, PEN));
    seen.update(image, [0, 1]);
    bars.update(shares);
    setText(verdict, words);
    fields.update(now);
    clear.disabled = !now.strokes.length;
    undo.disabled = !pen.canUndo();
    if (pointsOf(now.strokes) < pen.most) setText(full, "");
  };
  return { element, update };
}

function buildPlace({ model, signal }) {
  const limits = limitsOf(model);
  const number = (name, label) => numberField({ label, limit: limits[name], signal, change: (value) => (save(model, { [name]: value }), null) });
  const fields = { digit: number("digit", "Held-out digit"), down: number("down", "Moved down"), across: number("across", "Moved right") };
  const element = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element));
  const update = (now) => {
    Object.entries(fields).forEach(([name, field]) => field.update(now[name]));
    fields.digit.element.hidden = now.strokes.length > 0;
  };
  return { element, update };
}

/* What the pen does to the model. A clearing can be undone, like a stroke. */
function penOf(model, full) {
  let cleared = null;
  const strokes = () => model.get("strokes");
  return {
    ...strokesOf(model, full, (values) => save(model, values)),
    canUndo: () => strokes().length > 0 || cleared !== null,
    undo() {
      const before = strokes().length ? strokes().slice(0, -1) : (cleared ?? []);
      cleared = null;
      save(model, { strokes: before });
    },
    clear() {
      cleared = strokes();
      save(model, { strokes: [] });
    },
  };
}

/* ---- the network ---------------------------------------------------------------------------------------- */

/** @param {AbortSignal} signal */
export function buildNetwork(signal) {
  const matrices = createMatrices({ label: (k) => `Weights ${k + 1} of the first layer`, signal });
  const [title, size] = [h("b"), h("span")];
  const legend = createLegend("Weights");
  const filters = h("section", { class: "cb-panel cb-weights" }, h("p", { class: "cb-title" }, title, " ", size), matrices.element, legend.element);
  const strips = h("div", { class: "cb-strips", role: "group", "aria-label": "The digit's maps" });
  const element = h("div", {}, filters, strips);
  let shown = [];
  const update = (pictures, layers, maps) => {
    filters.hidden = !pictures;
    if (pictures) showWeights(pictures);
    const places = maps.map((_, place) => place).filter((place) => isShown(layers, maps, place));
    if (shown.length !== places.length) {
      shown = places.map(() => createStrip({ signal, tile: 84 }));
      strips.replaceChildren(...shown.map((strip) => strip.element));
    }
    places.forEach((place, k) => {
      const { channels, height, width } = maps[place];
      shown[k].update(maps[place], { name: `Maps after layer ${place + 1}, ${layers[place].kind}`, note: `${channels} × ${height} × ${width}` });
    });
  };
  function showWeights(pictures) {
    const few = Math.min(PICTURED, pictures.channels);
    const part = { ...pictures, channels: few, data: pictures.data.subarray(0, few * pictures.height * pictures.width) };
    const reach = Math.max(...extent(pictures).map(Math.abs));
    const plain = pictures.height === SIDE;
    setText(title, plain ? "Weights of the ten outputs" : "Filters of the first layer");
    setText(size, few < pictures.channels ? `the first ${few} of ${pictures.channels}` : `${few} of ${pictures.height} × ${pictures.width}`);
    matrices.element.classList.toggle("cb-fine", plain);
    matrices.update(part, [-reach, reach]);
    legend.update([-reach, reach], "weight");
  }
  return { element, update };
}

/* Of a convolution, its activation and its pool, what comes out at the end; and what comes out of each ReLU, where units can die. */
function isShown(layers, maps, place) {
  if (maps[place].height * maps[place].width === 1) return false;
  const next = layers[place + 1]?.kind;
  return layers[place].kind === "ReLU" || next === "Conv2d" || next === "Flatten";
}
