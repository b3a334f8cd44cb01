/** A picture with two axes, as wide as its place: round numbers along the axes, curves, points. */
import { clamp } from "../maths/scalars.js";
import { onResize, svg, uniqueId } from "./dom.js";
import { format } from "./numbers.js";

/**
 * @typedef {[low: number, high: number]} Range
 * @typedef {{width: number, height: number, spans: {x: Range, y: Range}, x: (value: number) => number, y: (value: number) => number,
 *   back: (place: number) => number}} Plane from numbers to places, and back along x
 * @typedef {object} Chart
 * @property {Range} x what the axis from left to right spans
 * @property {Range} y
 * @property {string} [xName] @property {string} [yName]
 * @property {(value: number) => string} [sayY] how a number beside the upright axis is written
 * @property {(plane: Plane) => Node[]} draw what stands in front of the axes
 */

const EDGE = 5;
const MARGIN = { left: 40, right: 10, top: 18, bottom: 32 };

/** @param {{shape?: (width: number) => number, signal: AbortSignal}} options `shape` gives the height for a width */
export function createChart({ shape = (width) => clamp(width * 0.6, 180, 320), signal }) {
  const element = svg("svg", { class: "cb-chart" });
  const clip = uniqueId("clip");
  const inside = svg("rect");
  const back = svg("g");
  const front = svg("g", { "clip-path": `url(#${clip})` });
  element.append(svg("clipPath", { id: clip }, inside), back, front);
  /** @type {Chart | null} */
  let chart = null;
  /** @type {Plane | null} */
  let plane = null;
  let width = 0; // asked for once a size: to ask makes the browser lay out the page
  let drawn = "";
  const draw = () => {
    if (!chart || !width || signal.aborted) return;
    const frame = JSON.stringify([width, chart.x, chart.y, chart.xName, chart.yName]);
    if (!plane || frame !== drawn) {
      plane = planeOf(width, shape(width), chart);
      element.setAttribute("viewBox", `0 0 ${plane.width} ${plane.height}`);
      element.style.height = `${plane.height}px`;
      showInside(inside, plane);
      back.replaceChildren(...axes(plane, chart));
      drawn = frame;
    }
    front.replaceChildren(...chart.draw(plane));
  };
  const measure = () => {
    width = element.clientWidth;
    draw();
  };
  onResize(element, measure, signal);
  const update = (/** @type {Chart} */ next) => {
    chart = next;
    if (width) draw();
    else measure();
  };
  return { element, update, plane: () => plane };
}

/* What is drawn in front of the axes ends with them, but for half a point. */
function showInside(rect, { x, y, spans }) {
  const [left, top] = [x(spans.x[0]) - EDGE, y(spans.y[1]) - EDGE];
  const box = { x: left, y: top, width: x(spans.x[1]) - left + EDGE, height: y(spans.y[0]) - top + EDGE };
  Object.entries(box).forEach(([name, value]) => rect.setAttribute(name, String(value)));
}

/** @param {number} width @param {number} height @param {{x: Range, y: Range}} spans @returns {Plane} */
function planeOf(width, height, { x, y }) {
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  return {
    width,
    height,
    spans: { x, y },
    x: (value) => MARGIN.left + ((value - x[0]) / (x[1] - x[0])) * (right - MARGIN.left),
    y: (value) => bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - MARGIN.top),
    back: (place) => x[0] + ((place - MARGIN.left) / (right - MARGIN.left)) * (x[1] - x[0]),
  };
}

/** Round numbers within a range, about `count` of them. @param {Range} range @param {number} [count] */
export function ticksOf([low, high], count = 6) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * unit).find((part) => part >= rough * 0.999) ?? unit;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function axes(plane, { xName = "", yName = "", sayY = (value) => format(value, 3) }) {
  const { x: across, y: up } = plane.spans;
  const [left, right, bottom, top] = [plane.x(across[0]), plane.x(across[1]), plane.y(up[0]), plane.y(up[1])];
  const line = (x1, y1, x2, y2, zero) => svg("line", { x1, y1, x2, y2, class: zero ? "cb-axis" : "cb-tick" });
  const word = (x, y, text, anchor) => svg("text", { x, y, "text-anchor": anchor }, text);
  const columns = ticksOf(across, plane.width < 260 ? 3 : 6);
  const rows = ticksOf(up, plane.height < 200 ? 3 : 5);
  return [
    ...rows.map((y) => line(left, plane.y(y), right, plane.y(y), y === 0)),
    ...columns.map((x) => line(plane.x(x), bottom, plane.x(x), top, x === 0)),
    ...rows.map((y) => word(left - 5, plane.y(y) + 4, sayY(y), "end")),
    ...columns.map((x) => word(plane.x(x), bottom + 15, format(x, 3), "middle")),
    word(right, plane.height - 3, xName, "end"),
    word(4, 11, yName, "start"),
  ];
}

/** A line through points, far-off ones brought near: a browser draws no line that ends at 10¹². @param {Plane} plane @param {number[][]} points */
export function lineThrough(plane, points) {
  const near = (place, size) => clamp(place, -size, 2 * size).toFixed(1);
  return `M${points.map(([x, y]) => `${near(plane.x(x), plane.width)} ${near(plane.y(y), plane.height)}`).join("L")}`;
}

/** Points of a curve from one end of the picture to the other. @param {Plane} plane @param {(x: number) => number} f */
export function curveOf(plane, f) {
  const [low, high] = plane.spans.x;
  return Array.from({ length: 121 }, (_, i) => low + ((high - low) * i) / 120).map((x) => [x, f(x)]);
}
