/** SlopeExplorer: a weight is dragged on its loss curve, and steps lead it downhill. */
import { button, numberField, selectField } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { limitsOf, read, save } from "../page/model.js";
import { panel } from "../page/panels.js";
import { compute, errorWords, nudgeWords, pointWords, problemOf, programOf, trailNumbers, trailWords } from "./derived.js";
import { lossCurve, pairsPicture } from "./pictures.js";

const NAMES = ["curve", "initial", "lr", "steps", "h"];
const TRAITS = [...NAMES, "pairs", "controls"];
const CURVES = { fit: "mean squared error of the pairs", two_valleys: "a made-up one with two valleys" };

function build({ model, start, root, signal }) {
  const state = () => read(model, TRAITS);
  const take = (values) => (save(model, values), null); // the fields know their bounds
  const curve = lossCurve({ signal, move: (w) => take({ initial: w, steps: 0 }) });
  const pairs = pairsPicture({ signal });
  const fields = buildFields({ model, start, signal, take, state });
  const words = buildWords();
  const call = printedCall();
  const errors = h("p", { class: "cb-note" });
  const right = panel("The pairs", "and the line w · x", pairs.element, errors);
  const left = panel("Loss", "drag the point, or use the arrow keys", curve.element);
  const pictures = h("div", { class: "cb-slope-pictures" }, left, right);
  root.append(pictures, words.says, fields.element, words.element, call.element);

  return () => {
    const now = state();
    const results = compute(now);
    root.cnnbookOutput = { height: 1, width: results.trail.length, data: results.trail };
    right.hidden = now.curve !== "fit";
    pictures.classList.toggle("cb-alone", right.hidden);
    setText(errors, right.hidden ? "" : errorWords(now, results));
    curve.update(now, results, pointWords(now, results));
    pairs.update(now, results, errorWords(now, results));
    words.update(now, results);
    fields.update(now, results);
    call.update(programOf(now, results));
  };
}

function buildWords() {
  const says = liveRegion();
  const verdict = h("p", { class: "cb-trail-words", role: "status", "aria-live": "polite" });
  const trail = h("p", { class: "cb-note" });
  const nudge = h("div", { class: "cb-formula" }, h("p"), h("p"));
  const element = h("div", {}, verdict, trail, nudge);
  const update = (now, results) => {
    const stepping = now.controls.includes("step");
    setText(says, pointWords(now, results));
    verdict.hidden = !stepping;
    setText(verdict, stepping ? trailWords(results) : "");
    setText(trail, stepping && results.trail.length > 1 ? `The steps: ${trailNumbers(results.trail)}` : "");
    nudge.hidden = !now.controls.includes("nudge");
    nudgeWords(now, results).forEach((line, i) => setText(nudge.children[i], line));
  };
  return { says, element, update };
}

function buildFields({ model, start, signal, take, state }) {
  const limits = limitsOf(model);
  const curves = limits.curve.choices.map((name) => [name, CURVES[name]]);
  const fields = {
    curve: selectField({ label: "Loss", choices: curves, signal, change: (curve) => take({ curve, initial: start.get("initial"), steps: 0 }) }),
    lr: numberField({ label: "Learning rate", limit: limits.lr, step: 0.05, signal, change: (lr) => take({ lr }) }),
    h: selectField({ label: "Nudge by", choices: limits.h.choices.map((size) => [size, size]), signal, change: (size) => take({ h: Number(size) }) }),
  };
  const shownWith = { curve: "curve", lr: "step", h: "nudge" };
  const taken = () => compute(state()).trail.length - 1;
  const step = button("Take a step", () => take({ steps: Math.min(taken() + 1, limits.steps.max) }), signal);
  const back = button("Step back", () => take({ steps: Math.max(0, taken() - 1) }), signal);
  const again = button("Start again", () => take(read(start, NAMES)), signal);
  const element = h("div", { class: "cb-fields" }, fields.lr.element, step, back, fields.h.element, fields.curve.element, again);
  const update = (now, results) => {
    for (const [name, field] of Object.entries(fields)) {
      field.element.hidden = !now.controls.includes(shownWith[name]);
      field.update(now[name]);
    }
    step.hidden = back.hidden = !now.controls.includes("step");
    back.disabled = results.trail.length === 1;
    again.hidden = !now.controls.length;
  };
  return { element, update };
}

export default widget(TRAITS, build, problemOf);
