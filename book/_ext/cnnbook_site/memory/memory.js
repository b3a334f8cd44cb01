/*
 * What is made of the store on every page: widgets as they were left, and a quiet sign of how far the reader is.
 *
 * The host calls `recall` when the widgets stand, before it follows a link. Of a widget, the traits are kept that are
 * no longer as they were built, under the name of its cell; what is kept is judged as a link is. A definition may
 * have `keeps({ model })`, the traits that may be kept; `stamp({ model })`, a text that tells whether the book's own
 * has changed since; `outcome({ model })`, "once" or "helped" when it is done.
 * `window.cnnbookLessons`, which the build writes, lists the lessons: [page, title, questions, exercises], and what
 * the names of their cells begin with.
 */
(() => {
  "use strict";
  const { read, write, forget, hear, isPrivate } = window.cnnbookStore;
  const root = document.documentElement.dataset.content_root ?? "./";
  const REST = 300; // milliseconds without a change, before it is written
  const kept = new Map(); // model → {cell, names, from, definition}
  const recalled = new Map(); // model → the traits that were as the reader left them
  const named = new Set(); // cells whose widget was recalled
  const waiting = new Set(); // models that have changed since they were written
  let timer = 0;

  /* ---- widgets ---- */

  const differs = (model, name) => JSON.stringify(model.get(name)) !== JSON.stringify(model.built[name]);

  function hash(text) {
    let sum = 7;
    for (const letter of text) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0;
    return sum;
  }

  function writeAll() {
    for (const model of waiting) {
      const { cell, names, from, definition } = kept.get(model);
      const state = Object.fromEntries(names.filter((name) => differs(model, name)).map((name) => [name, model.get(name)]));
      if (Object.keys(state).length) write("state", cell, { state, from });
      else forget("state", cell);
      const how = definition.outcome?.({ model });
      if (how && !read("done", cell)) write("done", cell, { how, from });
    }
    waiting.clear();
  }

  function touched(model) {
    waiting.add(model);
    clearTimeout(timer);
    timer = setTimeout(writeAll, REST);
  }

  /** "Start again" clears all that is kept of a widget, what it does not set back by itself too. */
  function startAgain({ target }) {
    const model = target.textContent === "Start again" && window.cnnbookHost?.modelIn(target.closest(".cnnbook-widget"));
    if (!kept.has(model)) return;
    model.set(Object.fromEntries(kept.get(model).names.map((name) => [name, model.built[name]])));
    model.save_changes();
    touched(model);
  }

  /** Let a model be as the reader left it, if that may be. */
  async function recallOne(cell, model, { prepared, refusal }) {
    const definition = await prepared(model);
    const names = definition.keeps?.({ model }) ?? [];
    const from = definition.stamp ? hash(definition.stamp({ model })) : 0;
    kept.set(model, { cell, names, from, definition });
    const done = read("done", cell);
    if (done && done.from !== from) forget("done", cell); // the book asks something else now
    const entry = read("state", cell);
    const own = names.filter((name) => entry?.from === from && Object.hasOwn(Object(entry.state), name));
    const state = Object.fromEntries(own.map((name) => [name, entry.state[name]]));
    if (own.length && !(await refusal(model, state, true))) {
      recalled.set(model, own);
      model.set(state);
    }
    model.on("touched", () => touched(model));
  }

  /** What a model was before it was recalled: a link stands on that. */
  const without = (model) => Object.fromEntries((recalled.get(model) ?? []).map((name) => [name, model.built[name]]));

  /** @param {Map<Element, any>} shows place → model */
  async function recall(shows, judge) {
    for (const [place, model] of shows) {
      const cell = /** @type {HTMLElement | null} */ (place.closest("[data-cell]"))?.dataset.cell;
      if (!cell || kept.has(model)) continue;
      const name = named.has(cell) ? `${cell}~${named.size}` : cell;
      named.add(name);
      await recallOne(name, model, judge).catch(() => {}); // it stays as it was built
    }
  }

  /* ---- how far the reader is ---- */

  const how = (cell) => read("done", cell)?.how;
  const isDone = (cell) => ["once", "helped"].includes(how(cell));
  const lessons = (window.cnnbookLessons ?? []).map(([path, title, questions, exercises, stem]) => {
    const cells = (ends) => ends.split(" ").map((end) => stem + end);
    return { path, title, questions: cells(questions), exercises: cells(exercises) };
  });
  const isAt = ({ path }, { pathname }) => pathname.endsWith(`/${path}.html`);
  const lessonHere = lessons.find((lesson) => isAt(lesson, location));

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function sign(place, text) {
    const mark = place.querySelector(":scope > .cnnbook-sign");
    if (!text) mark?.remove();
    else if (mark) mark.textContent = text;
    else place.append(make("span", { className: "cnnbook-sign", textContent: text }));
  }

  function paint() {
    for (const link of document.querySelectorAll(".bd-links a, .cnnbook-lessons a")) {
      const lesson = lessons.find((one) => isAt(one, /** @type {HTMLAnchorElement} */ (link)));
      if (!lesson) continue;
      const all = [...lesson.questions, ...lesson.exercises];
      const done = all.filter(isDone).length;
      sign(link, done ? ` ${done === all.length ? "✓ " : ""}${done} of ${all.length}` : "");
    }
    for (const cell of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".cell[data-exercise]"))) {
      const name = cell.dataset.cell;
      sign(cell.querySelector(".cnnbook-exercise"), isDone(name) ? ` ✓ solved${how(name) === "helped" ? ", with help" : ""}` : "");
    }
    sumUp(lessonHere);
  }

  function counted(cells, word) {
    const count = (wanted) => cells.filter((cell) => how(cell) === wanted).length;
    const [once, helped] = [count("once"), count("helped")];
    return `${once} ${word}, ${helped} with help, ${cells.length - once - helped} still open`;
  }

  /** The lesson's end: what is right, what is open. */
  function sumUp(lesson) {
    const place = document.querySelector(".cnnbook-how-far");
    if (!lesson || !place) return;
    const open = [...lesson.questions, ...lesson.exercises].find((cell) => !isDone(cell));
    place.replaceChildren(
      make("p", {}, make("b", {}, "So far. "), `Questions: ${counted(lesson.questions, "right at once")}. Exercises: ${counted(lesson.exercises, "solved alone")}.`),
      open ? make("button", { type: "button", onclick: () => show(open) }, "Show the first that is open") : "All of this lesson is done.",
      make("p", {}, isPrivate() ? "Private mode is on: nothing is kept. " : "This is kept on this device alone. ", make("a", { href: `${root}${lessons[0].path.replace(/[^/]*$/, "intro")}.html#your-work` }, "Keep, carry or forget it")),
    );
  }

  function show(cell) {
    const place = document.querySelector(`[data-cell="${CSS.escape(cell)}"]`);
    place?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null | undefined} */ (place?.querySelector("input, button, [tabindex]"))?.focus({ preventScroll: true });
  }

  /** Where the reader is, in a lesson. */
  function keepPlace() {
    if (!lessonHere) return;
    const passed = [...document.querySelectorAll("article section[id]")].filter((section) => section.getBoundingClientRect().top < 200);
    write("place", "last", { page: lessonHere.path, id: passed.at(-1)?.id ?? "" });
  }

  /* ---- the exercises' buttons: what they do is loaded with the first press ---- */

  let loaded;
  function load(file) {
    loaded ??= new Promise((resolve, reject) => document.head.append(make("script", { src: `${root}_static/${file}`, onload: resolve, onerror: reject })));
    return loaded;
  }

  function equip(cell) {
    const tools = cell.querySelector(".cnnbook-tools");
    if (!tools) return;
    const name = cell.dataset.exercise;
    const ask = (what) => load("exercises.js").then(() => window.cnnbookExercises[what](cell), () => (loaded = null));
    const check = tools.firstElementChild;
    check.textContent = check.dataset.what = "Check";
    check.ariaLabel = check.ariaLabel.replace("Run", "Check");
    check.addEventListener("click", () => ask("check"));
    const more = { hint: "Hint", solution: "Solution", ...("lines" in cell.dataset && { lines: "Lines to order" }) };
    for (const [what, label] of Object.entries(more)) tools.append(make("button", { type: "button", textContent: label, ariaLabel: `${label}: ${name}`, onclick: () => ask(what) }));
    const code = cell.querySelector(".highlight");
    code?.addEventListener("click", () => tools.children[1].click()); // one writes where the code stands
  }

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".cell[data-exercise]").forEach(equip);
    const edited = (/** @type {any} */ { dataset }) => read("code", dataset.cell);
    if ([...document.querySelectorAll("[data-cell]")].some(edited)) window.cnnbookAsk?.("load");
    paint();
    hear(paint);
  });
  document.addEventListener("click", startAgain);
  document.addEventListener("visibilitychange", () => document.hidden && (writeAll(), keepPlace()));
  addEventListener("pagehide", () => (writeAll(), keepPlace()));
  window.cnnbookMemory = { recall, without, lessons, make, root };
})();
