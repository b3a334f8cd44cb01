/** TemplateExplorer: draw a digit or move it, and see what each of ten templates answers. */
import { SIDE, pointsOf } from "../maths/drawing.js";
import { nearest } from "../maths/maps.js";
import { button } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid } from "../page/grid.js";
import { createReadable } from "../page/map_strip.js";
import { limitsOf, read, remembered, save } from "../page/model.js";
import { panel, sizeOf } from "../page/panels.js";
import { FILE, createPictureSource, photographOf } from "../page/picture_source.js";
import { toolbar } from "../page/toolbar.js";
import { undoByKey } from "../page/undo.js";
import { createColumns } from "./columns.js";
import { callOf, compute, moveWords, pixelWords, prepared, problemOf, verdictOf } from "./derived.js";
import { createHand } from "./hand.js";

const PICTURE = ["image", "image_code", "image_file", "strokes", "down", "right"];
const NAMES = [...PICTURE, "sliding", "template", "row", "column", "tool"];
const PACKED = ["templates", "examples", "example_numbers"];
const TOOLS = { look: "Look", move: "Move", draw: "Draw" };

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, NAMES);
  const given = prepared(read(model, PACKED));
  const computeOnce = remembered([...PICTURE, "sliding", "template"], (now) => compute(now, given));
  const hand = createHand({ model, start, shared, picture: PICTURE });
  const digit = buildDigit({ model, state, hand, signal });
  const reading = buildReading({ model, state, given, signal });
  const settings = buildSettings({ given, hand, signal });
  const call = printedCall();
  undoByKey(root, hand.undo, signal);
  const source = buildSource({ model, root, hand, signal });
  root.append(h("div", { class: "cb-template" }, digit.element, reading.element), settings, source.element, call.element);
  return () => {
    const now = state();
    const results = computeOnce(now);
    root.cnnbookOutput = { height: 1, width: results.scores.length, data: results.scores };
    digit.update(now, results);
    reading.update(now, results);
    source.update();
    call.update(callOf(now, given));
  };
}

function buildSource({ model, root, hand, signal }) {
  const photograph = () => photographOf(model.get("photograph"), SIDE, "digit");
  const own = () => (model.get("image_file") ? model.get("image").map((row) => row.map((value) => Math.round(value * 255))) : null);
  const take = (rows) => hand.show(rows.map((row) => row.map((value) => value / 255)), FILE);
  return createPictureSource({ root, largest: SIDE, kind: "digit", photograph, take, own, signal });
}

/* ---- the digit ---------------------------------------------------------------------------------------------------- */

function buildDigit({ model, state, hand, signal }) {
  const grid = createGrid({
    label: "The digit",
    signal,
    drags: true,
    onPoint: (cell, how, event) => point(cell, how, event, { state, hand, grid }),
    onActivate: (cell) => state().tool === "draw" && (hand.begin(cell), hand.lift()),
  });
  ["pointerup", "pointercancel"].forEach((type) => grid.canvas.addEventListener(type, () => (hand.lift(), hand.drop()), { signal }));
  const moved = h("span");
  const full = h("p", { class: "cb-problem", role: "alert" });
  const tools = buildTools({ model, hand, signal });
  const element = panel("Image", moved, grid.element, tools.element, buildArrows({ hand, signal }), full, tools.keys);
  const { most } = limitsOf(model).strokes;
  const update = (now, { seen, corner, size }) => {
    const cursor = { row: now.row, column: now.column };
    grid.element.classList.toggle("cb-drags", now.tool !== "look");
    const frame = { ...corner, rows: size, columns: size, kind: now.sliding ? "" : "dashed" };
    const pen = now.tool === "move" ? [] : [cursor];
    grid.update({ map: seen, range: [0, 1], cursor, boxes: [frame, ...pen] });
    tools.update(now);
    setText(moved, `${SIDE} × ${SIDE}, ${moveWords(now)}`);
    setText(full, pointsOf(now.strokes) >= most ? `At most ${most} points can be drawn: clear the image first.` : "");
  };
  return { element, update };
}

function point(cell, how, event, { state, hand, grid }) {
  const { tool, row, column } = state();
  if (how === "key" && tool === "move") return hand.push(cell.row - row, cell.column - column);
  if (how === "key") return tool === "draw" && event.shiftKey ? hand.line(cell) : hand.look(cell);
  if (tool === "look") return hand.look(cell);
  if (how === "press") return tool === "move" ? hand.grip(cell) : hand.begin(cell);
  if (how === "drag") return tool === "move" ? hand.pull(cell) : isInside(event, grid.canvas) ? hand.go(cell) : hand.leave();
  return null;
}

function isInside({ clientX, clientY }, canvas) {
  const { left, right, top, bottom } = canvas.getBoundingClientRect();
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
}

/* A button for each value of a trait. */
function choice({ name, options, model, signal }) {
  const buttons = options.map(([value, text]) => button(text, () => save(model, { [name]: value }), signal));
  const update = (now) => buttons.forEach((press, k) => press.setAttribute("aria-pressed", String(now[name] === options[k][0])));
  return { buttons, update };
}

/* What pressing on the image does: close to it, also on a phone. */
function buildTools({ model, hand, signal }) {
  const tools = choice({ name: "tool", options: limitsOf(model).tool.choices.map((tool) => [tool, TOOLS[tool]]), model, signal });
  const keys = h("p", { class: "cb-note" });
  const segments = toolbar("Pressing on the image", "cb-segments", tools.buttons, signal);
  const element = h("div", { class: "cb-template-row" }, segments, button("Clear", hand.clear, signal));
  const update = (now) => {
    tools.update(now);
    setText(keys, keysOf(now.tool));
  };
  return { element, keys, update };
}

function buildArrows({ hand, signal }) {
  const arrow = (sign, words, down, right) => {
    const one = button(sign, () => hand.push(down, right), signal);
    one.setAttribute("aria-label", `Move the digit ${words}`);
    return one;
  };
  const arrows = [arrow("←", "left", 0, -1), arrow("→", "right", 0, 1), arrow("↑", "up", -1, 0), arrow("↓", "down", 1, 0)];
  return h("div", { class: "cb-template-row" }, h("span", { class: "cb-note" }, "Move"), toolbar("Move the digit", "cb-segments", arrows, signal), button("Undo", hand.undo, signal));
}

/* ---- who reads what ------------------------------------------------------------------------------------------------ */

function buildReading({ model, state, given, signal }) {
  const verdict = liveRegion();
  const choose = (k) => save(model, { template: state().template === k ? -1 : k });
  const columns = createColumns({ templates: given.templates, choose, signal });
  const weights = createReadable({ label: "The template: weights", kind: "weight", signal });
  const products = createReadable({ label: "Products: image × template", signal });
  const answers = createReadable({ label: "The template's answer at each place", signal });
  const heads = { weights: h("span"), answers: h("span") };
  const maps = panel("Answers", heads.answers, answers.element);
  const small = h("div", { class: "cb-template-small" }, panel("Template", heads.weights, weights.element), panel("Products", "", products.element), maps);
  const pixel = h("p", { class: "cb-note" });
  const modes = buildModes({ model, signal });
  const element = h("div", {}, modes.element, verdict, columns.element, small, pixel);
  const update = (now, results) => {
    columns.update(results, now.template >= 0);
    modes.update(now);
    setText(verdict, verdictOf(now, results, given));
    const cell = { row: now.row - results.corner.row, column: now.column - results.corner.column };
    const inside = JSON.stringify(nearest(cell, results.template)) === JSON.stringify(cell);
    const boxes = inside && now.tool === "look" ? [cell] : [];
    const reach = results.products.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    weights.update(results.template, undefined, boxes);
    products.update(results.products, [-reach, reach], boxes);
    maps.hidden = !now.sliding;
    small.classList.toggle("cb-three", now.sliding);
    if (now.sliding) answers.update(mapOf(results), undefined, [results.place]);
    setText(heads.weights, String(results.chosen));
    setText(heads.answers, sizeOf(results.answers));
    setText(pixel, pixelWords(now, results));
  };
  return { element, update };
}

function buildModes({ model, signal }) {
  const modes = choice({ name: "sliding", options: [[false, "Fixed"], [true, "Sliding"]], model, signal });
  const element = toolbar("The templates are", "cb-segments", [h("span", { class: "cb-note" }, "Templates"), ...modes.buttons], signal);
  return { element, update: modes.update };
}

function mapOf({ answers, chosen }) {
  const { height, width, data } = answers;
  return { channels: 1, height, width, data: data.subarray(chosen * height * width, (chosen + 1) * height * width) };
}

/* ---- settings ------------------------------------------------------------------------------------------------------- */

function buildSettings({ given, hand, signal }) {
  const examples = given.known.map(({ label, rowsNow }) => {
    const press = button(String(label), () => hand.show(rowsNow()), signal);
    press.setAttribute("aria-label", `Example: a hand-written ${label}`);
    return press;
  });
  const row = h("div", { class: "cb-field" }, h("span", { class: "cb-note" }, "Examples"), toolbar("Examples", "cb-segments", examples, signal));
  return h("div", { class: "cb-template-settings" }, row, button("Start again", hand.restart, signal));
}

function keysOf(tool) {
  if (tool === "move") return "Drag the digit. Keys on the image: arrows move it, Ctrl + Z undoes.";
  if (tool === "draw") return "Draw with mouse or finger. Keys on the image: arrows move the pen, Space marks a dot, Shift + arrows draws, Ctrl + Z undoes.";
  return "Point at a pixel to see what it adds. Keys on the image: arrows.";
}

export default widget([...NAMES, ...PACKED], build, problemOf);
