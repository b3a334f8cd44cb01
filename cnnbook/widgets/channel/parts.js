/** What stands around the channels: the shapes in numbers, and the choice of the filter that is shown. */
import { paintMap } from "./paint.js";
import { h, setText } from "../page/dom.js";
import { count } from "../page/numbers.js";

/** @typedef {import("./layer.js").Results} Results */

/** The shapes of images, filters and result, as they are now. */
export function shapesPanel() {
  const rows = ["images (N, C, H, W)", "filters (F, C, KH, KW)", "result (N, F, H′, W′)"].map((name) => {
    const value = h("dd");
    return { element: h("div", {}, h("dt", {}, name), value), value };
  });
  const note = h("p", { class: "cb-note" });
  const element = h("div", { class: "cb-shapes" }, h("dl", {}, ...rows.map((row) => row.element)), note);
  const update = (/** @type {any} */ { kernel: [kh, kw] }, /** @type {Results} */ { maps, outputs }) => {
    const [C, F] = [maps.length, outputs.length];
    const tuple = (...sizes) => `(${sizes.join(", ")})`;
    setText(rows[0].value, tuple(1, C, maps[0].height, maps[0].width));
    setText(rows[1].value, tuple(F, C, kh, kw));
    setText(rows[2].value, tuple(1, F, outputs[0].height, outputs[0].width));
    const weights = F * C * kh * kw;
    const product = `${F} × ${C} × ${kh} × ${kw} = ${count(weights)} ${weights === 1 ? "weight" : "weights"}`;
    setText(note, `${product} and ${F} ${F === 1 ? "bias" : "biases"}: ${count(weights + F)} numbers that a network learns.`);
  };
  return { element, update };
}

/** One button per filter, with the map that it makes. @param {{signal: AbortSignal, pick: (filter: number) => void}} options */
export function filterPicker({ signal, pick }) {
  const list = h("div", { class: "cb-picker", role: "group", "aria-label": "Filter whose arithmetic is shown" });
  const title = h("p", { class: "cb-title" }, h("b", {}, "Output maps"), " one per filter: choose the one to look into");
  /** @type {{element: HTMLButtonElement, canvas: HTMLCanvasElement}[]} */
  const buttons = [];
  const add = () => {
    const filter = buttons.length;
    const canvas = h("canvas", { "aria-hidden": "true" });
    const element = h("button", { type: "button" }, canvas, h("span", {}, `output[${filter}]`));
    element.addEventListener("click", () => pick(filter), { signal });
    buttons.push({ element, canvas });
    list.append(element);
  };
  /** @type {Results["outputs"] | null} */
  let drawn = null;
  const update = (/** @type {any} */ now, /** @type {Results} */ { outputs }) => {
    while (buttons.length < outputs.length) add();
    while (buttons.length > outputs.length) buttons.pop()?.element.remove();
    buttons.forEach(({ element }, f) => element.setAttribute("aria-pressed", String(f === now.filter)));
    if (drawn !== outputs) outputs.forEach((map, f) => paintMap(buttons[f].canvas, map));
    drawn = outputs;
  };
  return { element: h("section", {}, title, list), update };
}
