/** The graph on the page: nodes are buttons, one tab stop in all, arrow keys walk; arrows are drawn behind them. */
import { h, onResize, setText, svg, uniqueId } from "../page/dom.js";
import { format } from "../page/numbers.js";
import { NODES, pathsFrom } from "./graph.js";
import { known, labelOf, turnIn } from "./words.js";

const STAGES = ["image", "convolution", "ReLU", "max", "linear", "softmax", "loss"];
const KINDS = "xzrmspL";
const HEIGHT = 40;
const ROOMY = 560; // pixels from which the graph lies on its side

/* How far from the image, and in which line. */
function placeOf([kind, k, row]) {
  const line = { x: 2 * Number(k) + Number(row), z: 2 * Number(k === "b") + Number(row), m: k === "a" ? 0.5 : 2.5, L: 1.5 };
  return [KINDS.indexOf(kind), line[kind === "r" ? "z" : kind] ?? 0.5 + 2 * Number(k)];
}

/* The parameters: a block for the filters, one for the linear layer. */
function placeInBlock([kind, k, row]) {
  if (kind === "w" || kind === "c") return { linear: true, row: Number(k), column: kind === "c" ? 2 : Number(row === "b") };
  return { linear: false, row: Number(kind === "b"), column: Number(k) };
}

/* On its side: stages from left to right, the parameters below. */
function lying(width) {
  const box = { width: Math.min(76, (width - 168) / 7), height: HEIGHT };
  const across = (stage) => (stage * (width - box.width)) / 6;
  const place = (name) => {
    if (KINDS.includes(name[0])) return [across(placeOf(name)[0]), 20 + placeOf(name)[1] * (HEIGHT + 14)];
    const { linear, row, column } = placeInBlock(name);
    return [across(linear ? 3 : 0) + column * (box.width + 8), 272 + row * (HEIGHT + 8)];
  };
  const captions = [...STAGES.map((words, i) => [words, across(i), 0]), ["two filters", 0, 250], ["linear layer: weights, bias", across(3), 250]];
  return { box, place, captions, width, height: 362 };
}

/* Upright, for a phone: stages from top to bottom, named on the left. */
function upright(width) {
  const left = 58;
  const step = (width - left + 6) / 4;
  const box = { width: step - 6, height: HEIGHT };
  const down = (stage) => stage * (HEIGHT + 18);
  const place = (name) => {
    if (KINDS.includes(name[0])) return [left + placeOf(name)[1] * step, down(placeOf(name)[0])];
    const { linear, row, column } = placeInBlock(name);
    return linear ? [left + column * step, down(8.2) + row * (HEIGHT + 6)] : [left + (2 * row + column) * step, down(7.2)];
  };
  const named = ["image", "convo-lution", ...STAGES.slice(2)];
  const captions = [...named.map((words, i) => [words, 0, down(i) + 6]), ["two filters", 0, down(7.2)], ["linear: weights, bias", 0, down(8.2)]];
  return { box, place, captions, width, height: down(8.2) + 2 * HEIGHT + 8 };
}

/** @param {{signal: AbortSignal, choose: (name: string) => void, act: (name: string) => void}} options */
export function graphPicture({ signal, choose, act }) {
  const head = uniqueId("arrow");
  const lines = svg("g");
  const sheet = svg("svg", { class: "cb-graph-lines", "aria-hidden": "true", focusable: "false" }, arrowHead(head), lines);
  const captions = h("div", { "aria-hidden": "true" });
  const nodes = Object.fromEntries(NODES.map((name) => [name, nodeButton(name)]));
  const graph = h("div", { class: "cb-graph", role: "group", "aria-label": "Graph of the network: arrow keys walk from node to node" });
  graph.append(sheet, captions, ...Object.values(nodes).map(({ element }) => element));
  /** @type {any} */
  let shown = null;
  let plan = lying(ROOMY);
  const draw = () => {
    const width = graph.clientWidth;
    if (!shown || !width || signal.aborted) return;
    plan = width < ROOMY ? upright(width) : lying(width);
    arrange({ graph, captions, nodes }, plan);
    lines.replaceChildren(...arrows(plan, shown, `url(#${head})`));
  };
  for (const [name, { element }] of Object.entries(nodes)) element.addEventListener("click", () => choose(name), { signal });
  walkWithKeys({ graph, nodes, choose, act, signal, now: () => ({ plan, node: shown.state.node }) });
  onResize(graph, draw, signal);
  const update = (state, results) => {
    shown = { state, results };
    for (const node of Object.values(nodes)) node.update(state, results);
    draw();
  };
  return { element: graph, update };
}

/** @param {string} name */
function nodeButton(name) {
  const [value, slope] = [h("b"), h("span", { class: "cb-node-slope" })];
  const element = h("button", { type: "button", class: "cb-node" }, h("span", {}, h("i", {}, name), " ", value), slope);
  const update = (/** @type {import("./graph.js").State} */ state, /** @type {import("./graph.js").Results} */ results) => {
    const seen = known(state.step);
    const turn = turnIn(state);
    setText(value, seen.value(name) ? format(results.values[name]) : "?");
    setText(slope, seen.slope(name) ? `∂ ${format(results.slopes[name])}` : turn?.asked.endsWith(`∂${name}`) ? "∂ ?" : "");
    element.classList.toggle("cb-turn", turn?.name === name);
    element.setAttribute("aria-label", labelOf(name, state, results));
    element.setAttribute("aria-pressed", String(state.node === name));
    element.setAttribute("tabindex", state.node === name ? "0" : "-1");
  };
  return { element, update };
}

function arrange({ graph, captions, nodes }, { box, place, captions: words, height }) {
  graph.style.height = `${height}px`;
  captions.replaceChildren(...words.map(([text, left, top]) => h("span", { class: "cb-stage", style: `left:${left}px;top:${top}px` }, text)));
  for (const [name, { element }] of Object.entries(nodes)) {
    const [left, top] = place(name);
    Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${box.width}px`, height: `${box.height}px` });
  }
}

/* ---- arrows -------------------------------------------------------------------------------------------- */

function arrowHead(id) {
  const tip = svg("path", { d: "M0 0L6 3L0 6Z", class: "cb-tip" });
  return svg("defs", {}, svg("marker", { id, viewBox: "0 0 6 6", refX: 6, refY: 3, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, tip));
}

/* An arrow is dashed where no slope comes back through it; those of a parameter are drawn when it is looked at. */
function arrows(plan, { state, results }, tip) {
  const { values, slopes, target } = results;
  const paths = NODES.flatMap((from) => pathsFrom(from, values, target).map((path) => ({ from, ...path })));
  const all = [...paths, ...["s0", "s1"].map((from) => ({ from, to: `p${1 - target}`, local: 0 }))];
  const near = ({ from, to }) => from === state.node || to === state.node;
  const drawn = all.filter((path) => KINDS.includes(path.from[0]) || near(path));
  const seen = known(state.step);
  return drawn.sort((one, other) => Number(near(one)) - Number(near(other))).map((path) => {
    const shut = "zrs".includes(path.from[0]) && path.local === 0 && seen.value(path.to);
    const lit = near(path) ? " cb-near" : "";
    const back = path.from === state.node && seen.slope(path.to) && slopes[path.to] !== 0 && !shut ? " cb-back" : "";
    return svg("path", { d: lineOf(plan, path), class: `cb-arrow${lit}${back}${shut ? " cb-shut" : ""}`, "marker-end": tip });
  });
}

function lineOf({ box, place, width, height }, { from, to }) {
  const [[x, y], [u, v]] = [place(from), place(to)];
  const tall = height > 400;
  const round = tall ? `C${width + 20} ${y - 20} ${width + 20} ${v + box.height + 40} ` : "L"; // past the nodes between them
  if (!KINDS.includes(from[0])) return `M${x + box.width / 2} ${y}${round}${u + box.width / 2} ${v + box.height + 2}`;
  if (tall) return `M${x + box.width / 2} ${y + box.height}L${u + box.width / 2} ${v - 1}`;
  return `M${x + box.width} ${y + box.height / 2}L${u - 1} ${v + box.height / 2}`;
}

/* ---- keys ---------------------------------------------------------------------------------------------- */

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/* The nearest node in a direction; what lies to the side counts twice. */
function beside({ plan, node }, [across, down]) {
  const [x, y] = plan.place(node);
  const far = (name) => {
    const [dx, dy] = [plan.place(name)[0] - x, plan.place(name)[1] - y];
    const ahead = dx * across + dy * down;
    return ahead > 1 ? ahead + 2 * Math.abs(dx * down + dy * across) : Infinity;
  };
  const nearest = NODES.reduce((best, name) => (far(name) < far(best) ? name : best));
  return far(nearest) < Infinity ? nearest : node;
}

function walkWithKeys({ graph, nodes, choose, act, signal, now }) {
  const press = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { node } = now();
    if (event.key === "Enter") act(node);
    else if (event.key in WAYS || event.key === "Home" || event.key === "End") {
      const next = event.key === "Home" ? NODES[0] : event.key === "End" ? "L" : beside(now(), WAYS[event.key]);
      choose(next);
      nodes[next].element.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
  };
  graph.addEventListener("keydown", press, { signal });
}
