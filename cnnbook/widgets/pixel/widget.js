/** PixelExplorer: an image is a grid of numbers; point at each, change each. */
import { button, checkField, selectField, sliderField } from "../page/controls.js";
import { at, nearest } from "../maths/maps.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createGrid, createLegend, createTable } from "../page/grid.js";
import { limitsOf, read, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { numbersFit } from "../page/paint.js";
import { panel, sizeOf } from "../page/panels.js";
import { FILE, createPictureSource, photographOf } from "../page/picture_source.js";
import { createHistory, undoByKey } from "../page/undo.js";
import { callOf, fittingResolution, inverted, painted, problemOf, resolutionsOf, sentenceOf, shownOf, sideOf, stroke } from "./derived.js";

const PICTURE = ["image", "image_code", "image_file"];
const OWN = 64; // the most rows and columns of a picture of the reader's own
const NAMES = [...PICTURE, "resolution", "scale", "row", "column", "tool", "brush", "ink", "show_numbers", "controls"];
const TOOLS = { look: "Look", paint: "Paint", erase: "Erase" };

function build({ model, start, shared, root, signal }) {
  const state = () => read(model, NAMES);
  const pen = createPen({ model, start, shared, state });
  const picture = buildPicture({ state, pen, signal });
  undoByKey(root, pen.undo, signal);
  const fields = buildFields({ model, state, pen, signal });
  const call = printedCall();
  const table = createTable("The pixels as a table", signal);
  const side = h("div", { class: "cb-pixel-side" }, picture.says, fields.element);
  const source = buildSource({ model, root, pen, signal });
  root.append(h("div", { class: "cb-pixel" }, picture.element, side), source?.element ?? "", call.element, table.element);
  window.addEventListener("resize", () => picture.update(), { signal });
  return () => {
    const now = state();
    const shown = shownOf(now);
    root.cnnbookOutput = shown;
    picture.update(now, shown);
    fields.update(now);
    source?.update();
    call.update(callOf(now));
    table.update(shown);
  };
}

/* ---- the pen: what changes the image, and how to take it back ------------------------------------------ */

function createPen({ model, start, shared, state }) {
  /* An image from earlier may have another size. */
  const fit = (then) => ({ ...then, resolution: fittingResolution(then.image, state().resolution) });
  const { remember, take, undo } = createHistory({ model, shared, names: PICTURE, fit });
  let drawing = false;
  let last = null;
  const put = (image, more = {}) => save(model, { image, image_code: "", image_file: "", ...more });
  const mark = (cell, from) => {
    const now = state();
    const ink = now.tool === "erase" ? 0 : now.ink;
    const place = { row: cell.row, column: cell.column };
    put(painted(now.image, stroke(from, cell), { side: sideOf(now), brush: now.brush, ink }), place);
    last = cell;
  };
  const begin = (cell) => {
    remember();
    drawing = true;
    mark(cell, cell);
  };
  return {
    begin,
    go: (cell) => drawing && mark(cell, last ?? cell),
    leave: () => (last = null),
    lift: () => (drawing = false),
    fill: (change) => (remember(), put(change(state().image))),
    undo,
    restart: () => (remember(), save(model, fit(read(start, PICTURE)))),
    look: (cell) => save(model, cell),
    /* A picture of the reader's own, from 0 to 255. */
    load: (rows) => {
      const image = rows.map((row) => row.map((value) => value / 255));
      take(fit({ image, image_code: "", image_file: FILE }));
    },
  };
}

function buildSource({ model, root, pen, signal }) {
  if (!model.get("photograph")) return null;
  const photograph = () => photographOf(model.get("photograph"), OWN);
  const own = () => (model.get("image_file") ? model.get("image").map((row) => row.map((value) => Math.round(value * 255))) : null);
  return createPictureSource({ root, largest: OWN, photograph, take: pen.load, own, signal });
}

/* ---- the picture ------------------------------------------------------------------------------------------- */

function buildPicture({ state, pen, signal }) {
  const says = liveRegion();
  const grid = createGrid({
    label: "Image",
    signal,
    drags: true,
    onPoint: (cell, how, event) => point(cell, how, event, { state, pen, grid }),
    onActivate: (cell) => (state().tool === "look" ? setText(says, "To change this pixel, choose Paint or Erase.") : (pen.begin(cell), pen.lift())),
  });
  const legend = createLegend("Intensities");
  const head = h("span");
  const note = h("p", { class: "cb-note", role: "status" });
  const element = panel("Image", head, grid.element, legend.element, note);
  let latest = null;
  const update = (now = latest?.now, shown = latest?.shown) => {
    if (!now) return;
    latest = { now, shown };
    const cell = nearest(now, shown);
    // A finger that looks may scroll the page; a finger that paints must not.
    grid.element.classList.toggle("cb-drags", now.tool !== "look");
    grid.update({ map: shown, range: [0, now.scale], numbers: now.show_numbers, cursor: cell, boxes: [brushBox(now, cell)] });
    legend.update([0, now.scale]);
    setText(head, `${sizeOf(shown)} = ${shown.data.length} numbers`);
    setText(note, now.show_numbers ? tooSmall(grid, shown) : "");
    setText(says, sentenceOf(now, cell, at(shown, cell.row, cell.column)));
  };
  return { element, says, update };
}

function brushBox({ tool, brush }, { row, column }) {
  if (tool === "look") return { row, column };
  const back = Math.floor((brush - 1) / 2);
  return { row: row - back, column: column - back, rows: brush, columns: brush, kind: tool === "erase" ? "dashed" : "" };
}

function point(cell, how, event, { state, pen, grid }) {
  const painting = state().tool !== "look";
  if (how === "press" && painting) return pen.begin(cell);
  if (how === "drag" && painting) return isInside(event, grid.canvas) ? pen.go(cell) : pen.leave();
  pen.lift();
  return how === "key" && painting && event.shiftKey ? pen.begin(cell) : pen.look(cell);
}

function isInside({ clientX, clientY }, canvas) {
  const { left, right, top, bottom } = canvas.getBoundingClientRect();
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
}

function tooSmall(grid, shown) {
  const cellPixels = grid.canvas.clientWidth / shown.width;
  if (!cellPixels || numbersFit(shown, cellPixels)) return "";
  return "These numbers do not fit into the cells: choose fewer pixels, or intensities from 0 to 9.";
}

/* ---- the fields ---------------------------------------------------------------------------------------------- */

function buildFields({ model, state, pen, signal }) {
  const set = (name) => (value) => (save(model, { [name]: value }), null);
  const fields = {
    tools: buildTools({ model, pen, signal }),
    resolution: selectField({
      label: "Resolution",
      choices: [],
      change: (rows) => refine(model, state(), Number(rows)),
      signal,
    }),
    scale: selectField({ label: "Intensities", choices: limitsOf(model).scale.choices.map((most) => [most, `0 to ${most}`]), change: (most) => set("scale")(Number(most)), signal }),
    numbers: checkField({ label: "numbers in the cells", change: set("show_numbers"), signal }),
  };
  const element = h("div", { class: "cb-fields" }, ...Object.values(fields).map((field) => field.element));
  const update = (now) => {
    Object.entries(fields).forEach(([name, field]) => (field.element.hidden = !now.controls.includes(name)));
    fields.tools.update(now);
    fields.resolution.offer(resolutionChoices(now.image));
    fields.resolution.update(now.resolution);
    fields.scale.update(now.scale);
    fields.numbers.update(now.show_numbers);
  };
  return { element, update };
}

function resolutionChoices(image) {
  const width = (rows) => (rows * image[0].length) / image.length;
  return resolutionsOf(image).reverse().map((rows) => [rows, `${rows} × ${width(rows)}`]);
}

/* Another resolution, with the chosen place kept. */
function refine(model, now, resolution) {
  const ratio = resolution / now.resolution;
  save(model, { resolution, row: Math.floor(now.row * ratio), column: Math.floor(now.column * ratio) });
  return null;
}

function brushes({ min, max }) {
  return Array.from({ length: max - min + 1 }, (_, i) => [min + i, `${min + i} × ${min + i}`]);
}

function buildTools({ model, pen, signal }) {
  const limits = limitsOf(model);
  const tools = limits.tool.choices;
  const choices = tools.map((tool) => button(TOOLS[tool], () => save(model, { tool }), signal));
  const brush = selectField({
    label: "Brush",
    choices: brushes(limits.brush),
    change: (side) => (save(model, { brush: Number(side) }), null),
    signal,
  });
  // In the reader's intensities: full ink is 9 where white is 9.
  const say = (value) => format(value * model.get("scale"), model.get("scale") > 1 ? 0 : 1);
  const ink = sliderField({ label: "Ink", limit: limits.ink, step: 0.1, change: (value) => save(model, { ink: value }), signal, say });
  const actions = [
    button("Clear", () => pen.fill((image) => image.map((line) => line.map(() => 0))), signal),
    button("Invert", () => pen.fill(inverted), signal),
    button("Undo", () => pen.undo(), signal),
    button("Start again", () => pen.restart(), signal),
  ];
  const keys = h("p", { class: "cb-note" }, "Keys: arrows move, Space marks a pixel, Shift + arrows draws, Ctrl + Z undoes.");
  const element = h(
    "div",
    { class: "cb-pixel-tools" },
    h("div", { class: "cb-pixel-row", role: "group", "aria-label": "What pressing does" }, ...choices),
    h("div", { class: "cb-pixel-row" }, brush.element, ink.element),
    h("div", { class: "cb-pixel-row" }, ...actions),
    keys,
  );
  const update = (now) => {
    choices.forEach((press, i) => press.setAttribute("aria-pressed", String(tools[i] === now.tool)));
    brush.element.hidden = keys.hidden = now.tool === "look";
    ink.element.hidden = now.tool !== "paint";
    brush.update(now.brush);
    ink.update(now.ink);
  };
  return { element, update };
}

export default widget(NAMES, build, problemOf);
