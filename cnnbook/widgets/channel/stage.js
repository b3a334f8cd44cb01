/** The pictures: a row for each channel (map, slice of the filter, result), and the sum of all beside them. */
import { paintColour } from "./paint.js";
import { numberField } from "../page/controls.js";
import { h, setText } from "../page/dom.js";
import { extent } from "../maths/maps.js";
import { windowBox } from "../maths/windows.js";
import { createGrid, createLegend } from "../page/grid.js";
import { cellsStation, elementStation, traced } from "../page/connectors.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { format } from "../page/numbers.js";

/* A name as in the code, and what it is in words. */
function title() {
  const name = h("b", { class: "cb-name" });
  const words = h("span");
  const element = h("p", { class: "cb-title" }, name, " ", words);
  return { element, update: (code, text = "") => (setText(name, code), setText(words, text)) };
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
  const cells = [input, matrix, part].map((body, i) => h("div", { class: "cb-panel" }, titles[i].element, body.element));
  const element = h("div", { class: "cb-channel", role: "group", "aria-label": `Channel ${c}` }, ...cells);
  const update = (now, computed) => {
    const { ranges } = computed;
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
  const way = (now, computed, origin, target) => [
    cellsStation(input.canvas, computed.padded[c], windowOf(now), origin),
    elementStation(matrix.grid, cells[1], origin),
    cellsStation(part.canvas, computed.parts[c], { row: now.row, column: now.column }, origin),
    target,
  ];
  return { element, update, way };
}

function windowOf(now) {
  return windowBox(now, { kernel_size: now.kernel, stride: now.stride });
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
    limit: { kind: "number" },
    signal,
    change: (value) => attempt({ bias: state().bias.map((old, f) => (f === current().filter ? value : old)) }),
  });
  const biasLabel = bias.element.children[0];
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
    setText(biasLabel, `Bias b[${f}]`);
  };
  const target = (now, computed, origin) =>
    cellsStation(grid.canvas, computed.outputs[now.filter], { row: now.row, column: now.column }, origin);
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

/**
 * @param {object} context what the widget lends
 * @param {AbortSignal} context.signal
 * @param {(values: Record<string, any>) => string | null} context.attempt takes new values, or says why it cannot
 * @param {() => any} context.state
 * @param {(row: number, column: number) => void} context.choose
 * @param {() => void} context.pause
 */
export function stage({ signal, attempt, state, choose, pause }) {
  /** @type {any} */
  let shown = null;
  const current = () => shown;
  const changeWeight = (c, row, column, value) => {
    const weight = structuredClone(state().weight);
    weight[current().filter][c][row][column] = value;
    return attempt({ weight });
  };
  const context = { signal, attempt, state, choose, pause, current, changeWeight };
  const legends = { input: createLegend("Input values"), part: createLegend("Values of the channels' results") };
  const legendRow = h("div", { class: "cb-channel" }, legends.input.element, h("span"), legends.part.element);
  const channels = h("div", { class: "cb-channels" });
  const colour = colourPicture();
  const sum = sumPanel(context);
  const left = h("div", { class: "cb-left" }, channels, legendRow);
  const right = h("div", { class: "cb-right" }, sum.element, colour.element);
  const element = h("div", { class: "cb-stage" }, left, right);
  const rows = rowsOf(channels, context);
  const ways = (origin, now, computed) => {
    const target = sum.target(now, computed, origin);
    return rows.list().map((row) => row.way(now, computed, origin, target));
  };
  const drawPaths = traced(element, ways, signal);
  const update = (/** @type {any} */ now, /** @type {import("./layer.js").Results} */ computed) => {
    shown = { ...now, inside: insideOf(now, computed) };
    element.classList.toggle("cb-wide-kernel", Math.max(...now.kernel) > 3);
    rows.resize(computed.maps.length);
    rows.list().forEach((row) => row.update(shown, computed));
    sum.update(now, computed);
    colour.update(now, computed);
    legends.input.update(computed.ranges.input);
    legends.part.update(computed.ranges.part);
    drawPaths(shown, computed);
  };
  return { element, update };
}

function insideOf({ padding: p }, { maps }) {
  const [{ height, width }] = maps;
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
