/** The two pictures of SlopeExplorer: the loss curve with its weight, and the pairs with the line w · x. */
import { clamp } from "../maths/scalars.js";
import { createChart, curveOf, lineThrough } from "../page/chart.js";
import { svg } from "../page/dom.js";

const KEYS = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, PageDown: -1, PageUp: 1 };
const REACH = 70; // half of the tangent, in pixels

/** To a tenth, so that a reader can check it by hand. */
const tenth = (w) => Math.round(w * 10) / 10;

/**
 * The loss curve. Its point is a slider.
 *
 * @param {{signal: AbortSignal, move: (w: number) => void}} options
 */
export function lossCurve({ signal, move }) {
  const chart = createChart({ signal });
  const handle = svg(
    "g",
    { role: "slider", tabindex: "0", "aria-label": "Weight on the loss curve" },
    svg("circle", { r: 16, class: "cb-reach" }),
    svg("circle", { r: 8, class: "cb-point" }),
  );
  chart.element.classList.add("cb-drags-across");
  chart.element.append(handle);
  /** @type {any} */
  let shown = null;
  const draw = (plane) => {
    const { results, controls } = shown;
    const at = (w) => [w, results.loss(w)];
    handle.setAttribute("transform", `translate(${place(plane, "x", results.w)} ${place(plane, "y", results.height)})`);
    const curve = svg("path", { d: lineThrough(plane, curveOf(plane, results.loss)), class: "cb-function" });
    const trail = svg("path", { d: lineThrough(plane, results.trail.map(at)), class: "cb-trail" });
    const stops = results.trail.slice(0, -1).map((w) => svg("circle", { cx: place(plane, "x", w), cy: place(plane, "y", results.loss(w)), r: 4, class: "cb-stop" }));
    return [curve, trail, ...stops, ...(controls.includes("slope") ? [tangent(plane, results)] : []), ...(controls.includes("nudge") ? nudge(plane, shown) : [])];
  };
  const update = (state, results, words) => {
    shown = { ...state, results };
    const [low, high] = results.view;
    const top = Math.max(results.loss(low), results.loss(high), 1e-9) * 1.05;
    Object.entries({ min: low, max: high, now: clamp(results.w, low, high), text: words }).forEach(([name, value]) =>
      handle.setAttribute(`aria-value${name}`, String(value)),
    );
    chart.update({ x: results.view, y: [0, top], xName: "weight w", yName: "loss", draw });
  };
  listen(chart, handle, { signal, move, current: () => shown.results });
  return { element: chart.element, update };
}

/* A place within the picture: what lies outside stands at its edge. */
function place(plane, axis, value) {
  const [low, high] = plane.spans[axis];
  return plane[axis](clamp(value, low, high)).toFixed(1);
}

function tangent(plane, { w, height, steepness }) {
  const long = REACH / Math.hypot(plane.x(1) - plane.x(0), (plane.y(1) - plane.y(0)) * steepness);
  const ends = [w - long, w + long].map((x) => [x, height + (x - w) * steepness]);
  return svg("path", { d: lineThrough(plane, ends), class: "cb-tangent" });
}

/* What a nudge looks at: two points of the curve, and the line through them. */
function nudge(plane, { h, results }) {
  const ends = [results.w - h, results.w + h].map((w) => [w, results.loss(w)]);
  const dots = ends.map(([x, y]) => svg("circle", { cx: plane.x(x), cy: plane.y(y), r: 5, class: "cb-nudge" }));
  return [svg("path", { d: lineThrough(plane, ends), class: "cb-nudge" }), ...dots];
}

function listen(chart, handle, { signal, move, current }) {
  const within = (w) => clamp(tenth(w), current().view[0], current().view[1]);
  const point = (event) => {
    const box = chart.element.getBoundingClientRect();
    move(within(chart.plane().back(event.clientX - box.left)));
  };
  const down = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    chart.element.setPointerCapture(event.pointerId);
    point(event);
  };
  chart.element.addEventListener("pointerdown", down, { signal });
  chart.element.addEventListener("pointermove", (event) => event.buttons & 1 && point(event), { signal });
  const press = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { w, view } = current();
    const ends = { Home: view[0], End: view[1] };
    const goal = ends[event.key] ?? tenth(w) + KEYS[event.key];
    if (Number.isNaN(goal)) return;
    event.preventDefault();
    move(within(goal));
  };
  handle.addEventListener("keydown", press, { signal });
}

/** The pairs, the line w · x, and how far it misses each. @param {{signal: AbortSignal}} options */
export function pairsPicture({ signal }) {
  const chart = createChart({ signal, shape: (width) => (width > 300 ? 160 : clamp(width, 150, 260)) });
  chart.element.setAttribute("role", "img");
  const update = ({ pairs }, { w }, words) => {
    const [right, top] = [0, 1].map((k) => 1.2 * Math.max(1, ...pairs.map((pair) => Math.abs(pair[k]))));
    const draw = (plane) => [
      ...pairs.map(([x, y]) => svg("path", { d: lineThrough(plane, [[x, y], [x, w * x]]), class: "cb-miss" })),
      svg("path", { d: lineThrough(plane, [[-right, -right * w], [right, right * w]]), class: "cb-function" }),
      ...pairs.map(([x, y]) => svg("circle", { cx: plane.x(x), cy: plane.y(y), r: 5, class: "cb-pair" })),
    ];
    chart.element.setAttribute("aria-label", `The line w · x among the pairs. ${words}`);
    chart.update({ x: [-right, right], y: [-top, top], xName: "x", yName: "y", draw });
  };
  return { element: chart.element, update };
}
