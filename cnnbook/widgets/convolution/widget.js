/** ConvolutionExplorer: a kernel slides over an image, and every number of it can be seen and changed. */
import { button, checkField, numberField, player, selectField } from "../page/controls.js";
import { buildPanels } from "./panels.js";
import { callOf, compute, formulaOf, problemOf, symbolsOf } from "./derived.js";
import { h, printedCall, setText, widget } from "../page/dom.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { ownPicture } from "../page/own_picture.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { recentred } from "../maths/kernels.js";
import { fromRows, nearest, nextCell, sum } from "../maths/maps.js";

const NAMES = ["kernel", "normalise", "flip", "stride", "padding", "padding_mode", "padding_value", "dilation"];
const PLACE = ["row", "column"];
const PICTURE = ["image", "image_code", "image_file"];
const OWN = 96; // the most rows and columns of a picture of the reader's own
const REST = ["scale", "show_numbers", "controls"];
const SCALES = { own: "its own", input: "the input's" };
const MODES = { reflect: "reflect (mirror)", replicate: "replicate (edge)", circular: "circular (wrap)" };

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, [...NAMES, ...PLACE, ...PICTURE, ...REST]);
  const history = createHistory({ model, shared, names: [...NAMES, ...PICTURE] });
  undoByKey(root, history.undo, signal);
  /* Take new values when they can be computed; otherwise say why not. */
  const attempt = (values) => {
    const problem = problemOf({ ...state(), ...values });
    if (!problem) history.take(values);
    return problem;
  };
  const choose = (row, column) => save(model, nearest({ row, column }, computed.output));
  let computed = null;
  let playing = null;

  const panels = buildPanels({ signal, attempt, state, choose, computed: () => computed, pause: () => playing.pause(), plays: () => playing?.plays() ?? false, largest: limitsOf(model).kernel.largest });
  const fields = buildFields({ model, start, signal, attempt, state, undo: history.undo });
  const step = () => save(model, nextCell(nearest(state(), computed.output), computed.output));
  playing = player({ step, signal, changed: () => panels.update(state(), computed) });
  const source = ownPicture({ model, root, largest: OWN, take: attempt, signal });
  const call = printedCall();
  const board = h("div", { class: "cb-convolution" }, panels.element, playing.element, panels.words, fields.element);
  root.append(board, source?.element ?? "", call.element, panels.tables);

  const computeOnce = remembered(["image", ...NAMES], compute);
  return () => {
    const now = state();
    computed = computeOnce(now);
    root.cnnbookOutput = computed.output;
    panels.update(now, computed);
    fields.update(now, computed);
    source?.update();
    call.update(callOf(now));
  };
}

/* ---- the fields ----------------------------------------------------------------------------------- */

function buildFields({ model, start, signal, attempt, state, undo }) {
  const limits = limitsOf(model);
  const number = (name, label) => numberField({ label, limit: limits[name], signal, change: (value) => attempt({ [name]: value }) });
  const check = (name, label) => checkField({ label, signal, change: (on) => attempt({ [name]: on }) });
  const fields = {
    named: selectField({ label: "Kernel", choices: kernelChoices(model), signal, change: (name) => useNamed(name, model, attempt, state) }),
    size: selectField({ label: "Size", choices: oddSizes(limits.kernel), signal, change: (k) => resize(Number(k), model, attempt, state) }),
    normalise: check("normalise", "divide by the sum"),
    flip: check("flip", "flip (true convolution)"),
    stride: number("stride", "Stride"),
    padding: number("padding", "Padding"),
    padding_mode: selectField({ label: "Padding mode", choices: limits.padding_mode.choices.map((mode) => [mode, MODES[mode] ?? mode]), signal, change: (mode) => attempt({ padding_mode: mode }) }),
    padding_value: number("padding_value", "Constant"),
    dilation: number("dilation", "Dilation"),
    scale: selectField({ label: "Output's scale", choices: limits.scale.choices.map((scale) => [scale, SCALES[scale]]), signal, change: (scale) => (save(model, { scale }), null) }),
    numbers: checkField({ label: "numbers in the cells", signal, change: (on) => (save(model, { show_numbers: on }), null) }),
  };
  const formula = h("div", { class: "cb-formula" }, h("p"), h("p"));
  const symbols = h("p", { class: "cb-note" });
  const actions = [button("Undo", undo, signal), button("Start again", () => attempt(read(start, [...NAMES, ...PICTURE])), signal)];
  const groups = grouped(fields, actions);
  const element = h("div", {}, ...groups.elements, formula, symbols);
  const update = (now, results) => {
    Object.entries(fields).forEach(([name, field]) => {
      field.element.hidden = !now.controls.includes(name);
      if (name in now) field.update(now[name]);
    });
    fields.named.update(nameOf(now.kernel, model) ?? "custom");
    fields.size.update(now.kernel.length);
    fields.numbers.update(now.show_numbers);
    fields.padding_value.element.hidden ||= now.padding_mode !== "constant" || now.padding === 0;
    groups.update();
    const sized = ["stride", "padding", "dilation"].some((name) => now.controls.includes(name));
    formula.hidden = symbols.hidden = !sized;
    setText(symbols, symbolsOf(now));
    setText(formula.children[0], formulaOf("height", results.image.height, results.weights.height, now));
    setText(formula.children[1], formulaOf("width", results.image.width, results.weights.width, now));
  };
  return { element, update };
}

/* The kernel, how it moves, and what is seen of it: a group of which nothing is shown takes no room. */
function grouped(fields, actions) {
  const all = [...Object.values(fields).map((field) => field.element), ...actions];
  const parts = [all.slice(0, 4), all.slice(4, 9), all.slice(9)];
  const elements = parts.map((group) => h("div", { class: "cb-fields" }, ...group));
  const update = () => elements.forEach((element, i) => (element.hidden = parts[i].every((part) => part.hidden)));
  return { elements, update };
}

/* Kernels with a middle: 1 × 1, 3 × 3, … */
function oddSizes({ largest: [most] }) {
  return Array.from({ length: Math.ceil(most / 2) }, (_, i) => [2 * i + 1, `${2 * i + 1} × ${2 * i + 1}`]);
}

/* ---- named kernels: a table that Python fills --------------------------------------------------------- */

function kernelChoices(model) {
  const named = Object.keys(model.get("named_kernels")).map((name) => [name, name.replaceAll("_", " ")]);
  return [...named, ["custom", "your own"]];
}

function nameOf(kernel, model) {
  const same = JSON.stringify(kernel);
  return Object.entries(model.get("named_kernels")).find(([, sizes]) =>
    Object.values(sizes).some((weights) => JSON.stringify(weights) === same),
  )?.[0];
}

function useNamed(name, model, attempt, state) {
  const sizes = model.get("named_kernels")[name];
  if (!sizes) return "Your own kernel is made by changing a weight: click one.";
  const kernel = sizes[state().kernel.length] ?? sizes[3];
  const total = sum(fromRows(kernel));
  return attempt(total === 0 ? { kernel, normalise: false } : { kernel });
}

function resize(k, model, attempt, state) {
  const { kernel } = state();
  const named = model.get("named_kernels")[nameOf(kernel, model) ?? ""]?.[k];
  return attempt({ kernel: named ?? recentred(kernel, k) });
}

export default widget([...NAMES, ...PLACE, ...PICTURE, ...REST], build, problemOf);
