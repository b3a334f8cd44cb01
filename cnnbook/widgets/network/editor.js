/** The weights behind the chosen number, to be changed one by one. */
import { numberField, selectField } from "../page/controls.js";
import { h, setText } from "../page/dom.js";
import { remembered } from "../page/model.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { clamp } from "../maths/scalars.js";
import { unpackWeights } from "../maths/network.js";

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
  const part = selectField({ label: "Weights for", choices: [], signal, change: (k) => choose({ source: Number(k) }) });
  const bias = numberField({
    label: "Bias",
    limit: { kind: "number", min: -largest, max: largest },
    step: 0.1,
    signal,
    change: (value) => change(shown.layer.bias, shown.chosen.channel, value),
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
    part.offer(parts.map(({ channel }, k) => [k, `map ${channel + 1}`]));
    part.update(shown.source);
    bias.element.hidden = offset === null;
    if (offset !== null) bias.update(Number(offset.toFixed(4)));
    matrix.element.hidden = shown.weights.data.length > MOST_CELLS;
    if (!matrix.element.hidden) matrix.update(shown.weights);
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
  return { layer, chosen, source, weights, first: (chosen.channel * parts.length + source) * weights.data.length };
}

/* Changes a weight, or says why not. One that is as it was trained is no change. */
function changer({ edit, state }) {
  const trained = remembered(["weights"], ({ weights }) => unpackWeights(weights));
  return (name, index, value) => {
    const { edits, limits } = state();
    const others = edits.filter(([own, place]) => own !== name || place !== index);
    const same = Math.fround(value) === trained(state())[name].data[index];
    if (!same && others.length >= limits.edits.most) return `${limits.edits.most} weights are changed, which is the most: take some back.`;
    edit(same ? others : [...others, [name, index, value]]);
    return null;
  };
}

function noteOf(changed, { data }) {
  if (data.length > MOST_CELLS) return `${data.length} weights are too many to change by hand: set edits in Python.`;
  if (!changed) return "Change a weight: everything behind it follows. Undo takes it back.";
  return changed === 1 ? "1 weight is changed." : `${changed} weights are changed.`;
}
