/** The settings of a training: the network, the digits, the steps. What is changed rarely is folded. */
import { checkField, numberField, selectField } from "../page/controls.js";
import { h } from "../page/dom.js";
import { limitsOf, save } from "../page/model.js";

const WORDS = {
  convolutional: "convolutional",
  plain: "plain, 784 → 10",
  MaxPool2d: "maximum",
  AvgPool2d: "average",
  momentum: "SGD with momentum",
};

/** @param {{model: import("../page/model.js").Model, signal: AbortSignal}} context */
export function buildSettings({ model, signal }) {
  const limits = limitsOf(model);
  const take = (name) => (value) => (save(model, { [name]: value }), null); // the fields know their bounds
  const number = (name, label, step = 1) => numberField({ label, limit: limits[name], step, signal, change: take(name) });
  const choice = (name, label) => selectField({ label, choices: limits[name].choices.map((value) => [value, WORDS[value] ?? value]), signal, change: take(name) });
  const fields = {
    network: choice("network", "Network"),
    first_maps: number("first_maps", "Maps of layer 1"),
    second_maps: number("second_maps", "Maps of layer 2"),
    activation: choice("activation", "Activation"),
    pool: choice("pool", "Pooling"),
    count: number("count", "Training digits", 100),
    moved: number("moved", "Moved by up to"),
    augment: checkField({ label: "moved anew each epoch", signal, change: take("augment") }),
    optimizer: choice("optimizer", "Optimiser"),
    lr: number("lr", "Learning rate", 0.001),
    weight_decay: number("weight_decay", "Weight decay", 0.001),
    batch_size: number("batch_size", "Batch", 16),
    seed: number("seed", "Seed"),
    epochs: number("epochs", "Epochs", 5),
  };
  const element = arranged(fields);
  const update = (now) => {
    Object.entries(fields).forEach(([name, field]) => field.update(now[name]));
    for (const name of ["first_maps", "second_maps", "activation", "pool"]) fields[name].element.hidden = now.network === "plain";
    fields.augment.element.hidden = now.moved === 0;
  };
  return { element, update };
}

function arranged(fields) {
  const row = (title, ...names) => h("div", { class: "cb-group" }, h("b", {}, title), h("div", { class: "cb-fields" }, ...names.map((name) => fields[name].element)));
  return h(
    "div",
    { class: "cb-settings" },
    row("The network", "network", "first_maps", "second_maps"),
    row("The digits", "count", "moved", "augment"),
    row("The steps", "lr", "epochs"),
    h(
      "details",
      { class: "cb-details" },
      h("summary", {}, "More settings"),
      row("The network", "activation", "pool"),
      row("The steps", "optimizer", "batch_size", "weight_decay", "seed"),
    ),
  );
}
