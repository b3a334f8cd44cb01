/** GradientExplorer: a small network as a graph; its values forward, its slopes backward, node by node. */
import { button, numberField, selectField } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, uniqueId, widget } from "../page/dom.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { BACK, changed, COMPUTED, compute, LEAVES, limitOf, NODES, problemOf } from "./graph.js";
import { judge } from "./judge.js";
import { graphPicture } from "./picture.js";
import { callOf, nodeWords, slopeWords, turnIn, turnOf, valueWords, whatIs } from "./words.js";

const INPUTS = ["image", "kernels", "weight", "bias", "target"];
const TRAITS = [...INPUTS, "node", "step", "guess", "outcome", "controls", "program"];
const LAST = COMPUTED.length + BACK.length;
const EXAMPLES = {
  "Filter b is silent": { image: [[2, 1], [4, 2]], kernels: [[2, -3], [-1, 1]], weight: [[4, -3], [1, 2]], bias: [-3, 3], target: 0 },
  "Both filters answer": { image: [[2, 1], [4, 2]], kernels: [[2, -3], [-1, 3]], weight: [[4, -3], [1, 2]], bias: [1, -3], target: 0 },
};

function build({ model, start, root, signal }) {
  const state = () => read(model, TRAITS);
  const computeOnce = remembered(INPUTS, compute);
  const choose = (node) => save(model, { node });
  const goOn = (step, outcome = "") => save(model, { step, outcome, guess: "", node: turnOf(step)?.name ?? state().node });
  const turn = turnPanel({ model, signal, state, goOn, results: () => computeOnce(state()) });
  const fields = inputPanel({ model, start, signal, state });
  const act = (node) => (turnIn(state())?.name === node ? turn.focus() : fields.focus(node));
  const picture = graphPicture({ signal, choose, act });
  const says = liveRegion();
  const bar = walkButtons({ signal, goOn, state });
  const call = printedCall();
  const note = h("p", { class: "cb-note" }, "∂ is short for the slope of the loss at that node. A dotted arrow lets no slope back.");
  root.append(picture.element, note, says, turn.element, bar.element, fields.element, call.element);

  return () => {
    const now = state();
    const results = computeOnce(now);
    root.cnnbookOutput = { height: 2, width: NODES.length, data: [results.values, results.slopes].flatMap((row) => NODES.map((name) => row[name])) };
    picture.update(now, results);
    setText(says, nodeWords(now, results));
    [turn, bar, fields].forEach((part) => part.update(now));
    for (const element of [note, turn.element, bar.element]) element.hidden = !now.controls.includes("predict");
    fields.element.hidden = !now.controls.includes("inputs");
    call.update(callOf(now));
  };
}

/* ---- the turn: predict, check, see --------------------------------------------------------------------- */

function turnPanel({ model, signal, state, results, goOn }) {
  const input = h("input", { type: "text", class: "cb-text", autocomplete: "off", size: 8, maxlength: 40, id: uniqueId("guess") });
  const label = h("label", { for: input.id });
  const verdict = h("p", { class: "cb-verdict", role: "status", "aria-live": "polite" });
  const check = () => {
    const turn = turnOf(state().step);
    if (!turn) return;
    if (judge(input.value, turn, results()).kind === "right") goOn(state().step + 1, "right");
    else save(model, { outcome: "checked" });
  };
  const press = [button("Check", check, signal), button("Show", () => goOn(state().step + 1, "shown"), signal)];
  input.addEventListener("input", () => save(model, { guess: input.value, outcome: "" }), { signal });
  input.addEventListener("keydown", (event) => event.key === "Enter" && check(), { signal });
  const element = h("div", { class: "cb-ask" }, h("div", { class: "cb-ask-line" }, label, input, ...press), verdict);
  const update = (now) => {
    const turn = turnOf(now.step);
    element.classList.toggle("cb-done", !turn);
    for (const part of [input, ...press]) part.hidden = !turn;
    setText(label, turn ? `Your turn: ${turn.asked} =` : "All values and slopes are known.");
    if (input.value !== String(now.guess)) input.value = now.guess;
    const [kind, words] = verdictOf(now, results());
    verdict.dataset.kind = kind;
    if (verdict.textContent !== MARKS[kind] + words) verdict.replaceChildren(h("b", {}, MARKS[kind]), words);
  };
  return { element, update, focus: () => input.focus() };
}

const MARKS = { right: "✓ Right. ", wrong: "✗ Not yet. ", shown: "", waiting: "" };

/* What came of the last press: of a prediction that waits, or of the one before, which is known now. */
function verdictOf({ step, outcome, guess }, results) {
  const [turn, last] = [turnOf(step), turnOf(step - 1)];
  if (outcome === "checked" && turn) {
    const { kind, says } = judge(String(guess), turn, results);
    return [kind, says];
  }
  if (!last || !["right", "shown"].includes(outcome)) return ["waiting", ""];
  return [outcome, (last.kind === "value" ? valueWords : slopeWords)(last.name, results)];
}

function walkButtons({ signal, goOn, state }) {
  const values = COMPUTED.length;
  const back = button("One back", () => goOn(Math.max(0, state().step - 1)), signal);
  const all = button("", () => goOn(state().step < values ? values : LAST), signal);
  const slopes = button("Hide the slopes", () => goOn(values), signal);
  const both = button("Predict the values too", () => goOn(0), signal);
  const element = h("div", { class: "cb-fields" }, back, all, slopes, both);
  const update = ({ step }) => {
    setText(all, step < values ? "Show all values" : "Show all slopes");
    back.disabled = step === 0;
    all.disabled = step === LAST;
    slopes.disabled = step <= values;
    both.disabled = step === 0;
  };
  return { element, update };
}

/* ---- other inputs -------------------------------------------------------------------------------------- */

function inputPanel({ model, start, signal, state }) {
  const limits = limitsOf(model);
  const take = (values) => (save(model, { outcome: "", ...values }), null);
  const fieldOf = (leaf) => numberField({ label: `${leaf}, ${whatIs(leaf)}`, limit: limitOf(leaf, limits), signal, change: (value) => take(changed(state(), leaf, value)) });
  const fields = Object.fromEntries(LEAVES.map((leaf) => [leaf, fieldOf(leaf)]));
  const hint = h("span", { class: "cb-note" }, "Choose a pixel, a weight or a bias to change it.");
  const classes = [["0", "class 0"], ["1", "class 1"]];
  const target = selectField({ label: "Target", choices: classes, signal, change: (value) => take({ target: Number(value) }) });
  const presets = Object.entries(EXAMPLES).map(([name, values]) => button(name, () => take(structuredClone(values)), signal));
  const again = button("Start again", () => take(read(start, TRAITS)), signal);
  const element = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element), hint, target.element, ...presets, again);
  const update = (now) => {
    const { values } = compute(now);
    for (const [leaf, field] of Object.entries(fields)) {
      field.element.hidden = leaf !== now.node;
      field.update(values[leaf]);
    }
    hint.hidden = now.node in fields;
    target.update(now.target);
  };
  return { element, update, focus: (/** @type {string} */ leaf) => fields[leaf]?.input.focus() };
}

export default widget(TRAITS, build, problemOf);
