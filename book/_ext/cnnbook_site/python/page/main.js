/**
 * Python in the page: makes the code of a rendered page editable and runnable. Loaded on the first press only.
 *
 * `document.documentElement.dataset.python` tells the state: off, loading, ready, running, done, failed.
 */
import { createCell, KEYS } from "./cell.js";
import { button, make } from "./dom.js";
import { hearComm } from "./models.js";
import { createSession, lacking } from "./session.js";

const root = document.documentElement;
const bar = /** @type {HTMLElement} */ (document.querySelector(".cnnbook-run"));
const { page = "" } = bar.dataset;
const pressed = /** @type {HTMLButtonElement} */ (bar.querySelector("button"));
const status = /** @type {HTMLElement} */ (bar.querySelector("[role=status]"));
const store = window.cnnbookStore;

const style = make("link", { rel: "stylesheet", href: new URL("./python.css", import.meta.url).href });
document.head.append(style);

const { bytes, pyodide: release } = await (await fetch(new URL("./manifest.json", import.meta.url))).json();
const answer = await fetch(new URL(`../cells/${page}.json`, import.meta.url));
if (!answer.ok) throw new Error(`the list of this page's cells is missing (${answer.status})`);
/** @type {import("./cell.js").Entry[]} */
const entries = await answer.json();
const elements = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("div.cell")]);
if (elements.length !== entries.filter(({ rendered }) => rendered).length) throw new Error("the page and its list of cells do not go together");

/* ---- what is said ------------------------------------------------------------------------------- */

const progress = make("progress", { hidden: true, max: 1, value: 0, "aria-label": "Fetching Python" });
const amount = make("span", { hidden: true });
const forgetButton = button("Undo all my edits", () => {
  cells.forEach((cell) => cell.code !== cell.entry.code && cell.reset());
  forgetButton.hidden = true;
});
forgetButton.hidden = true;
bar.append(progress, amount, forgetButton);
document.body.append(make("p", { id: KEYS, hidden: true }, "Shift and Enter run the cell and go on. Tab indents; press Escape first to leave the editor with Tab."));

function say(text) {
  status.textContent = text;
}

function enter(state) {
  root.dataset.python = state;
  pressed.textContent = state === "loading" || state === "running" ? "Stop" : "Run this page";
  if (state === "off" || state === "failed") hideProgress();
}

function hideProgress() {
  progress.hidden = amount.hidden = true;
}

function showProgress({ fetched, total }) {
  progress.hidden = amount.hidden = false;
  progress.max = total;
  progress.value = Math.min(fetched, total);
  amount.textContent = `${Math.round(progress.value / 1e6)} of ${Math.round(total / 1e6)} MB`;
}

/* ---- cells and session -------------------------------------------------------------------------- */

const places = [...elements];
let seen = 0; // cells whose code the page shows
const cells = entries.map((entry, index) => {
  const element = (entry.rendered && places.shift()) || null;
  const label = element?.querySelector(".cell_input") ? `cell ${++seen}` : `the hidden cell after cell ${seen}`;
  const actions = { run: (goOn) => runFrom(index, goOn), stop, changed: () => changed(index) };
  return createCell({ entry, label, element, actions });
});
const visible = cells.filter((cell) => cell.element?.querySelector(".cell_input"));
const byId = new Map(cells.map((cell) => [cell.entry.id, cell]));

const session = createSession({
  warm: store.read("python", "release") === release,
  book: cells.map(({ entry, label }) => ({ id: entry.id, label, code: entry.code })),
  hear,
});

function hear(message) {
  if (message.kind === "progress") showProgress(message);
  else if (message.kind === "starting") say("Starting Python …");
  else if (message.kind === "ready") began(message);
  else if (message.kind === "complete") hideProgress();
  else if (message.kind === "crashed") crashed(message);
  else if (message.kind === "refused") say(`Python does not take this: ${message.text}`);
  else if (message.kind === "comm") hearComm(message, session.tell);
  else (byId.get(message.cell) ?? latest)?.hear(message);
}

let latest = null; // the cell that ran last: what a widget prints later stands there

function began({ memory }) {
  store.write("python", "release", release);
  window.cnnbookPython = { memory };
  enter("ready");
  say("Python is ready.");
}

function crashed({ message }) {
  turn++;
  cells.forEach((cell) => cell.forget());
  enter("failed");
  say(`Python has ended by itself (${message}). The next run starts it anew.`);
}

async function start() {
  if (session.started()) return session.start();
  const reason = lacking();
  if (reason) throw new Error(reason);
  enter("loading");
  say(`Fetching Python, ${Math.round(bytes / 1e6)} MB …`);
  return session.start();
}

/* ---- running ------------------------------------------------------------------------------------ */

let busy = false;
let turn = 0; // grows with each Stop: what waits for an older turn is given up

/**
 * Run these cells, one after the other, until one ends with an error; the last with other code where some is given.
 * @param {any[]} list
 * @param {string} [code]
 * @param {(list: any[], code?: string) => Promise<any[]>} [choose] says, once Python is there, what must run before
 * @returns {Promise<boolean>}
 */
async function run(list, code, choose = async () => list) {
  if (busy) return false;
  busy = true;
  const mine = turn;
  list.forEach((cell) => cell.wait());
  try {
    await start();
    enter("running");
    const chosen = await choose(list, code);
    if (mine !== turn) return false;
    chosen.forEach((cell) => cell.wait());
    for (const cell of chosen) {
      if (!(await runOne(cell, cell === chosen.at(-1) ? code : undefined))) return mine === turn && gaveUp(cell, chosen);
    }
    enter("done");
    say(chosen.length === 1 ? `Done: ${chosen[0].label}.` : `Done: ${chosen.length} cells have run.`);
    return true;
  } catch (error) {
    if (mine !== turn) return false;
    cells.forEach((cell) => cell.forget());
    enter("failed");
    say(`Python could not start: ${error.message}. Press again to try once more.`);
    return false;
  } finally {
    busy = false;
  }
}

/** An exercise and, before it, the cells above that make what it uses: nobody waits for a whole lesson. */
async function needed(list, code) {
  const [exercise] = list;
  const above = cells.slice(0, cells.indexOf(exercise));
  const ids = await session.needs(code ?? exercise.code, above.map((cell) => [cell.entry.id, cell.code, cell.fresh()]));
  return [...above.filter(({ entry }) => ids.includes(entry.id)), exercise];
}

async function runOne(cell, code = cell.code) {
  latest = cell;
  cell.begin();
  const ended = await session.run(cell.entry.id, cell.label, code);
  cell.end(ended, code);
  if (ended?.memory) window.cnnbookPython = { memory: ended.memory };
  if (ended?.fine) cells.slice(cells.indexOf(cell) + 1).forEach((later) => later.age());
  return ended?.fine ?? false;
}

/** Say which cell ended with an error; show the words of one that the page leaves out. */
function gaveUp(cell, list) {
  enter("failed");
  const rest = list.slice(list.indexOf(cell) + 1);
  rest.forEach((later) => later.forget());
  say(`${cell.label[0].toUpperCase()}${cell.label.slice(1)} ended with an error${rest.length ? ", so the cells after it were not run" : ""}.`);
  if (!cell.element) bar.append(cell.output);
  return false;
}

function stop() {
  turn++;
  session.stop();
  cells.forEach((cell) => cell.forget());
  enter("off");
  say("Stopped. The names that the cells made are gone; the next run starts Python anew.");
}

/** Offer to undo all edits where there is one. */
function offerToForget() {
  forgetButton.hidden = cells.every((cell) => cell.code === cell.entry.code);
}

function changed(index) {
  cells.slice(index + 1).forEach((later) => later.age());
  offerToForget();
}

/** @param {number} index @param {boolean} [goOn] @param {string} [code] */
async function runFrom(index, goOn = false, code = undefined) {
  if (busy) return;
  const cell = cells[index];
  const next = visible[visible.indexOf(cell) + 1];
  if (goOn && next) next.edit();
  if (cell.element?.dataset.exercise) await run([cell], code, needed);
  else await run(cells.filter((one, i) => i === index || (i < index && !one.fresh())), code);
}

/* ---- what the buttons ask for ------------------------------------------------------------------- */

/** Run every cell from the first to the last, or stop what runs. */
export async function runPage() {
  if (busy) return stop();
  cells.forEach((cell) => cell.forget());
  await run(cells);
}

/** The buttons are named after what they ask for. @param {number} i which of the cells whose code the page shows */
export async function Run(i) {
  if (["running", "waiting"].includes(visible[i].state)) return stop();
  await runFrom(cells.indexOf(visible[i]));
}

/** Run an exercise's cell with these lines in the place of its three dots; what stands in its editor stays. @param {number} i @param {string} lines */
export async function Try(i, lines) {
  await runFrom(cells.indexOf(visible[i]), false, visible[i].entry.code.replace(/^ {4}\.\.\.$/m, () => lines));
}

/** @param {number} i */
export function Edit(i) {
  visible[i].edit();
}

/** Nothing more: what was edited before shows as soon as this module is loaded. */
export function load() {}

cells.forEach((cell) => cell.restore());
offerToForget();
