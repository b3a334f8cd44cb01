/** Fields and buttons. A field that cannot take a value says why beside it and keeps the last good state. */
import { h, setText, uniqueId } from "./dom.js";
import { parse } from "./numbers.js";

/** A field with its label in front and, when something is wrong, the reason behind it. */
function labelled(label, control) {
  const problem = h("span", { class: "cb-problem", role: "alert", id: uniqueId("problem") });
  control.id = uniqueId("field");
  control.setAttribute("aria-describedby", problem.id);
  const element = h("div", { class: "cb-field" }, h("label", { for: control.id }, label), control, problem);
  const complain = (message) => {
    control.setAttribute("aria-invalid", message ? "true" : "false");
    setText(problem, message ?? "");
  };
  return { element, complain };
}

/**
 * A number that the reader types or steps.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {number} [options.min] @param {number} [options.max] @param {number} [options.step]
 * @param {boolean} [options.whole] only whole numbers
 * @param {(value: number) => string | null} options.change takes a value, or says why it cannot
 */
export function numberField({ label, min = -Infinity, max = Infinity, step = 1, whole = true, change, signal }) {
  const input = h("input", { type: "text", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", size: 4 });
  const less = h("button", { type: "button", class: "cb-step", "aria-label": `${label}: less` }, "−");
  const more = h("button", { type: "button", class: "cb-step", "aria-label": `${label}: more` }, "+");
  const { element, complain } = labelled(label, input);
  const group = h("span", { class: "cb-number" });
  input.replaceWith(group);
  group.append(less, input, more);
  let value = 0;
  const take = (next) => complain(numberProblem(next, input.value, { label, min, max, whole }) ?? change(next));
  const nudge = (by) => {
    input.value = String(Math.round((value + by) * 1e6) / 1e6);
    take(Number(input.value));
  };
  input.addEventListener("input", () => take(parse(input.value)), { signal });
  input.addEventListener("blur", () => reset(), { signal });
  input.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      nudge(event.key === "ArrowUp" ? step : -step);
    },
    { signal },
  );
  less.addEventListener("click", () => nudge(-step), { signal });
  more.addEventListener("click", () => nudge(step), { signal });
  const reset = () => {
    if (parse(input.value) === value) return;
    if (input.getAttribute("aria-invalid") === "true") return;
    input.value = String(value);
  };
  const update = (next) => {
    const changed = next !== value;
    value = next;
    if (parse(input.value) !== value && (changed || input.value === "")) {
      input.value = String(value);
      complain(null);
    }
  };
  return { element, update, input, complain };
}

function numberProblem(value, typed, { label, min, max, whole }) {
  if (typed.trim() === "") return `${label} needs a number.`;
  if (Number.isNaN(value)) return `“${typed.trim()}” is not a number.`;
  if (!Number.isFinite(value)) return `${label} must be finite.`;
  if (whole && !Number.isInteger(value)) return `${label} must be a whole number, not ${value}.`;
  if (value < min) return `${label} must be at least ${min}, not ${value}.`;
  if (value > max) return `${label} can be ${max} at most here, not ${value}.`;
  return null;
}

/** One of several: `choices` are [value, text] pairs. */
export function selectField({ label, choices, change, signal }) {
  const select = h("select");
  const { element, complain } = labelled(label, select);
  let offered = "";
  let current = "";
  const offer = (next) => {
    if (JSON.stringify(next) === offered) return;
    offered = JSON.stringify(next);
    select.replaceChildren(...next.map(([value, text]) => h("option", { value }, text)));
  };
  offer(choices);
  select.addEventListener(
    "change",
    () => {
      const problem = change(select.value);
      complain(problem);
      if (problem) select.value = current;
    },
    { signal },
  );
  const update = (value) => {
    if (value !== current) complain(null);
    current = value;
    select.value = value;
  };
  return { element, update, offer, select };
}

/** On or off. */
export function checkField({ label, change, signal }) {
  const box = h("input", { type: "checkbox" });
  const { element, complain } = labelled(label, box);
  element.classList.add("cb-check");
  element.prepend(box);
  let current = false;
  box.addEventListener(
    "change",
    () => {
      const problem = change(box.checked);
      complain(problem);
      if (problem) box.checked = current;
    },
    { signal },
  );
  const update = (value) => {
    if (value !== current) complain(null);
    current = value;
    box.checked = value;
  };
  return { element, update, box };
}

/** A value on a line, with the value in words beside it. */
export function sliderField({ label, min, max, step = 1, change, signal, say = String }) {
  const input = h("input", { type: "range", min, max, step });
  const shown = h("span", { class: "cb-value" });
  const { element } = labelled(label, input);
  input.after(shown);
  input.addEventListener("input", () => change(Number(input.value)), { signal });
  const update = (value) => {
    input.value = String(value);
    input.setAttribute("aria-valuetext", say(value));
    setText(shown, say(value));
  };
  return { element, update, input };
}

/** A plain button. */
export function button(label, press, signal) {
  const element = h("button", { type: "button", class: "cb-button" }, label);
  element.addEventListener("click", press, { signal });
  return element;
}

/**
 * Play, one step, and how fast. It never starts by itself, and it pauses when the reader points or types.
 *
 * @param {{step: () => void, signal: AbortSignal}} options
 */
export function player({ step, signal }) {
  let timer = null;
  let perSecond = 4;
  const play = button("▶ Play", () => (timer === null ? start() : pause()), signal);
  const once = button("Step", () => (pause(), step()), signal);
  const speed = sliderField({
    label: "Speed",
    min: 1,
    max: 30,
    change: (value) => {
      perSecond = value;
      speed.update(value);
      if (timer !== null) restart();
    },
    signal,
    say: (value) => `${value} a second`,
  });
  speed.update(perSecond);
  const restart = () => {
    clearInterval(timer);
    timer = setInterval(step, 1000 / perSecond);
  };
  const start = () => {
    restart();
    play.textContent = "❚❚ Pause";
  };
  const pause = () => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    play.textContent = "▶ Play";
  };
  signal.addEventListener("abort", pause);
  const element = h("div", { class: "cb-player" }, play, once, speed.element);
  return { element, pause };
}
