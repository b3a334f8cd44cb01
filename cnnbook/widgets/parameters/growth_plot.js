/** Two networks' parameters against the image width, both axes logarithmic; the present width is marked. */
import { clamp } from "../maths/scalars.js";
import { h, onResize, svg } from "../page/dom.js";
import { count } from "../page/numbers.js";

const MARGIN = { top: 12, right: 14, bottom: 44, left: 76 };
const HEIGHT = 260;
const DASHES = [null, "7 4"];

/**
 * @param {{range: [low: number, high: number], onPoint: (width: number) => void, signal: AbortSignal}} options
 */
export function growthPlot({ range, onPoint, signal }) {
  const picture = svg("svg", { role: "img", class: "cb-growth" });
  const element = h("div", { class: "cb-growth-box" }, picture);
  /** @type {any} */
  let shown = null;
  const draw = () => shown && paint(picture, { ...shown, range, width: element.clientWidth });
  onResize(element, draw, signal);
  const point = (/** @type {PointerEvent} */ event) => {
    if (event.type === "pointermove" && !(event.buttons & 1)) return;
    const box = picture.getBoundingClientRect();
    const inside = box.width - MARGIN.left - MARGIN.right;
    const share = clamp((event.clientX - box.left - MARGIN.left) / inside, 0, 1);
    onPoint(Math.round(range[0] * (range[1] / range[0]) ** share));
  };
  picture.addEventListener("pointerdown", point, { signal });
  picture.addEventListener("pointermove", point, { signal });
  /** @param {{curves: {values: (number | null)[], now: number}[], widths: number[], present: number, label: string}} next */
  const update = (next) => {
    shown = next;
    picture.setAttribute("aria-label", next.label);
    draw();
  };
  return { element, update };
}

/* Positions of widths and counts in the picture. */
function scalesOf({ curves, range, width }) {
  const values = curves.flatMap((curve) => curve.values).filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...values, 1e3)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 10))));
  const inside = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const share = (value, from, to) => Math.log(value / from) / Math.log(to / from);
  return {
    x: (value) => MARGIN.left + inside.width * share(value, ...range),
    y: (value) => MARGIN.top + inside.height * (1 - share(value, 10 ** low, 10 ** high)),
    low,
    high,
  };
}

function paint(picture, { curves, widths, present, range, width }) {
  if (!width) return;
  picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  picture.setAttribute("height", String(HEIGHT));
  const scales = scalesOf({ curves, range, width });
  const here = scales.x(present);
  picture.replaceChildren(
    ...axes(scales, range, width),
    svg("line", { class: "cb-growth-now", x1: here, x2: here, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom }),
    ...curves.flatMap((curve, i) => curveParts(curve, i, { widths, present, scales })),
  );
}

function axes({ x, y, low, high }, [from, to], width) {
  const parts = [];
  for (let power = low; power <= high; power++) {
    const place = y(10 ** power);
    parts.push(svg("line", { class: "cb-growth-line", x1: MARGIN.left, x2: width - MARGIN.right, y1: place, y2: place }));
    parts.push(svg("text", { x: MARGIN.left - 6, y: place + 4, "text-anchor": "end" }, shortCount(10 ** power)));
  }
  for (let value = from; value <= to; value *= 2) {
    const place = x(value);
    parts.push(svg("line", { class: "cb-growth-line", x1: place, x2: place, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom }));
    parts.push(svg("text", { x: place, y: HEIGHT - MARGIN.bottom + 16, "text-anchor": "middle" }, String(value)));
  }
  const middle = (MARGIN.left + width - MARGIN.right) / 2;
  parts.push(svg("text", { x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, "image width in pixels"));
  return parts;
}

function shortCount(value) {
  if (value >= 1e9) return `${count(value / 1e9)} billion`;
  if (value >= 1e6) return `${count(value / 1e6)} million`;
  return count(value);
}

/* A line, solid or dashed; and at the present width its value, as a disc or a square. */
function curveParts({ values, now }, which, { widths, present, scales: { x, y } }) {
  const path = values.map((value, i) => (value > 0 ? `${x(widths[i]).toFixed(1)},${y(value).toFixed(1)}` : null));
  const pieces = path.map((place, i) => place && `${i && path[i - 1] ? "L" : "M"}${place}`).filter(Boolean);
  const parts = [svg("path", { class: `cb-growth-curve cb-growth-${which}`, d: pieces.join(""), "stroke-dasharray": DASHES[which] })];
  if (now > 0) parts.push(mark(which, x(present), y(now)));
  return parts;
}

function mark(which, x, y) {
  const name = `cb-growth-mark cb-growth-${which}`;
  if (which === 0) return svg("circle", { class: name, cx: x, cy: y, r: 6 });
  return svg("rect", { class: name, x: x - 5.5, y: y - 5.5, width: 11, height: 11 });
}

/** The sign of a network in the plot, for its title. @param {number} which */
export function growthSign(which) {
  const line = svg("line", { class: `cb-growth-curve cb-growth-${which}`, x1: 1, x2: 31, y1: 8, y2: 8, "stroke-dasharray": DASHES[which] });
  return svg("svg", { class: "cb-growth-sign", width: 32, height: 16, viewBox: "0 0 32 16", "aria-hidden": "true" }, line, mark(which, 16, 8));
}
