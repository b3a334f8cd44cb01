/** The pad, what the network sees of it, and what it takes it for. */
import { verdictOf } from "./derived.js";
import { button, numberField } from "../page/controls.js";
import { createPad, strokesOf } from "../page/drawing_pad.js";
import { h, liveRegion, setText } from "../page/dom.js";
import { createBars, createReadable } from "../page/map_strip.js";
import { limitsOf, save } from "../page/model.js";
import { panel } from "../page/panels.js";
import { toolbar } from "../page/toolbar.js";
import { SIDE, pointsOf } from "../maths/drawing.js";

const PAPER = Array.from({ length: SIDE }, () => new Array(SIDE).fill(0));
const REST = 600; // milliseconds after which the verdict is spoken

/** @param {{model: import("../page/model.js").Model, signal: AbortSignal, past: ReturnType<typeof import("../page/undo.js").createHistory>}} context */
export function createDrawing({ model, signal, past }) {
  const full = h("p", { class: "cb-problem", role: "alert" });
  const pen = penOf(model, past, full);
  const pad = createPad({ ...pen, signal });
  const seen = createReadable({ label: "What the network sees", signal });
  const bars = createBars("Probability of each digit");
  const verdict = h("p", { class: "cb-verdict" });
  const spoken = spokenAfterRest(signal);
  const tools = createTools({ model, signal, past });
  const buttons = h("div", { class: "cb-pad-buttons" }, button("Clear", pen.clear, signal), button("Undo", pen.undo, signal));
  const hint = h("p", { class: "cb-note" }, "Draw with mouse or finger. Keys: arrows move the pen, Space puts it down and lifts it, Ctrl + Z undoes.");
  const scaled = h("p", { class: "cb-note" }, "Your drawing at the scale of the training data: same size, same stroke, centred.");
  const always = h("p", { class: "cb-note" }, "The ten always add up to 100 %. There is no answer “none of these”.");
  const element = h(
    "div",
    {},
    h(
      "div",
      { class: "cb-classify" },
      panel("Your drawing", `${SIDE} × ${SIDE}`, pad.element, pad.says, buttons, hint, full),
      panel("What the network sees", `1 × ${SIDE} × ${SIDE}`, seen.element, scaled),
      panel("What it takes it for", "", verdict, bars.element, always, spoken.element),
    ),
    tools.element,
  );
  const update = (now, results, field) => {
    pad.update(results.drawing);
    seen.update(results.seen, [0, 1], field ? [field] : []);
    bars.update(results.shares);
    bars.element.hidden = always.hidden = results.empty;
    setText(verdict, verdictOf(now, results));
    spoken.update(verdictOf(now, results));
    tools.update(now);
    if (pointsOf(now.strokes) < pen.most) setText(full, "");
  };
  return { element, update };
}

/* What the pen does to the model. */
function penOf(model, past, full) {
  return {
    ...strokesOf(model, full, past.take),
    /* Without a past, as with a drawing that Python brought, the last stroke goes, and then the image. */
    undo() {
      const strokes = model.get("strokes");
      if (!past.undo()) save(model, strokes.length ? { strokes: strokes.slice(0, -1) } : { image: PAPER, image_code: "" });
    },
    clear: () => past.take({ strokes: [], image: PAPER, image_code: "" }),
  };
}

/* A verdict for the ear: once the drawing rests, not with every pixel. */
function spokenAfterRest(signal) {
  const region = liveRegion({ show: false });
  region.classList.add("cb-spoken");
  let timer = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  const update = (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(region, text), REST);
  };
  return { element: region, update };
}

function createTools({ model, signal, past }) {
  const take = (strokes) => past.take({ strokes, image: PAPER, image_code: "" });
  const one = (text, label, strokes) => {
    const example = button(text, () => take(strokes), signal);
    example.setAttribute("aria-label", label);
    return example;
  };
  const digits = model.get("examples").map((strokes, digit) => one(String(digit), `Example: a drawn ${digit}`, strokes));
  const strangers = model.get("strangers").map(([name, strokes]) => one(name, `No digit: ${name}`, strokes));
  const width = numberField({
    label: "Pen",
    limit: limitsOf(model).pen,
    step: 0.2,
    change: (value) => (save(model, { pen: value }), null),
    signal,
  });
  const group = (name, kind, own) => h("div", { class: "cb-field" }, h("span", { class: "cb-note" }, name), toolbar(name, kind, own, signal));
  const element = h("div", { class: "cb-fields" }, group("Examples", "cb-examples", digits), group("No digits", "cb-strangers", strangers), width.element);
  return { element, update: (now) => width.update(now.pen) };
}
