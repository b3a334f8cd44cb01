/** Ten bars, each over the template whose answer it is: a row of buttons. */
import { extent } from "../maths/maps.js";
import { h, onResize, setText } from "../page/dom.js";
import { format } from "../page/numbers.js";
import { toolbar } from "../page/toolbar.js";
import { paint } from "../page/paint.js";

/** @param {{templates: import("../maths/maps.js").Maps[], choose: (template: number) => void, signal: AbortSignal}} options */
export function createColumns({ templates, choose, signal }) {
  const columns = templates.map((template, k) => createColumn(template, () => choose(k), signal));
  const element = toolbar("The ten templates and their answers", "cb-ten", columns.map((one) => one.element), signal);
  onResize(element, () => columns.forEach((one) => one.paint()), signal);
  const update = (/** @type {{scores: number[], best: number, chosen: number}} */ { scores, best, chosen }, /** @type {boolean} */ held) => {
    const low = Math.min(0, ...scores);
    const reach = Math.max(...scores, 0) - low || 1;
    columns.forEach((one, k) => one.update({ score: scores[k], low, reach, best: k === best, chosen: k === chosen, held }, k));
  };
  return { element, update };
}

function createColumn(template, press, signal) {
  const number = h("span", { class: "cb-ten-number" });
  const bar = h("span", { class: "cb-ten-bar" });
  const track = h("span", { class: "cb-ten-track" }, bar, number);
  const canvas = h("canvas");
  const name = h("b");
  const element = h("button", { type: "button", class: "cb-ten-column" }, track, canvas, name);
  element.addEventListener("click", press, { signal });
  const draw = () => paint(canvas, { map: template, kind: "weight", range: extent(template) });
  const update = ({ score, low, reach, best, chosen, held }, k) => {
    const [from, to] = [Math.min(0, score), Math.max(0, score)].map((value) => (100 * (value - low)) / reach);
    Object.assign(bar.style, { bottom: `${from}%`, height: `${to - from}%` });
    number.style.bottom = `${to}%`;
    setText(number, score.toFixed(1).replace("-", "−"));
    setText(name, best ? `▲${k}` : String(k));
    element.classList.toggle("cb-ten-best", best);
    element.classList.toggle("cb-ten-chosen", chosen);
    element.setAttribute("aria-pressed", String(chosen && held));
    element.setAttribute("aria-label", `Template ${k} answers ${format(score)}${best ? ", the largest" : ""}`);
    draw();
  };
  return { element, update, paint: draw };
}
