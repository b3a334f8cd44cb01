/** A curve over epochs, in SVG, with a point that can be moved. */
import { clamp } from "../maths/scalars.js";
import { h, setText, svg } from "./dom.js";

const WIDTH = 360;
const HEIGHT = 190;
const EDGE = { left: 56, right: 12, top: 12, bottom: 34 };

/** @typedef {{name: string, values: number[], dashed?: boolean}} Line values of epoch 1, 2, … */

/**
 * @param {object} options
 * @param {string} options.title
 * @param {(value: number) => string} options.say how a value is written
 * @param {number | null} [options.top] the highest value of the axis; as the data need unless given
 * @param {(epoch: number) => void} options.choose
 * @param {AbortSignal} options.signal
 */
export function createCurves({ title, say, top = null, choose, signal }) {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "cb-curves" });
  const key = h("p", { class: "cb-note cb-curves-key" });
  const element = h("section", { class: "cb-panel" }, h("p", { class: "cb-title" }, h("b", {}, title)), picture, key);
  /** @type {any} */
  let scale = null;
  const point = (/** @type {any} */ event) => {
    if (event.type === "pointermove" && !(event.buttons & 1)) return;
    const box = picture.getBoundingClientRect();
    choose(scale.epochAt(((event.clientX - box.left) / box.width) * WIDTH));
  };
  ["pointerdown", "pointermove"].forEach((type) => picture.addEventListener(type, point, { signal }));
  const update = (/** @type {Line[]} */ lines, /** @type {number} */ epoch, /** @type {number} */ epochs) => {
    const shown = lines.filter(({ values }) => values.length);
    scale = scaleOf(shown, epochs, top);
    picture.replaceChildren(...axes(scale, epochs, say), ...shown.flatMap((line, k) => curve(line, k, scale)), ...marks(shown, scale, epoch));
    picture.setAttribute("aria-label", summary(title, shown, say));
    setText(key, shown.map(({ name, dashed }) => `${dashed ? "- - -" : "——"} ${name}`).join("    "));
  };
  return { element, update };
}

function scaleOf(lines, epochs, top) {
  const highest = top ?? niceAbove(Math.max(1e-6, ...lines.flatMap(({ values }) => values)));
  const span = Math.max(1, epochs);
  const inner = WIDTH - EDGE.left - EDGE.right;
  return {
    highest,
    x: (epoch) => EDGE.left + (inner * epoch) / span,
    y: (value) => HEIGHT - EDGE.bottom - ((HEIGHT - EDGE.top - EDGE.bottom) * value) / highest,
    epochAt: (x) => clamp(Math.round(((x - EDGE.left) / inner) * span), 0, epochs),
  };
}

function niceAbove(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * unit).find((step) => step >= value);
}

function axes({ x, y, highest }, epochs, say) {
  const label = (text, props) => svg("text", { class: "cb-scale", ...props }, text);
  const lines = [0, 0.5, 1].flatMap((share) => {
    const at = y(share * highest);
    return [
      svg("line", { class: "cb-scale-line", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: at, y2: at }),
      label(say(share * highest), { x: EDGE.left - 5, y: at + 4, "text-anchor": "end" }),
    ];
  });
  const step = Math.max(1, Math.ceil(epochs / 5));
  const ticks = Array.from({ length: Math.floor(epochs / step) + 1 }, (_, k) =>
    label(String(k * step), { x: x(k * step), y: HEIGHT - EDGE.bottom + 15, "text-anchor": "middle" }),
  );
  return [...lines, ...ticks, label("epoch", { x: (EDGE.left + WIDTH) / 2, y: HEIGHT - 4, "text-anchor": "middle" })];
}

function curve({ values, dashed = false }, k, { x, y }) {
  const points = values.map((value, i) => `${x(i + 1).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return [svg("polyline", { class: `cb-course cb-course-${k}`, points, "stroke-dasharray": dashed ? "6 4" : null })];
}

function marks(lines, { x, y }, epoch) {
  const at = x(epoch);
  const rule = svg("line", { class: "cb-now", x1: at, x2: at, y1: EDGE.top, y2: HEIGHT - EDGE.bottom });
  const dots = lines
    .filter(({ values }) => epoch >= 1 && values.length >= epoch)
    .map(({ values }) => svg("circle", { class: "cb-now-dot", cx: at, cy: y(values[epoch - 1]), r: 5 }));
  return [rule, ...dots];
}

function summary(title, lines, say) {
  const parts = lines.map(({ name, values }) => `${name} from ${say(values[0])} to ${say(values.at(-1))}`);
  return `${title} by epoch: ${parts.join(", ") || "nothing recorded yet"}`;
}
