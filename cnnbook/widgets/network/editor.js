/** The weights behind the chosen number, to be changed one by one. */
import { numberField } from "../page/controls.js";
import { h, setText } from "../page/dom.js";
import { remembered } from "../page/model.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { mapped } from "../maths/maps.js";
import { clamp } from "../maths/scalars.js";
import { unpackWeights } from "../maths/weights.js";

const MOST_CELLS = 64; // of a matrix that can be changed by hand

/**
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(edits: any[]) => void} options.edit
 * @param {() => any} options.state
 * @param {(values: Record<string, any>) => void} options.choose
 */
export function createEditor({ signal, edit, state, choose }) {
  /** @type {any} */
  let shown = null;
  const change = changer({ edit, state });
  const { largest } = state().limits.edits;
  const take = (k) => {
    if (shown && k > shown.count) return `This number is made of ${shown.count === 1 ? "1 map" : `${shown.count} maps`}, so ${k} is too many.`;
    choose({ source: k - 1 });
    return null;
  };
  const part = numberField({ label: "Weights for map", limit: { kind: "whole", min: 1 }, signal, change: take });
  const bias = numberField({
    label: "Bias",
    limit: { kind: "number", min: -largest, max: largest },
    step: 0.1,
    signal,
    change: (value) => (shown ? change(shown.layer.bias, shown.chosen.channel, value) : null),
  });
  const matrix = matrixEditor({
    label: "Weights, to be changed",
    signal,
    limit: largest,
    change: (row, column, value) => change(shown.layer.weight, shown.first + row * shown.weights.width + column, value),
  });
  const note = h("p", { class: "cb-note" });
  const element = h("div", { class: "cb-editor" }, h("div", { class: "cb-fields" }, part.element, bias.element), matrix.element, note);
  const update = (now, results, chosen, { parts, bias: offset }) => {
    shown = partOf(now, chosen, parts);
    element.hidden = !shown;
    if (!shown) return;
    part.element.hidden = shown.count === 1;
    part.update(shown.source + 1);
    bias.element.hidden = offset === null;
    if (offset !== null) bias.update(shortest(offset));
    matrix.element.hidden = shown.weights.data.length > MOST_CELLS;
    if (!matrix.element.hidden) matrix.update(mapped(shown.weights, shortest));
    setText(note, noteOf(now.edits.length, shown.weights));
  };
  return { element, update };
}

/* The weights that are shown, and where they begin among all of their layer. */
function partOf(now, chosen, parts) {
  const layer = now.layers[chosen.layer];
  if (!layer?.weight) return null;
  const source = clamp(now.source, 0, parts.length - 1);
  const { weights } = parts[source];
  return { layer, chosen, source, weights, count: parts.length, first: (chosen.channel * parts.length + source) * weights.data.length };
}

/* Changes a weight, or says why not. One that is as it was trained is no change. */
function changer({ edit, state }) {
  const trained = remembered(["weights"], ({ weights }) => unpackWeights(weights));
  return (name, index, value) => {
    const { edits, limits } = state();
    const here = edits.findIndex(([own, place]) => own === name && place === index);
    const same = Math.fround(value) === trained(state())[name].data[index];
    if (same) edit(edits.filter((_, i) => i !== here));
    else if (here >= 0) edit(edits.map((old, i) => (i === here ? [name, index, value] : old)));
    else if (edits.length >= limits.edits.most) return `${edits.length} weights are changed, which is the most: take some back.`;
    else edit([...edits, [name, index, value]]);
    return null;
  };
}

/* A float32 number in as few digits as tell it from all others. */
function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function noteOf(changed, { data }) {
  if (data.length > MOST_CELLS) return `${data.length} weights are too many to change by hand: set edits in Python.`;
  if (!changed) return "Change a weight: everything behind it follows. Undo takes it back.";
  return changed === 1 ? "1 weight is changed." : `${changed} weights are changed.`;
}
