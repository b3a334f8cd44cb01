/** One cell of the page: its code, its buttons, its outputs, and what is known of its run. */
import { button, make } from "./dom.js";
import { createEditor } from "./editor.js";
import { edits } from "./edits.js";
import { exerciseIn } from "./exercise.js";
import { addText, errorBox, shown } from "./outputs.js";

const host = window.cnnbookHost;
export const KEYS = "cnnbook-editor-keys"; // id of the words on the editor's keys
const SAYS = {
  waiting: "waiting …",
  running: "running …",
  failed: "ended with an error",
  changed: "changed, not run yet",
  stale: "an earlier cell has changed since this ran",
  stopped: "stopped",
};

/**
 * @typedef {{id: string, code: string, rendered: boolean, alt: string, tags: string[]}} Entry a code cell of the notebook
 * @param {object} options
 * @param {Entry} options.entry
 * @param {string} options.label such as "cell 3"
 * @param {HTMLElement | null} options.element the cell on the page; null for one that the page leaves out
 * @param {{run: (goOn?: boolean) => void, stop: () => void, changed: () => void}} options.actions
 */
export function createCell({ entry, label, element, actions }) {
  const input = element?.querySelector(".cell_input") ?? null;
  const built = /** @type {HTMLElement | null} */ (element?.querySelector(".cell_output") ?? null);
  const colours = /** @type {HTMLElement | null} */ (input?.querySelector(".highlight")?.parentElement ?? null);
  const output = make("div", { className: "cell_output cnnbook-fresh", hidden: true });
  element?.append(output);
  element?.setAttribute("data-cell", entry.id);
  const exercise = exerciseIn(element);
  let editor = null;
  let state = "";
  let ran = null; // the code that ran in this session
  let code = entry.code;
  let begun = true; // whether the present run has shown something
  let old = []; // the widgets that stood here before the present run
  let carry = false; // whether what the reader changed in a widget goes on
  const spare = document.createDocumentFragment(); // where widgets wait for their place in the new output
  const homes = new Map(); // built widget → where it stood

  /* ---- words and buttons ---- */

  const tools = input?.querySelector(".cnnbook-tools");
  const [runButton, editButton] = tools?.querySelectorAll("button") ?? [];
  const status = make("span", { className: "cnnbook-cell-status" });
  const mark = make("span", { className: "cnnbook-edited", hidden: true }, "edited");
  const resetButton = button("Reset", reset);
  resetButton.setAttribute("aria-label", `Reset ${label}`);
  tools?.append(resetButton, mark, status);

  function show(next, more = "") {
    state = next;
    const busy = state === "running" || state === "waiting";
    if (runButton) {
      runButton.textContent = busy ? "Stop" : (runButton.dataset.what ?? "Run"); // of an exercise: "Check"
      runButton.setAttribute("aria-label", `${runButton.textContent} ${label}`);
    }
    if (element) element.dataset.run = state;
    status.textContent = more || (SAYS[state] ?? "");
    mark.hidden = code === entry.code;
    resetButton.hidden = mark.hidden && output.hidden;
  }

  /* ---- code ---- */

  function edit({ focus = true } = {}) {
    if (!colours) return;
    if (!editor) {
      editor = createEditor({
        code,
        label: `Code of ${label}`,
        describedBy: KEYS,
        change: (next) => write(next),
        run: () => actions.run(),
        runAndGoOn: () => actions.run(true),
      });
      const box = make("div", { className: "highlight cnnbook-editor" }, editor.element);
      const { fontSize, lineHeight } = getComputedStyle(colours.querySelector("pre") ?? colours);
      Object.assign(box.style, { fontSize, lineHeight });
      colours.after(box);
      colours.hidden = true;
      editButton.hidden = true;
    }
    const folded = input?.closest("details");
    if (folded) folded.open = true;
    if (focus) editor.focus();
  }

  function write(next) {
    if (next === code) return;
    code = next;
    edits.keep(entry, code);
    show(ran === null ? "" : ran === code ? "done" : "changed");
    actions.changed();
  }

  /** Show an edit that was kept on this device; ask, where the book's own code has changed since. */
  function restore() {
    const kept = edits.read(entry);
    if (!kept || !colours) return;
    code = kept.code;
    edit({ focus: false });
    show("");
    if (kept.outdated) ask();
  }

  function ask() {
    const place = make("div", { className: "cnnbook-ask", role: "group", "aria-label": `Your edit of ${label}` });
    const settle = (act) => () => {
      place.remove();
      act();
    };
    place.append(
      make("p", {}, "The book's code of this cell has changed since you edited it. Your edit is shown."),
      button("Keep mine", settle(() => edits.keep(entry, code))),
      button("Take the book's", settle(reset)),
    );
    input?.append(place);
  }

  /** Back to the book's code and its built output. */
  function reset() {
    edits.keep(entry, entry.code);
    if (editor) editor.write(entry.code);
    code = entry.code;
    for (const [place, home] of homes) home.replaceWith(place);
    homes.clear();
    clear();
    output.hidden = true;
    if (built) built.hidden = false;
    const had = ran !== null;
    ran = null;
    show("");
    if (had) actions.changed();
  }

  /* ---- a run ---- */

  function begin() {
    exercise.begin();
    begun = false;
    show("running");
  }

  /** Make room for the first thing that a run shows. */
  function first() {
    if (begun) return;
    begun = true;
    const from = output.hidden ? built : output;
    old = [...(from?.querySelectorAll(".cnnbook-widget") ?? [])].filter((place) => host?.modelIn(place));
    carry = output.hidden && code === entry.code;
    if (!output.hidden) old.forEach((place) => spare.append(place));
    clear();
    if (built) built.hidden = true;
    output.hidden = false;
  }

  function clear() {
    output.querySelectorAll(".cnnbook-widget").forEach((place) => host.unmount(place));
    output.replaceChildren();
  }

  /** @param {import("./session.js").Message} message */
  function hear(message) {
    first();
    if (message.kind === "stream") addText(output, /** @type {any} */ (message));
    else if (message.kind === "clear") clear();
    else if (message.kind === "error") output.append(errorBox(/** @type {any} */ (message)));
    else output.append(shown(described(message), { old, carry, leave }));
  }

  /** Remember where a widget of the built output stood. */
  function leave(place) {
    if (!built?.contains(place)) return;
    const home = document.createComment("");
    place.before(home);
    homes.set(place, home);
  }

  /** A picture of the book's own code has the book's own words. */
  function described(message) {
    const metadata = message.metadata ?? {};
    if (!entry.alt || code !== entry.code || !message.data["image/png"]) return message;
    return { ...message, metadata: { ...metadata, "image/png": { ...metadata["image/png"], alt: entry.alt } } };
  }

  /** @param {{fine: boolean, ms: number} | null} ended null when the session was stopped @param {string} [tried] the code that ran */
  function end(ended, tried = code) {
    if (ended) first();
    spare.querySelectorAll(".cnnbook-widget").forEach((place) => host.unmount(place));
    spare.replaceChildren();
    ran = ended?.fine ? tried : null;
    if (!ended) show("stopped");
    else if (ended.fine) show("done", `ran in ${(ended.ms / 1000).toFixed(1)} s`);
    else show("failed");
    exercise.end(() => edit({ focus: false }));
  }

  show("");
  return {
    label,
    entry,
    element,
    get code() {
      return code;
    },
    get state() {
      return state;
    },
    get output() {
      return output;
    },
    /** Whether it has run in this session as it stands. */
    fresh: () => ran === code,
    edit,
    restore,
    reset,
    begin,
    hear,
    end,
    wait: () => show("waiting"),
    /** Python began anew: nothing has run in it. */
    forget() {
      ran = null;
      if (["done", "stale", "changed", "running", "waiting"].includes(state)) show(state === "running" ? "stopped" : "");
    },
    /** An earlier cell has changed since. */
    age: () => state === "done" && show("stale"),
    focus: () => (editor ? editor.focus() : runButton?.focus()),
  };
}
