/** A curve with its slope, and a point on it that moves by pointer or by arrow keys. */
import { slopeOf, valueOf } from "../maths/activations.js";
import { clamp } from "../maths/scalars.js";
import { h, onResize, svg, uniqueId } from "../page/dom.js";
import { format } from "../page/numbers.js";
import { lostStretches } from "./saturation.js";

const SPAN = [-6, 6];
const MARGIN = { left: 38, right: 10, top: 12, bottom: 26 };
const RANGES = { identity: [-6, 6], sigmoid: [-0.25, 1.25], tanh: [-1.5, 1.5] };
const MOST_TICKS_OF_VALUES = 300;
const KEYS = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, PageDown: -1, PageUp: 1 };

/** To a tenth, so that a reader can check it by hand. */
const tenth = (x) => Math.round(x * 10) / 10;
const within = (x) => clamp(x, SPAN[0], SPAN[1]);

function rangeOf({ activation, parameter }) {
  if (RANGES[activation]) return RANGES[activation];
  const lowest = valueOf(activation, SPAN[0], parameter);
  return [Math.min(-1, lowest) - 0.4, 6];
}

/* From numbers to places on the sheet. */
function frameOf(width, now) {
  const height = clamp(width * 0.6, 200, 320);
  const [low, high] = rangeOf(now);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  return {
    width,
    height,
    low,
    high,
    x: (value) => MARGIN.left + ((value - SPAN[0]) / (SPAN[1] - SPAN[0])) * inner.width,
    y: (value) => MARGIN.top + ((high - value) / (high - low)) * inner.height,
    back: (pixels) => SPAN[0] + ((pixels - MARGIN.left) / inner.width) * (SPAN[1] - SPAN[0]),
  };
}

function pathOf(frame, f) {
  const points = Array.from({ length: 361 }, (_, i) => {
    const x = SPAN[0] + ((SPAN[1] - SPAN[0]) * i) / 360;
    return `${frame.x(x).toFixed(1)} ${frame.y(f(x)).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

function axes(frame) {
  const step = frame.high - frame.low > 4 ? 2 : 0.5;
  const rows = [];
  for (let y = Math.ceil(frame.low / step) * step; y <= frame.high + 1e-9; y += step) rows.push(y);
  const columns = [-6, -4, -2, 0, 2, 4, 6];
  const line = (x1, y1, x2, y2, kind) => svg("line", { x1, y1, x2, y2, class: kind });
  return [
    ...rows.map((y) => line(frame.x(-6), frame.y(y), frame.x(6), frame.y(y), y === 0 ? "cb-axis" : "cb-tick")),
    ...columns.map((x) => line(frame.x(x), frame.y(frame.low), frame.x(x), frame.y(frame.high), x === 0 ? "cb-axis" : "cb-tick")),
    ...rows.map((y) => svg("text", { x: MARGIN.left - 5, y: frame.y(y) + 4, "text-anchor": "end" }, format(y, 1))),
    ...columns.map((x) => svg("text", { x: frame.x(x), y: frame.height - 8, "text-anchor": "middle" }, format(x))),
  ];
}

/* Where the gradient gets lost: hatched, and named where there is room for the word. */
function stretches(frame, { activation, parameter }, hatch) {
  return lostStretches(activation, parameter, SPAN).flatMap(([from, to, kind]) => {
    const [left, right] = [frame.x(from), frame.x(to)];
    const box = { x: left, y: MARGIN.top, width: right - left, height: frame.y(frame.low) - MARGIN.top };
    const word = svg("text", { x: (left + right) / 2, y: MARGIN.top + 14, "text-anchor": "middle", class: "cb-lost-word" }, kind);
    const area = svg("rect", { ...box, fill: `url(#${hatch})` });
    return right - left > 62 ? [area, word] : [area];
  });
}

function hatching(id) {
  const stripes = svg("path", { d: "M0 8L8 0M-2 2L2 -2M6 10L10 6", class: "cb-hatch" });
  return svg("defs", {}, svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, stripes));
}

/* A tick for every number of the map: where on the curve it stands. */
function valueTicks(frame, values) {
  const chosen = [...new Set(Array.from(values, (x) => Math.round(within(x) * 50) / 50))].slice(0, MOST_TICKS_OF_VALUES);
  const bottom = frame.y(frame.low);
  const d = chosen.map((x) => `M${frame.x(x).toFixed(1)} ${bottom}v-9`).join("");
  return svg("path", { d, class: "cb-rug" });
}

function tangent(frame, { x, y, slope }) {
  const long = 60 / Math.hypot(frame.x(1) - frame.x(0), (frame.y(1) - frame.y(0)) * slope);
  const [left, right] = [Math.max(x - long, SPAN[0]), Math.min(x + long, SPAN[1])];
  const height = (at) => frame.y(y + (at - x) * slope);
  const ends = { x1: frame.x(left), y1: height(left), x2: frame.x(right), y2: height(right) };
  return svg("line", { ...ends, class: "cb-tangent" });
}

/* What stands still while the point moves. */
function curves(frame, now, before, hatch) {
  return [
    ...stretches(frame, now, hatch),
    ...axes(frame),
    valueTicks(frame, before.data),
    svg("path", { d: pathOf(frame, (x) => slopeOf(now.activation, x, now.parameter)), class: "cb-slope" }),
    svg("path", { d: pathOf(frame, (x) => valueOf(now.activation, x, now.parameter)), class: "cb-function" }),
  ];
}

/** @param {{signal: AbortSignal, move: (x: number) => void}} options */
export function curvePlot({ signal, move }) {
  const hatch = uniqueId("hatch");
  const back = svg("g");
  const touching = svg("g");
  const handle = buildHandle();
  const sheet = svg("svg", { class: "cb-curve" }, hatching(hatch), back, touching, handle);
  const element = h("div", { class: "cb-plot" }, sheet, legend());
  /** @type {any} */
  let shown = null;
  /** @type {any} */
  let frame = null;
  /** @type {any[]} */
  let drawn = [];

  const draw = () => {
    const width = sheet.clientWidth;
    if (!shown || !width || signal.aborted) return;
    const { now, before } = shown;
    const wanted = [width, before, now.activation, now.parameter];
    if (wanted.some((value, i) => value !== drawn[i])) {
      frame = frameOf(width, now);
      sheet.setAttribute("viewBox", `0 0 ${frame.width} ${frame.height}`);
      sheet.style.height = `${frame.height}px`;
      back.replaceChildren(...curves(frame, now, before, hatch));
      drawn = wanted;
    }
    const x = within(shown.x);
    const y = valueOf(now.activation, x, now.parameter);
    touching.replaceChildren(tangent(frame, { x, y, slope: slopeOf(now.activation, x, now.parameter) }));
    handle.setAttribute("transform", `translate(${frame.x(x)} ${frame.y(y)})`);
  };
  listen({ sheet, handle, signal, move, current: () => ({ x: shown.x, frame }) });
  onResize(sheet, draw, signal);
  /** @param {{now: any, before: import("../maths/maps.js").Maps, x: number, words: string}} next */
  const update = (next) => {
    shown = next;
    handle.setAttribute("aria-valuenow", String(within(next.x)));
    handle.setAttribute("aria-valuetext", next.words);
    draw();
  };
  return { element, update, handle };
}

function buildHandle() {
  return svg(
    "g",
    { role: "slider", tabindex: "0", "aria-label": "Point on the curve", "aria-valuemin": SPAN[0], "aria-valuemax": SPAN[1] },
    svg("circle", { r: 14, class: "cb-reach" }),
    svg("circle", { r: 7, class: "cb-point" }),
  );
}

function listen({ sheet, handle, signal, move, current }) {
  const point = (event) => {
    const { frame } = current();
    const box = sheet.getBoundingClientRect();
    move(within(tenth(frame.back(((event.clientX - box.left) / box.width) * frame.width))));
  };
  const down = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    point(event);
  };
  sheet.addEventListener("pointerdown", down, { signal });
  sheet.addEventListener("pointermove", (event) => event.buttons & 1 && point(event), { signal });
  const press = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const goal = whereTo(event.key, current().x);
    if (goal === null) return;
    event.preventDefault();
    move(within(tenth(goal)));
  };
  handle.addEventListener("keydown", press, { signal });
}

function whereTo(key, x) {
  if (key === "Home") return SPAN[0];
  if (key === "End") return SPAN[1];
  return key in KEYS ? tenth(x) + KEYS[key] : null;
}

function legend() {
  const entry = (kind, words) => {
    const sample = svg("svg", { width: 30, height: 12, "aria-hidden": "true" }, svg("path", { d: "M1 6H29", class: kind }));
    return h("span", {}, sample, words);
  };
  const rug = svg("svg", { width: 30, height: 12, "aria-hidden": "true" }, svg("path", { d: "M6 11V2M12 11V2M22 11V2", class: "cb-rug" }));
  return h(
    "p",
    { class: "cb-key" },
    entry("cb-function", "f(x)"),
    entry("cb-slope", "slope f′(x)"),
    h("span", {}, rug, "the numbers of the map"),
  );
}
