/** TrainingExplorer: follow a training live, or walk through a recorded one, epoch by epoch. */
import { player, sliderField } from "../page/controls.js";
import { createCurves } from "../page/line_chart.js";
import { channelsOf } from "../maths/maps.js";
import { unpackWeights } from "../maths/network.js";
import { clamp } from "../maths/scalars.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { createLegend } from "../page/grid.js";
import { read, remembered, save } from "../page/model.js";
import { format } from "../page/numbers.js";
import { panel } from "../page/panels.js";
import { createBars, createMatrices, createReadable, createStrip, percent } from "../page/map_strip.js";
import { CURVES, callOf, compute, problemOf, wordsOf } from "./derived.js";

const TRAITS = ["image", "image_code", "layers", "recorded", "shares", ...CURVES, "epoch"];

function build({ model, root, signal }) {
  const last = () => model.get("shares").length - 1;
  const choose = (epoch) => save(model, { epoch: clamp(epoch, 0, last()) });
  const walk = player({ step: () => choose(model.get("epoch") < last() ? model.get("epoch") + 1 : 0), signal });
  const point = (epoch) => (walk.pause(), choose(epoch));
  const curves = buildCurves({ point, signal });
  const slider = buildSlider({ point, signal });
  const says = liveRegion();
  const pictures = buildPictures(signal);
  const table = createNumbers(signal);
  const call = printedCall();
  root.append(curves.element, slider.element, walk.element, says, pictures.element, table.element, call.element);
  const unpacked = remembered(["recorded"], ({ recorded }) => unpackWeights(recorded));
  return () => {
    const now = read(model, TRAITS);
    const computed = compute(now, unpacked(now));
    root.cnnbookOutput = channelsOf(computed.maps[0]);
    curves.update(now, last());
    slider.update(now.epoch, last());
    setText(says, wordsOf(now));
    pictures.update(now, computed);
    table.update(now);
    call.update(callOf(now, computed));
  };
}

/* ---- the curves and the epoch ----------------------------------------------------------------------- */

function buildCurves({ point, signal }) {
  const loss = createCurves({ title: "Loss", say: (value) => format(value), choose: point, signal });
  const accuracy = createCurves({ title: "Accuracy", say: (value) => percent(value, 0), top: 1, choose: point, signal });
  const element = h("div", { class: "cb-two" }, loss.element, accuracy.element);
  const update = (now, epochs) => {
    const lines = (name) => [
      { name: "training", values: now[name] },
      { name: "held out", values: now[`validation_${name}`], dashed: true },
    ];
    loss.update(lines("loss"), now.epoch, epochs);
    accuracy.update(lines("accuracy"), now.epoch, epochs);
  };
  return { element, update };
}

function buildSlider({ point, signal }) {
  const slider = sliderField({ label: "Epoch shown", limit: { kind: "whole", min: 0, max: 1 }, change: point, signal, say: (epoch) => epochWords(epoch) });
  slider.element.classList.add("cb-epoch");
  const update = (epoch, epochs) => {
    slider.input.max = String(epochs);
    slider.update(epoch);
  };
  return { element: slider.element, update };
}

function epochWords(epoch) {
  return epoch === 0 ? "0: before the training" : String(epoch);
}

/* ---- filters, maps, guess ---------------------------------------------------------------------------- */

function buildPictures(signal) {
  const filters = createMatrices({ label: (k) => `Filter ${k + 1} of the first layer`, signal });
  const size = h("span");
  const legend = createLegend("Weights");
  const image = createReadable({ label: "The digit", signal });
  const bars = createBars("Probability of each digit at this epoch");
  const maps = h("div", { class: "cb-strips", role: "group", "aria-label": "The digit's maps at this epoch" });
  const filterPanel = panel("Filters of the first layer", size, filters.element, legend.element);
  const element = h(
    "div",
    {},
    h("div", { class: "cb-learned" }, filterPanel, panel("One digit", "", image.element), panel("What it takes it for", "", bars.element)),
    maps,
  );
  let strips = [];
  const update = (now, computed) => {
    const { filters: kernels, reach } = computed;
    setText(size, `${kernels.channels} × 1 × ${kernels.height} × ${kernels.width}`);
    filters.update(kernels, [-reach, reach]);
    legend.update([-reach, reach], "weight");
    image.update(computed.image);
    bars.update(now.shares[now.epoch]);
    if (strips.length !== computed.maps.length) {
      strips = computed.maps.map(() => createStrip({ signal, tile: 100 }));
      maps.replaceChildren(...strips.map((strip) => strip.element));
    }
    strips.forEach((strip, k) => strip.update(computed.maps[k], stripWords(now.layers[k], k, computed.maps[k])));
  };
  return { element, update };
}

function stripWords({ kind }, place, { channels, height, width }) {
  return { name: `${place + 1} ${kind}`, note: `${channels} × ${height} × ${width}` };
}

/* ---- the same numbers as a table, made when the reader opens it --------------------------------------- */

function createNumbers(signal) {
  const summary = "Loss and accuracy as a table";
  const body = h("tbody");
  const box = h("div", { class: "cb-table", tabindex: "0", role: "group", "aria-label": summary });
  box.append(h("table", {}, h("caption", { class: "cb-hidden" }, summary), body));
  const element = h("details", { class: "cb-details" }, h("summary", {}, summary), box);
  let state = null;
  const refill = () => element.open && state && body.replaceChildren(...numberRows(state));
  element.addEventListener("toggle", refill, { signal });
  const update = (now) => {
    const changed = !state || CURVES.some((name) => now[name] !== state[name]);
    state = now;
    if (changed) refill();
  };
  return { element, update };
}

function numberRows(state) {
  const names = CURVES.filter((name) => state[name].length);
  const titles = names.map((name) => name.replace("validation_", "held-out "));
  const head = h("tr", {}, ...["epoch", ...titles].map((title) => h("th", { scope: "col" }, title)));
  const rows = state.loss.map((_, k) =>
    h("tr", {}, h("th", { scope: "row" }, String(k + 1)), ...names.map((name) => h("td", {}, format(state[name][k], 3)))),
  );
  return [head, ...rows];
}

export default widget(TRAITS, build, problemOf);
