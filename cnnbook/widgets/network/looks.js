/** Where does the network look? A patch that slides over the digit, or the slope of the answer's score. */
import { selectField } from "../page/controls.js";
import { h, liveRegion, setText } from "../page/dom.js";
import { createLegend } from "../page/grid.js";
import { createReadable, percent } from "../page/map_strip.js";
import { remembered } from "../page/model.js";
import { format } from "../page/numbers.js";
import { panel } from "../page/panels.js";
import { canLook, occlusion, saliency } from "../maths/looks.js";
import { cellOf, extent } from "../maths/maps.js";

const FILLS = { grey: 0.5, black: 0 };
const LOOKS = [
  ["nothing", "choose"],
  ["occlusion", "cover it with a patch (occlusion)"],
  ["saliency", "nudge each pixel (saliency)"],
];

const REST = 150; // milliseconds after which a drawing is looked at again: a patch has nearly two hundred places

/**
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(values: Record<string, any>) => void} options.set
 * @param {(found: import("../maths/maps.js").Maps | null) => void} options.done
 */
export function createLooks({ signal, set, done }) {
  const look = selectField({ label: "Where does it look?", choices: LOOKS, signal, change: (value) => set({ look: value }) });
  const patch = selectField({ label: "Patch", choices: [2, 4, 6, 8].map((n) => [n, `${n} × ${n}`]), signal, change: (value) => set({ patch: Number(value) }) });
  const fill = selectField({ label: "Filled with", choices: Object.keys(FILLS).map((name) => [name, name]), signal, change: (value) => set({ fill: value }) });
  const digit = createReadable({ label: "The digit under the patch", signal });
  const map = createReadable({ label: "Where it looks", signal });
  const legend = createLegend("How much it matters");
  const head = h("span");
  const pictures = h("div", { class: "cb-looked" }, panel("What the network sees", "", digit.element), panel("Where it looks", head, map.element, legend.element));
  const says = liveRegion();
  const fields = h("div", { class: "cb-fields" }, look.element, patch.element, fill.element);
  const element = h("section", { class: "cb-looks" }, fields, pictures, says);
  const computed = remembered(["look", "patch", "fill", "layers", "results"], looked);
  const later = afterRest(element, signal);
  const update = (now, results) => {
    look.update(now.look);
    patch.update(now.patch);
    fill.update(now.fill);
    patch.element.hidden = fill.element.hidden = now.look !== "occlusion";
    later(now, () => show(now, results));
  };
  const show = (now, results) => {
    const found = computed({ ...now, results });
    done(found);
    pictures.hidden = !found;
    setText(says, wordsOf(now, results, found));
    if (!found) return;
    const strongest = cellOf(strongestOf(found), found);
    digit.update(results.seen, [0, 1], [boxOf(now, strongest)]);
    map.update(found, undefined, [strongest]);
    legend.update(extent(found));
    setText(head, now.look === "occlusion" ? "fall of the probability" : "slope of the score");
  };
  return { element, update };
}

/* At once, but while a pen draws under a patch, only when it rests. */
function afterRest(element, signal) {
  let timer = null;
  let last = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return (now, run) => {
    clearTimeout(timer);
    const draws = last && now.look === "occlusion" && last.look === now.look && last.strokes !== now.strokes;
    last = now;
    element.setAttribute("aria-busy", String(Boolean(draws)));
    const finish = () => (element.setAttribute("aria-busy", "false"), run());
    if (draws) timer = setTimeout(finish, REST);
    else run();
  };
}

function looked({ look, patch, fill, layers, results: { weights, seen, empty } }) {
  if (look === "nothing" || empty || !canLook(layers)) return null;
  return look === "saliency" ? saliency(layers, weights, seen) : occlusion(layers, weights, seen, { size: patch, fill: FILLS[fill] });
}

/* The place that matters most: under a patch the largest fall, else the steepest slope of either sign. */
function strongestOf({ data }) {
  return data.reduce((best, value, i) => (Math.abs(value) > Math.abs(data[best]) ? i : best), 0);
}

/* What is covered, or the pixel, on the image. */
function boxOf({ look, patch }, { row, column }) {
  if (look === "saliency") return { row, column };
  const [top, left] = [2 * row + (2 - patch) / 2, 2 * column + (2 - patch) / 2];
  return { row: top, column: left, rows: patch, columns: patch };
}

function wordsOf({ look, layers }, { shares, empty }, found) {
  if (look === "nothing") return "";
  if (empty) return "Draw something first.";
  if (!found) return layers.length ? "This network pads with something else than zeros, which is asked in Python only: widget.looked." : "";
  const answer = shares.indexOf(Math.max(...shares));
  const best = strongestOf(found);
  const { row, column } = cellOf(best, found);
  const value = found.data[best];
  if (look === "saliency") return `The score of ${answer} answers most to row ${row}, column ${column}: ${format(value)} for each 1 that this pixel grows.`;
  const way = value < 0 ? "rises" : "falls";
  const points = percent(Math.abs(value));
  return `The answer is ${answer}, ${percent(shares[answer])}. Its probability ${way} most, by ${points.replace("%", "points")}, where the patch is framed.`;
}
