/** The controls of `interact`, as the browser's own. */
import { make } from "./dom.js";

const host = window.cnnbookHost;
const referred = (reference) => host.models.get(reference.replace("IPY_MODEL_", ""));

function send(model, name, value) {
  model.set(name, value);
  model.save_changes();
}

/** An input and its words. */
function labelled(model, input, ...more) {
  if (model.get("disabled")) input.disabled = true;
  input.setAttribute("aria-label", model.get("description")); // without the number that stands beside it
  return make("label", { className: "cnnbook-control" }, make("span", {}, model.get("description")), input, ...more);
}

function slider(model, { to = (v) => v, from = (v) => v } = {}) {
  const input = make("input", { type: "range", min: model.get("min"), max: model.get("max"), step: model.get("step") || "any" });
  const beside = make("output");
  const write = (value) => {
    beside.textContent = String(Number(value.toPrecision(4)));
    input.setAttribute("aria-valuetext", beside.textContent);
  };
  const show = () => {
    input.value = String(to(model.get("value")));
    write(model.get("value"));
  };
  input.addEventListener("input", () => {
    write(from(Number(input.value)));
    if (model.get("continuous_update")) send(model, "value", from(Number(input.value)));
  });
  input.addEventListener("change", () => send(model, "value", from(Number(input.value))));
  model.on("change:value", show);
  show();
  return labelled(model, input, beside);
}

function logSlider(model) {
  const base = model.get("base");
  return slider(model, { to: (v) => Math.log(v) / Math.log(base), from: (v) => base ** v });
}

function number(model) {
  const bound = (name) => (Number.isFinite(model.get(name)) ? { [name]: model.get(name) } : {});
  const input = make("input", { type: "number", step: model.get("step") || "any", ...bound("min"), ...bound("max") });
  const show = () => {
    input.value = String(model.get("value"));
  };
  input.addEventListener("change", () => {
    if (input.value !== "" && input.checkValidity()) send(model, "value", Number(input.value));
    else show();
  });
  model.on("change:value", show);
  show();
  return labelled(model, input);
}

function text(tag) {
  return (model) => {
    const input = make(tag, { placeholder: model.get("placeholder") ?? "" });
    const show = () => {
      input.value = model.get("value");
    };
    input.addEventListener(model.get("continuous_update") ? "input" : "change", () => send(model, "value", input.value));
    model.on("change:value", show);
    show();
    return labelled(model, input);
  };
}

function checkbox(model) {
  const input = make("input", { type: "checkbox" });
  const show = () => {
    input.checked = model.get("value");
  };
  input.addEventListener("change", () => send(model, "value", input.checked));
  model.on("change:value", show);
  show();
  return labelled(model, input);
}

/** Every widget with a list of options: the choice is an index. */
function menu(model) {
  const input = make("select", {}, ...model.get("_options_labels").map((label) => make("option", {}, label)));
  const show = () => {
    input.selectedIndex = model.get("index") ?? -1;
  };
  input.addEventListener("change", () => send(model, "index", input.selectedIndex));
  model.on("change:index", show);
  show();
  return labelled(model, input);
}

function pressed(model) {
  const input = make("button", { type: "button" }, model.get("description"));
  input.addEventListener("click", () => model.send({ event: "click" }));
  return input;
}

function box(direction) {
  return (model, show) => {
    const place = make("div", { className: `cnnbook-${direction}` });
    const draw = () => place.replaceChildren(...model.get("children").map((child) => control(referred(child)?.id, show) ?? ""));
    model.on("change:children", draw);
    draw();
    return place;
  };
}

function output(model, show) {
  const place = make("div", { className: "cnnbook-output" });
  const draw = () => {
    place.replaceChildren();
    for (const one of model.get("outputs")) show(place, one);
  };
  model.on("change:outputs", draw);
  draw();
  return place;
}

function words(model) {
  const place = make("span", { className: "cnnbook-control" });
  const show = () => {
    place.textContent = new DOMParser().parseFromString(model.get("value"), "text/html").body.textContent;
  };
  model.on("change:value", show);
  show();
  return place;
}

const KINDS = {
  IntSlider: slider,
  FloatSlider: slider,
  FloatLogSlider: logSlider,
  IntText: number,
  FloatText: number,
  BoundedIntText: number,
  BoundedFloatText: number,
  Text: text("input"),
  Textarea: text("textarea"),
  Checkbox: checkbox,
  Dropdown: menu,
  Select: menu,
  RadioButtons: menu,
  ToggleButtons: menu,
  SelectionSlider: menu,
  Button: pressed,
  HBox: box("row"),
  VBox: box("column"),
  Box: box("row"),
  Output: output,
  Label: words,
  HTML: words,
};

/**
 * @param {string} id of a model of ipywidgets
 * @param {(place: HTMLElement, output: object) => void} show what an Output has captured
 * @returns {HTMLElement | null} null where there is no such model
 */
export function control(id, show) {
  const model = host.models.get(id);
  if (!model) return null;
  const kind = String(model.get("_model_name")).replace(/Model$/, "");
  return KINDS[kind]?.(model, show) ?? make("p", {}, `(${kind} works in JupyterLab only.)`);
}
