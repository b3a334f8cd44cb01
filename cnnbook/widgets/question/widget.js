/** Question: predict first, then check in the page; a wrong answer gets its likely cause. */
import { button, numberField } from "../page/controls.js";
import { at, extent, fromRows, nearest } from "../maths/maps.js";
import { h, liveRegion, setText, uniqueId, widget } from "../page/dom.js";
import { createGrid } from "../page/grid.js";
import { matrixEditor } from "../page/matrix_editor.js";
import { read, save } from "../page/model.js";
import { panel } from "../page/panels.js";
import { compare, judge, ownNumbers, problemOf, resultOf, say, sizeText, unseal, wordOf } from "./judge.js";

const NAMES = ["kind", "prompt", "details", "sealed", "response", "checked", "attempts", "hinted", "revealed"];
const FIELDS = { number: numberAnswer, choice: choiceAnswer, kernel: kernelAnswer, setting: settingAnswer };

/* A text as nodes, with `code` in backticks. */
function prose(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

/* The same for several paragraphs, one a line. */
function paragraphs(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => h("p", {}, ...prose(line)));
}

function build({ model, root, signal }) {
  const state = () => read(model, NAMES);
  const name = uniqueId("question");
  const prompt = h("p", { class: "cb-q-prompt", id: name });
  const verdict = liveRegion();
  verdict.className = "cb-q-verdict";
  const respond = (response) => save(model, { response, checked: false });
  const check = () => checkNow(model, state(), verdict);
  const field = FIELDS[model.get("kind")]({ details: model.get("details"), name, signal, respond, check, state });
  const extras = buildExtras({ model, signal });
  const press = button("Check", check, signal);
  press.classList.add("cb-q-check");
  root.classList.add("cb-question");
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", name);
  const bar = h("div", { class: "cb-q-bar" }, field.element, press, extras.buttons);
  root.append(prompt, bar, extras.hint, verdict, extras.worked);
  let shown = "";
  let asked = "";
  return () => {
    const now = state();
    if (asked !== now.prompt) prompt.replaceChildren(...prose((asked = now.prompt)));
    const key = JSON.stringify([now.response, now.checked]);
    const result = judge(now.kind, now.response, now.details, unseal(now.sealed));
    if (key !== shown) showVerdict(verdict, now, result);
    shown = key;
    field.update(now);
    extras.update(now);
    root.cnnbookOutput = { attempts: now.attempts, checked: Number(now.checked), right: Number(result.right) };
  };
}

/* One press on Check: judge what stands there, or say that there is nothing to judge. */
function checkNow(model, now, verdict) {
  if (problemOf(now)) return;
  const result = judge(now.kind, now.response, now.details, unseal(now.sealed));
  if (!result.ready) speak(verdict, "waiting", result.says);
  else if (!now.checked) save(model, { checked: true, attempts: now.attempts + 1 });
}

function showVerdict(verdict, now, { ready, right, says }) {
  if (!now.checked || !ready) speak(verdict, "", "");
  else speak(verdict, right ? "right" : "wrong", says);
}

const MARKS = { right: "✓ Right. ", wrong: "✗ Not yet. ", waiting: "", "": "" };

/* The words begin with the mark, so that colour is never the only sign. */
function speak(verdict, kind, says) {
  verdict.dataset.kind = kind;
  verdict.parentElement?.setAttribute("data-verdict", kind);
  const mark = MARKS[kind] ? [h("b", {}, MARKS[kind])] : [];
  verdict.replaceChildren(...mark, ...prose(says));
}

/* ---- hint and worked answer --------------------------------------------------------------------------- */

function buildExtras({ model, signal }) {
  const toggle = (trait) => () => save(model, { [trait]: !model.get(trait) });
  const hintButton = button("Hint", toggle("hinted"), signal);
  const workedButton = button("Show the worked answer", toggle("revealed"), signal);
  const hint = h("div", { class: "cb-q-more", id: uniqueId("hint") });
  const worked = h("div", { class: "cb-q-more", id: uniqueId("worked") });
  hintButton.setAttribute("aria-controls", hint.id);
  workedButton.setAttribute("aria-controls", worked.id);
  const buttons = h("span", { class: "cb-q-extras" }, hintButton, workedButton);
  const update = (now) => {
    const secret = unseal(now.sealed);
    const revealed = now.revealed && now.attempts > 0;
    hintButton.hidden = !secret.hint;
    hintButton.setAttribute("aria-expanded", String(now.hinted));
    hint.hidden = !now.hinted;
    if (now.hinted) hint.replaceChildren(...paragraphs(secret.hint));
    workedButton.hidden = now.attempts === 0;
    workedButton.setAttribute("aria-expanded", String(revealed));
    setText(workedButton, revealed ? "Hide the worked answer" : "Show the worked answer");
    worked.hidden = !revealed;
    if (revealed) worked.replaceChildren(...workedAnswer(now, secret));
  };
  return { buttons, hint, worked, update };
}

function workedAnswer(now, secret) {
  const own = ownNumbers(now.kind, now.response, now.details, secret);
  const response = now.kind === "number" ? now.response.trim() : JSON.stringify(now.response);
  const answer = now.kind === "number" ? say(secret.answer) : "";
  const text = secret.worked.replaceAll("{response}", response || "nothing").replaceAll("{answer}", answer);
  const solution = now.kind === "kernel" ? [solutionTable(secret.solution)] : [];
  return [...paragraphs(own), ...paragraphs(text), ...solution];
}

function solutionTable(rows) {
  const caption = h("caption", {}, "A kernel that does it");
  const lines = rows.map((row) => h("tr", {}, ...row.map((weight) => h("td", {}, say(weight)))));
  return h("div", { class: "cb-table" }, h("table", {}, caption, h("tbody", {}, ...lines)));
}

/* ---- what the reader answers with ----------------------------------------------------------------------- */

function onEnter(element, check, signal) {
  const listen = (event) => {
    if (event.key !== "Enter" || event.target.closest("button")) return;
    event.preventDefault();
    event.stopPropagation();
    check();
  };
  element.addEventListener("keydown", listen, { signal });
}

function numberAnswer({ details, name, signal, respond, check }) {
  const input = h("input", { type: "text", class: "cb-text", autocomplete: "off", size: 10, maxlength: 100, "aria-labelledby": name });
  const element = h("span", { class: "cb-q-number" }, input, details.unit ? h("span", {}, details.unit) : null);
  input.addEventListener("input", () => respond(input.value), { signal });
  onEnter(element, check, signal);
  const update = ({ response }) => {
    if (input.value !== response) input.value = response;
  };
  return { element, update };
}

function choiceAnswer({ details, name, signal, respond, check }) {
  const group = uniqueId("choice");
  const radios = details.choices.map((_, i) => h("input", { type: "radio", name: group, id: `${group}-${i}` }));
  const lines = details.choices.map((text, i) =>
    h("div", { class: "cb-q-choice" }, radios[i], h("label", { for: radios[i].id }, ...prose(text))),
  );
  const element = h("div", { class: "cb-q-choices", role: "radiogroup", "aria-labelledby": name }, ...lines);
  radios.forEach((radio, i) => radio.addEventListener("change", () => respond(i), { signal }));
  onEnter(element, check, signal);
  const update = ({ response }) => radios.forEach((radio, i) => (radio.checked = i === response));
  return { element, update };
}

function settingAnswer({ details, signal, respond, check, state }) {
  const fields = details.ask.map((name) => {
    const change = (value) => (respond({ ...state().response, [name]: value }), null);
    const label = wordOf(name).replace(/^./, (first) => first.toUpperCase());
    return [name, numberField({ label, limit: details.limits[name], change, signal })];
  });
  const given = Object.entries(details.given).filter(([name]) => details.told.includes(name));
  const known = given.length ? `, with ${given.map(([name, value]) => `${wordOf(name)} ${value}`).join(", ")}` : "";
  const task = `From ${sizeText(details.image)} to ${sizeText(details.target)}${known}`;
  const line = h("p", { class: "cb-note cb-q-task" }, task);
  const element = h("div", { class: "cb-q-setting" }, line, ...fields.map(([, field]) => field.element));
  onEnter(element, check, signal);
  const update = ({ response }) => fields.forEach(([name, field]) => field.update(response[name]));
  return { element, update };
}

/* ---- a kernel, with what it gives beside the target -------------------------------------------------------- */

function kernelAnswer({ details, signal, respond, state }) {
  /** @type {Record<string, any>} */
  const maps = { image: fromRows(details.image), target: fromRows(details.target), result: null };
  const place = { row: 0, column: 0, shown: false, image: { row: 0, column: 0 } };
  const editor = matrixEditor({
    label: "Your kernel",
    signal,
    change: (row, column, value) => {
      const rows = state().response.map((line) => [...line]);
      rows[row][column] = value;
      respond(rows);
      return null;
    },
  });
  const point = (cell) => {
    Object.assign(place, cell, { shown: true });
    draw();
  };
  const grids = {
    image: createGrid({ label: "Image", signal, onPoint: (cell) => ((place.image = cell), draw()) }),
    result: createGrid({ label: "What your kernel gives", signal, onPoint: point }),
    target: createGrid({ label: "Target", signal, onPoint: point }),
  };
  const wait = h("p", { class: "cb-note" }, "Check shows it.");
  const note = h("p", { class: "cb-note", "aria-live": "polite" });
  const draw = () => drawMaps({ grids, maps, place, note, wait });
  const panels = [
    panel("Image", "", grids.image.element),
    panel("Your kernel", "", editor.element),
    panel("Yours gives", "", grids.result.element, wait),
    panel("Target", "", grids.target.element),
  ];
  const element = h("div", { class: "cb-q-kernel" }, h("div", { class: "cb-q-panels" }, ...panels), note);
  const update = (now) => {
    editor.update(fromRows(now.response));
    // What the last check gave stays, so that the next try can be held against it.
    if (now.checked) maps.result = resultOf(now.response, details);
    draw();
  };
  return { element, update };
}

function drawMaps({ grids, maps, place, note, wait }) {
  const { image, target, result } = maps;
  const range = extent(target);
  const miss = result && compare(result, target);
  const boxes = miss?.missed ? [{ row: miss.row, column: miss.column, kind: "dashed" }] : [];
  const cursor = nearest(place, target);
  grids.image.update({ map: image, numbers: true, cursor: place.image });
  grids.target.update({ map: target, range, numbers: true, boxes, cursor });
  grids.result.element.hidden = !result;
  wait.hidden = Boolean(result);
  if (result) grids.result.update({ map: result, range: rangeBeside(range, result), numbers: true, boxes, cursor });
  if (!place.shown) return;
  const values = [result && `yours ${say(at(result, cursor.row, cursor.column))}`, `target ${say(at(target, cursor.row, cursor.column))}`];
  setText(note, `Row ${cursor.row}, column ${cursor.column}: ${values.filter(Boolean).join(", ")}.`);
}

/* Equal colours mean equal numbers; a result with negative numbers gets a scale with a sign. */
function rangeBeside([low, high], result) {
  return extent(result)[0] < 0 ? [Math.min(low, -Math.abs(high)), high] : [low, high];
}

const flag = { kind: "flag" };
const KEPT = { response: { kind: "judged" }, checked: flag, attempts: { kind: "whole", min: 0, max: 1e6 }, hinted: flag, revealed: flag };

/* Right at the first press, without hint and answer, or with help; a right answer stays done. */
function outcomeOf({ model }) {
  const { kind, response, checked, details, sealed, attempts, hinted, revealed } = read(model, NAMES);
  if (!checked || !judge(kind, response, details, unseal(sealed)).right) return "";
  return attempts === 1 && !hinted && !revealed ? "once" : "helped";
}

const stamp = ({ model }) => JSON.stringify([model.get("prompt"), model.get("details"), model.get("sealed")]);

export default widget(NAMES, build, problemOf, { own: KEPT, stamp, outcome: outcomeOf });
