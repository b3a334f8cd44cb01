/** The pictures: a row for each channel (map, slice of the filter, result), and the sum of all beside them. */
import { paintColour } from "./paint.js";
import { numberField } from "../page/controls.js";
import { h, setText } from "../page/dom.js";
import { extent } from "../maths/convolution.js";
import { createGrid, createLegend } from "../page/grid.js";
import { boxOf, cellsBox, funnel, joint, lineLayer } from "../page/connectors.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { format } from "../page/numbers.js";

/** A name as in the code, and what it is in words. */
function title() {
  const name = h("b", { class: "cb-name" });
  const words = h("span");
  const element = h("p", { class: "cb-title" }, name, " ", words);
  return { element, update: (code, text = "") => (setText(name, code), setText(words, text)) };
}

/** The smallest and largest value of several maps. */
function extentOf(maps) {
  const ends = maps.map(extent);
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
}

/* How far the output place moves when the input cursor does: at least one, however long the stride. */
function stride(delta, step) {
  return Math.sign(delta) * Math.ceil(Math.abs(delta) / step);
}

function inputCursor(now) {
  return {
    row: now.row * now.stride + ((now.kernel[0] - 1) >> 1),
    column: now.column * now.stride + ((now.kernel[1] - 1) >> 1),
  };
}

/* ---- one channel --------------------------------------------------------------------------------- */

function inputGrid(c, { signal, choose, pause, current }) {
  const onPoint = ({ row, column }, how) => {
    const now = current();
    const here = inputCursor(now);
    const [down, across] = [row - here.row, column - here.column];
    pause();
    if (how === "key") choose(now.row + stride(down, now.stride), now.column + stride(across, now.stride));
    else choose(now.row + Math.round(down / now.stride), now.column + Math.round(across / now.stride));
  };
  const describe = (row, column, value) => {
    const { padding: p, inside } = current();
    const where = `row ${row - p}, column ${column - p}: ${format(value)}`;
    return inside(row, column) ? where : `padding, ${where}`;
  };
  return createGrid({ label: `x[${c}]: input map ${c}`, signal, onPoint, describe });
}

function channelRow(c, context) {
  const { signal, changeWeight, choose, pause } = context;
  const input = inputGrid(c, context);
  const matrix = matrixEditor({ label: "", signal, change: (row, column, value) => changeWeight(c, row, column, value) });
  const part = createGrid({
    label: `Result of channel ${c}`,
    signal,
    onPoint: ({ row, column }) => (pause(), choose(row, column)),
  });
  const titles = [title(), title(), title()];
  const cell = (head, body) => h("div", { class: "cb-panel" }, head.element, body.element);
  const element = h(
    "div",
    { class: "cb-channel", role: "group", "aria-label": `Channel ${c}` },
    cell(titles[0], input),
    cell(titles[1], matrix),
    cell(titles[2], part),
  );
  const update = (now, computed, ranges) => {
    const [f, position] = [now.filter, { row: now.row, column: now.column }];
    titles[0].update(`x[${c}]`, now.names[c] ?? "");
    titles[1].update(`w[${f}, ${c}]`);
    titles[2].update(`x[${c}] ∗ w[${f}, ${c}]`);
    input.update({
      map: computed.padded[c],
      range: ranges.input,
      ring: now.padding,
      numbers: now.show_numbers,
      cursor: inputCursor(now),
      boxes: [windowOf(now)],
    });
    matrix.grid.setAttribute("aria-label", `w[${f}, ${c}]: weights of filter ${f} for channel ${c}`);
    matrix.update(computed.slices[c]);
    part.update({ map: computed.parts[c], range: ranges.part, numbers: now.show_numbers, cursor: position, boxes: [position] });
  };
  const lines = (now, computed, origin, target) => {
    const from = cellsBox(input.element.firstChild, computed.padded[c], windowOf(now), origin);
    const slice = boxOf(matrix.grid, origin);
    const cell = cellsBox(part.element.firstChild, computed.parts[c], { row: now.row, column: now.column }, origin);
    const map = boxOf(part.element, origin);
    return [...funnel(from, slice), ...joint(slice, map, slice, cell), ...joint(map, target.map, cell, target.cell)];
  };
  return { element, update, lines };
}

function windowOf({ row, column, stride: step, kernel: [rows, columns] }) {
  return { row: row * step, column: column * step, rows, columns };
}

/* ---- the sum --------------------------------------------------------------------------------------- */

function sumPanel({ signal, attempt, state, choose, pause, current }) {
  const head = title();
  const grid = createGrid({
    label: "Output: the sum over the channels",
    signal,
    onPoint: ({ row, column }) => (pause(), choose(row, column)),
  });
  const legend = createLegend("Output values");
  const bias = numberField({
    label: "Bias",
    whole: false,
    signal,
    change: (value) => attempt({ bias: state().bias.map((old, f) => (f === current().filter ? value : old)) }),
  });
  const sum = h("p", { class: "cb-note" });
  const element = h("section", { class: "cb-panel cb-sum" }, head.element, sum, grid.element, legend.element, bias.element);
  const update = (now, computed) => {
    const [f, position] = [now.filter, { row: now.row, column: now.column }];
    head.update(`output[${f}]`, `${computed.outputs[f].height} × ${computed.outputs[f].width}`);
    const channels = computed.parts.length;
    setText(sum, `The ${channels === 1 ? "one result" : `${channels} results`} added up, plus the bias b[${f}].`);
    grid.update({ map: computed.outputs[f], numbers: now.show_numbers, cursor: position, boxes: [position] });
    legend.update(extent(computed.outputs[f]));
    bias.update(now.bias[f]);
    setText(bias.element.firstChild, `Bias b[${f}]`);
  };
  const target = (now, computed, origin) => ({
    map: boxOf(grid.element, origin),
    cell: cellsBox(grid.element.firstChild, computed.outputs[now.filter], { row: now.row, column: now.column }, origin),
  });
  return { element, update, target };
}

function colourPicture() {
  const canvas = h("canvas", { role: "img" });
  const caption = h("p", { class: "cb-note" }, "The three channels together, as the eye sees them.");
  const element = h("div", { class: "cb-colour" }, canvas, caption);
  const update = (now, { maps }) => {
    element.hidden = !now.colour || maps.length !== 3;
    if (element.hidden) return;
    canvas.setAttribute("aria-label", `Colour picture of ${maps[0].height} × ${maps[0].width} pixels, with the window`);
    const place = windowOf(now);
    const accent = getComputedStyle(canvas).getPropertyValue("--cb-accent");
    paintColour(canvas, maps, { ...place, row: place.row - now.padding, column: place.column - now.padding }, accent);
  };
  return { element, update };
}

/* ---- all together ------------------------------------------------------------------------------------ */

/** @param {object} context what the widget lends: signal, attempt, state, choose, pause */
export function stage({ signal, attempt, state, choose, pause }) {
  let shown = null;
  const current = () => shown.now;
  const changeWeight = (c, row, column, value) => {
    const weight = structuredClone(state().weight);
    weight[current().filter][c][row][column] = value;
    return attempt({ weight });
  };
  const context = { signal, attempt, state, choose, pause, current, changeWeight };
  const layer = lineLayer();
  const legends = { input: createLegend("Input values"), part: createLegend("Values of the channels' results") };
  const legendRow = h("div", { class: "cb-channel" }, legends.input.element, h("span"), legends.part.element);
  const channels = h("div", { class: "cb-channels" });
  const colour = colourPicture();
  const sum = sumPanel(context);
  const left = h("div", { class: "cb-left" }, channels, legendRow);
  const right = h("div", { class: "cb-right" }, sum.element, colour.element);
  const element = h("div", { class: "cb-stage" }, left, right, layer.element);
  const rows = rowsOf(channels, context);
  let ranges = {};

  const drawLines = () => {
    if (!shown || signal.aborted) return;
    const origin = element.getBoundingClientRect();
    const target = sum.target(shown.now, shown.computed, origin);
    layer.draw(rows.list().flatMap((row) => row.lines(shown.now, shown.computed, origin, target)));
  };
  const observer = new ResizeObserver(drawLines);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
  const update = (now, computed) => {
    shown = { now: { ...now, inside: insideOf(now, computed) }, computed };
    element.classList.toggle("cb-wide-kernel", Math.max(...now.kernel) > 3);
    if (computed !== ranges.of) ranges = { of: computed, input: extentOf(computed.maps), part: extentOf(computed.parts) };
    rows.resize(computed.maps.length);
    rows.list().forEach((row) => row.update(shown.now, computed, ranges));
    sum.update(now, computed);
    colour.update(now, computed);
    legends.input.update(ranges.input);
    legends.part.update(ranges.part);
    drawLines();
  };
  return { element, update };
}

function insideOf({ padding: p }, { maps: [{ height, width }] }) {
  return (row, column) => row >= p && column >= p && row < p + height && column < p + width;
}

/* As many rows as channels; each has a life of its own, so that one that goes leaves no listener. */
function rowsOf(parent, context) {
  const rows = [];
  const add = () => {
    const life = new AbortController();
    context.signal.addEventListener("abort", () => life.abort(), { signal: life.signal });
    const row = channelRow(rows.length, { ...context, signal: life.signal });
    rows.push({ ...row, life });
    parent.append(row.element);
  };
  const remove = () => {
    const { life, element } = rows.pop();
    life.abort();
    element.remove();
  };
  const resize = (count) => {
    while (rows.length < count) add();
    while (rows.length > count) remove();
  };
  return { resize, list: () => rows };
}
