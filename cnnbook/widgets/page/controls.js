/** Fields and buttons. A field that cannot take a value says why beside it and keeps the last good state. */
import { h, setText, uniqueId } from "./dom.js";
import { ambiguous, parse } from "./numbers.js";

/**
 * @typedef {import("./model.js").Limit} Limit
 * @typedef {any[]} Choice a value, its text, and the group that it belongs to, if there are groups
 * @typedef {string | null | void} Refusal why a value cannot be taken; nothing when it is
 */

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
  control.addEventListener("forget", () => complain(null));
  return { element, complain };
}

/**
 * A number that the reader types or steps. It is one tab stop, as arrow keys do what the buttons do.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {Limit} options.limit the trait's, as Python says it; or one that depends on the state
 * @param {number} [options.step]
 * @param {(value: number) => Refusal} options.change takes a value, or says why it cannot
 * @param {AbortSignal} options.signal
 */
export function numberField({ label, limit, step = 1, change, signal }) {
  const whole = limit.kind === "whole";
  const input = h("input", { type: "text", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", size: 4 });
  const less = h("button", { type: "button", class: "cb-step", tabindex: "-1", "aria-label": `${label}: less` }, "−");
  const more = h("button", { type: "button", class: "cb-step", tabindex: "-1", "aria-label": `${label}: more` }, "+");
  const { element, complain } = labelled(label, input);
  const group = h("span", { class: "cb-number" });
  input.replaceWith(group);
  group.append(less, input, more);
  let value = 0;
  const read = () => parse(input.value, whole);
  const take = (next) => complain(numberProblem(next, input.value, label, limit) ?? change(next));
  const ends = (by) => (by < 0 ? value <= (limit.min ?? -Infinity) : value >= (limit.max ?? Infinity));
  const nudge = (by) => {
    if (ends(by)) return; // as its button says
    input.value = String(Math.round((value + by) * 1e6) / 1e6);
    take(Number(input.value));
  };
  input.addEventListener("input", () => take(read()), { signal });
  input.addEventListener("forget", () => (input.value = String(value)));
  input.addEventListener("blur", () => reset(), { signal });
  listenToSteps({ input, less, more }, (up) => nudge(up ? step : -step), signal);
  const reset = () => {
    if (read() === value) return;
    if (input.getAttribute("aria-invalid") === "true") return;
    input.value = String(value);
  };
  const update = (next) => {
    const changed = next !== value;
    value = next;
    less.setAttribute("aria-disabled", String(ends(-step)));
    more.setAttribute("aria-disabled", String(ends(step)));
    if (read() !== value && (changed || input.value === "")) {
      input.value = String(value);
      complain(null);
    }
  };
  return { element, update, input, complain };
}

function listenToSteps({ input, less, more }, nudge, signal) {
  const press = (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    nudge(event.key === "ArrowUp");
  };
  input.addEventListener("keydown", press, { signal });
  less.addEventListener("click", () => nudge(false), { signal });
  more.addEventListener("click", () => nudge(true), { signal });
}

function numberProblem(value, typed, label, { kind, min = -Infinity, max = Infinity }) {
  if (typed.trim() === "") return `${label} needs a number.`;
  if (Number.isNaN(value)) return `“${typed.trim()}” is not a number.`;
  const question = kind === "whole" ? null : ambiguous(typed);
  if (question) return question;
  if (!Number.isFinite(value)) return `${label} must be finite.`;
  if (kind === "whole" && !Number.isInteger(value)) return `${label} must be a whole number, not ${value}.`;
  if (value < min) return `${label} must be at least ${min}, not ${value}.`;
  if (value > max) return `${label} can be ${max} at most here, not ${value}.`;
  return null;
}

/* The choices of a group stand together, where the first of them stands. */
function optionsOf(choices) {
  const groups = [...new Set(choices.map(([, , group]) => group))];
  return groups.flatMap((group) => {
    const options = choices.filter((choice) => choice[2] === group).map(([value, text]) => h("option", { value }, text));
    return group ? h("optgroup", { label: group }, ...options) : options;
  });
}

/** One of several. @param {{label: string, choices: Choice[], change: (value: string) => Refusal, signal: AbortSignal}} options */
export function selectField({ label, choices, change, signal }) {
  const select = h("select");
  const { element, complain } = labelled(label, select);
  let offered = "";
  let current = "";
  const offer = (/** @type {Choice[]} */ next) => {
    if (JSON.stringify(next) === offered) return;
    offered = JSON.stringify(next);
    select.replaceChildren(...optionsOf(next));
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
  const update = (/** @type {any} */ now) => {
    const value = String(now);
    if (value !== current) complain(null);
    current = value;
    select.value = value;
  };
  return { element, update, offer, select };
}

/** On or off. @param {{label: string, change: (on: boolean) => Refusal, signal: AbortSignal}} options */
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
  const update = (/** @type {boolean} */ value) => {
    if (value !== current) complain(null);
    current = value;
    box.checked = value;
  };
  return { element, update, box };
}

/**
 * A value on a line, with the value in words beside it.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {Limit} options.limit the trait's, with both ends; or one that depends on the state
 * @param {number} [options.step]
 * @param {(value: number) => void} options.change
 * @param {AbortSignal} options.signal
 * @param {(value: number) => string} [options.say] the value in words
 */
export function sliderField({ label, limit: { min, max }, step = 1, change, signal, say = String }) {
  const input = h("input", { type: "range", min, max, step });
  const shown = h("span", { class: "cb-value" });
  const { element } = labelled(label, input);
  input.after(shown);
  input.addEventListener("input", () => change(Number(input.value)), { signal });
  /* A thumb that scrolls the page begins on the slider: what it set there goes back. */
  let [current, before] = [0, 0];
  input.addEventListener("pointerdown", () => (before = current), { signal });
  input.addEventListener("pointercancel", () => change(before), { signal });
  const update = (/** @type {number} */ value) => {
    current = value;
    input.value = String(value);
    input.setAttribute("aria-valuetext", say(value));
    setText(shown, say(value));
  };
  return { element, update, input };
}

/** A plain button. After “Start again” no field keeps what it refused. @param {string} label @param {() => void} press @param {AbortSignal} signal */
export function button(label, press, signal) {
  const element = h("button", { type: "button", class: "cb-button" }, label);
  const run = () => {
    press();
    if (label !== "Start again") return;
    element.closest(".cnnbook")?.querySelectorAll("[aria-invalid=true]").forEach((field) => field.dispatchEvent(new Event("forget")));
  };
  element.addEventListener("click", run, { signal });
  return element;
}

/* While something plays nothing speaks; out of sight it pauses. */
function attention(element, pause, signal) {
  const sight = new IntersectionObserver(([seen]) => seen.isIntersecting || pause());
  signal.addEventListener("abort", () => sight.disconnect());
  return (/** @type {boolean} */ plays) => {
    const root = element.closest(".cnnbook");
    for (const words of root.querySelectorAll("[role=status]")) words.setAttribute("aria-live", plays ? "off" : "polite");
    sight.disconnect();
    if (plays) sight.observe(root);
  };
}

const SPEEDS = { kind: "whole", min: 1, max: 30 }; // steps a second

/**
 * Play, one step, and how fast. It never starts by itself, and it pauses when the reader points or types.
 *
 * @param {{step: () => void, signal: AbortSignal, changed?: () => void}} options `changed` is called when it starts and when it pauses
 */
export function player({ step, signal, changed = () => {} }) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let perSecond = 4;
  const play = button("▶ Play", () => (timer === undefined ? start() : pause()), signal);
  const once = button("Step", () => (pause(), step()), signal);
  const speed = sliderField({
    label: "Speed",
    limit: SPEEDS,
    change: (value) => {
      perSecond = value;
      speed.update(value);
      if (timer !== undefined) restart();
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
    attend(true);
    play.textContent = "❚❚ Pause";
    changed();
  };
  const pause = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    attend(false);
    play.textContent = "▶ Play";
    changed();
  };
  signal.addEventListener("abort", () => clearInterval(timer));
  const element = h("div", { class: "cb-player" }, play, once, speed.element);
  const attend = attention(element, pause, signal);
  return { element, pause, plays: () => timer !== undefined };
}
