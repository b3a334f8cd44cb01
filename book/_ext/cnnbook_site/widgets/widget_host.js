/*
 * Brings the widgets of a rendered page to life without a kernel and without asking anybody for anything.
 *
 * The page carries the state of its widgets as JSON, the widgets' own ES modules included. For each place
 * `<div class="cnnbook-widget"> (still picture) <script type="…widget-view+json"> </div>` the host imports the
 * widget's module from a Blob URL, which works from a disc (file://) too, and gives it the model interface
 * that anywidget gives it in JupyterLab: get, set, save_changes, on, off, send. What goes wrong in one widget
 * is said in its place; the others live on. The contract stands in cnnbook_site/__init__.py.
 */
(() => {
  "use strict";
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const NOT_CARRIED = ["layout", "tabbable", "tooltip", "comm", "limits"]; // Python's own
  const LONGEST_LINK = 200_000; // characters; more than any honest state needs
  const models = new Map(); // model id → model
  const modules = new Map(); // module text → promise of the module
  const lives = new Map(); // mount element → AbortController that ends its view
  const shows = new Map(); // mount element → the model that it shows

  /* ---- the model -------------------------------------------------------------------------------- */

  /** Whether two values have equal parts, all the way down: lists, objects, bytes. */
  function same(a, b) {
    if (a === b || Object.is(a, b)) return true;
    if (!a || !b || typeof a !== "object" || typeof b !== "object") return false;
    if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) return a.byteLength === b.byteLength && same(bytesOf(a), bytesOf(b));
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
  }

  const bytesOf = ({ buffer, byteOffset, byteLength }) => [...new Uint8Array(buffer, byteOffset, byteLength)];

  /** A widget's state with the part of Backbone's interface that anywidgets use. */
  class Model {
    #state;
    #listeners = []; // [event, callback, owner]
    #channel; // to the Python that made it, {update, custom}; null where there is none
    #unsaved = new Set(); // names of traits that Python does not know of yet

    constructor(id, state, channel = null) {
      this.id = this.model_id = id;
      this.closed = false; // by the Python that made it
      this.key = id; // replaced by a name that survives a rebuild, see nameModels()
      this.#state = state;
      this.built = { ...state }; // a start again, and a link, are measured by it
      this.#channel = channel;
      this.widget_manager = { get_model: async (other) => modelFor(other) };
    }

    get(name) {
      return this.#state[name];
    }

    /** set(name, value) or set({name: value, …}): emits change:name for each change, then one change. */
    set(name, value) {
      this.#take(typeof name === "string" ? { [name]: value } : name).forEach((key) => this.#unsaved.add(key));
      return this;
    }

    #take(values) {
      const changed = Object.keys(values).filter((key) => !same(this.#state[key], values[key]));
      Object.assign(this.#state, values);
      changed.forEach((key) => this.#emit(`change:${key}`, this, values[key]));
      if (changed.length) this.#emit("change", this);
      return changed;
    }

    has(name) {
      return Object.hasOwn(this.#state, name);
    }

    /** Tell Python, if there is one, what has changed since it was last told. */
    save_changes() {
      const changes = Object.fromEntries([...this.#unsaved].map((name) => [name, this.#state[name]]));
      this.#unsaved.clear();
      if (Object.keys(changes).length) this.#channel?.update(changes);
    }

    send(content) {
      this.#channel?.custom(content);
    }

    /** Python has set these traits. */
    receive(values) {
      this.#take(values);
    }

    /** Python has sent a message of its own. */
    hear(content, buffers) {
      this.#emit("msg:custom", content, buffers);
    }

    /**
     * Be the page's side of a widget that Python has just made. Python's state is taken; with `carry`, what the
     * reader has changed here stays, and Python is told of it.
     */
    join(other, { carry }) {
      this.id = this.model_id = other.id;
      this.closed = false;
      this.#channel = other.#channel;
      const own = Object.keys(other.#state).filter((name) => !name.startsWith("_") && !NOT_CARRIED.includes(name));
      const kept = carry ? own.filter((name) => this.has(name) && !same(this.#state[name], other.#state[name])) : [];
      this.#unsaved = new Set(kept);
      this.#take(Object.fromEntries(own.filter((name) => !kept.includes(name)).map((name) => [name, other.#state[name]])));
      this.save_changes();
    }

    /** Python knows of it no more; the page's side lives on. */
    leave() {
      this.#channel = null;
      this.closed = true;
    }

    on(events, callback, owner) {
      events.split(" ").forEach((event) => this.#listeners.push([event, callback, owner]));
      return this;
    }

    /** Every listener goes that fits what is given: its events, its callback, its owner. */
    off(events, callback, owner) {
      const wanted = [events?.split(" "), callback && [callback], owner && [owner]];
      const goes = (listener) => wanted.every((some, i) => !some || some.includes(listener[i]));
      this.#listeners = this.#listeners.filter((listener) => !goes(listener));
      return this;
    }

    /** The model as one view has it: with the view goes whatever the view has listened to. */
    seenBy(signal) {
      const names = ["get", "has", "save_changes", "send", "cnnbookLink"];
      const own = Object.fromEntries(names.map((name) => [name, this[name].bind(this)]));
      own.set = (...given) => (this.set(...given), this.#emit("touched"), own); // by the reader
      own.on = (events, callback) => (this.on(events, callback, signal), own);
      own.off = (events, callback) => (this.off(events, callback, signal), own);
      signal.addEventListener("abort", () => own.off());
      return Object.assign(own, { model_id: this.id, widget_manager: this.widget_manager });
    }

    #emit(event, ...values) {
      for (const [name, callback] of [...this.#listeners]) {
        if (name !== event) continue;
        try {
          callback(...values);
        } catch (error) {
          reportError(error); // one listener's mistake must not keep the others from hearing
        }
      }
    }

    /** The address of this page with these traits as they are now. */
    cnnbookLink(names) {
      const state = Object.fromEntries(names.map((name) => [name, this.get(name)]));
      return `${location.href.split("#")[0]}#state=${encode({ id: this.key, state })}`;
    }
  }

  /* ---- the page's data --------------------------------------------------------------------------- */

  /** Put base64 buffers back where they were taken from, as DataViews. */
  function withBuffers(state, buffers) {
    for (const { path, data } of buffers) {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const holder = path.slice(0, -1).reduce((value, step) => value[step], state);
      holder[path.at(-1)] = new DataView(bytes.buffer);
    }
    return state;
  }

  /** All model entries of the page, or an Error that says why they cannot be read. */
  function readStates() {
    const all = {};
    for (const script of document.querySelectorAll(STATE)) {
      try {
        const { state, shared = {} } = JSON.parse(script.textContent);
        for (const [id, entry] of Object.entries(state)) all[id] = { ...entry, shared };
      } catch (error) {
        return new Error(`the widgets' stored state is damaged (${error.message})`);
      }
    }
    return all;
  }

  /** A model's traits. Parts of long texts that widgets have in common stand once in the page, under `shared`. */
  function traitsOf({ state, buffers = [], shared }) {
    for (const [name, value] of Object.entries(state)) {
      if (!Array.isArray(value?.shared)) continue;
      const parts = value.shared.map((key) => shared[key]);
      if (parts.includes(undefined)) throw new Error(`its stored state is damaged (${name} is missing)`);
      state[name] = parts.join("\n");
    }
    return withBuffers(state, buffers);
  }

  let states = null;

  function modelFor(id) {
    if (models.has(id)) return models.get(id);
    states ??= readStates();
    if (states instanceof Error) throw states;
    const entry = states[id];
    if (!entry) throw new Error("this page holds no state for it");
    if (!entry.state?._esm) throw new Error(`${entry.model_name ?? "it"} needs a running notebook`);
    const model = new Model(id, traitsOf(entry));
    models.set(id, model);
    return model;
  }

  /* ---- modules and styles ------------------------------------------------------------------------ */

  function load(text) {
    if (!modules.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      modules.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    return modules.get(text);
  }

  /** What a module exports by default: a definition, or a function that makes one for each model. */
  async function definitionOf(module) {
    const exported = module.default ?? module;
    const definition = typeof exported === "function" ? await exported() : exported;
    if (typeof definition.render !== "function") throw new Error("its module has no render function");
    return definition;
  }

  function addStyle(text) {
    if (!text || [...document.head.querySelectorAll("style[data-widget]")].some((style) => style.textContent === text)) return;
    const style = document.createElement("style");
    style.dataset.widget = "";
    style.textContent = text;
    document.head.append(style);
  }

  const viewIn = (place) => place.querySelector(`script[type="${VIEW}"]`);

  /* ---- mounting ---------------------------------------------------------------------------------- */

  function say(place, text) {
    const box = document.createElement("p");
    box.className = "cnnbook-trouble";
    box.setAttribute("role", "alert");
    box.textContent = text;
    place.append(box);
    return box;
  }

  /** The model's definition, with `initialize` called once however many views the model has. */
  function prepared(model) {
    model.ready ??= (async () => {
      const definition = await definitionOf(await load(model.get("_esm")));
      model.end = await definition.initialize?.({ model, signal: new AbortController().signal, experimental });
      return definition;
    })();
    return model.ready;
  }

  const experimental = { invoke: async () => Promise.reject(new Error("there is no running notebook behind this page")) };

  /** Show a place's widget; nothing of it stays if it cannot start, or if the view is ended before it has. */
  async function mount(place) {
    unmount(place);
    const life = new AbortController();
    const { signal } = life;
    lives.set(place, life);
    try {
      const view = JSON.parse(viewIn(place).textContent);
      const model = modelFor(view.model_id);
      const definition = await prepared(model);
      if (signal.aborted) return;
      addStyle(model.get("_css"));
      const returned = await definition.render({ model: model.seenBy(signal), el: roomIn(place, signal), signal, experimental });
      const clean = typeof returned === "function" ? returned : () => {};
      if (signal.aborted) return void clean();
      signal.addEventListener("abort", clean);
      shows.set(place, model);
      place.dataset.widget = model.key;
      place.dataset.mounted = "live";
    } catch (error) {
      if (signal.aborted) return;
      life.abort();
      place.dataset.mounted = "failed";
      say(place, `This widget could not start: ${error?.message ?? error}. The rest of the page works without it.`);
    }
  }

  /** An element for a view, there as long as the view is. */
  function roomIn(place, signal) {
    const live = document.createElement("div");
    live.className = "cnnbook-live";
    place.append(live);
    signal.addEventListener("abort", () => live.remove());
    return live;
  }

  /** End a view: its still picture stands again. */
  function unmount(place) {
    lives.get(place)?.abort();
    lives.delete(place);
    shows.delete(place);
    forgetClosed();
    place.querySelectorAll(":scope > .cnnbook-trouble").forEach((box) => box.remove());
    delete place.dataset.mounted;
  }

  /** Name the page's models in reading order, "ConvolutionExplorer-1": ids change with every build, these do not. */
  function nameModels(places) {
    const counts = {};
    for (const place of places) {
      try {
        const model = modelFor(JSON.parse(viewIn(place).textContent).model_id);
        if (model.key !== model.id) continue;
        const kind = String(model.get("_anywidget_id") ?? "widget").split(".").at(-1);
        counts[kind] = (counts[kind] ?? 0) + 1;
        model.key = `${kind}-${counts[kind]}`;
      } catch {
        // mount() says it in its place
      }
    }
  }

  /* ---- links to a state -------------------------------------------------------------------------- */

  function encode(value) {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function decode(text) {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  }

  const kindOf = (value) => (value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value);

  /** Why `next` cannot stand where `now` stands, or null: same JSON type, all the way into lists. */
  function mismatch(name, now, next) {
    if (now === null || now === undefined) return null; // nothing to compare with: the widget judges
    if (kindOf(now) !== kindOf(next)) return `${name} must be ${kindOf(now)}, not ${kindOf(next)}`;
    if (typeof next === "number" && !Number.isFinite(next)) return `${name} must be a finite number`;
    if (!Array.isArray(next) || !now.length) return null;
    return next.map((item) => mismatch(`each entry of ${name}`, now[0], item)).find(Boolean) ?? null;
  }

  /** Why this state cannot be taken, or null. */
  async function refusal(model, state, kept = false) {
    for (const [name, value] of Object.entries(state)) {
      if (name.startsWith("_") || !model.has(name)) return `there is no “${name}” to set`;
      const wrong = mismatch(name, model.get(name), value);
      if (wrong) return wrong;
    }
    const definition = await prepared(model);
    return definition.refuse?.({ model, state, kept }) ?? null;
  }

  let linkTrouble = null; // what was said about the last link

  /** Say why a link's state was not taken: in the widget's place, or at the top of the page. @param {string} reason @param {Element | null} place */
  function refuseLink(reason, place = null) {
    const article = document.querySelector("article") ?? document.body;
    linkTrouble = say(place ?? article, `The link's state was not taken, the page shows its own: ${reason}.`);
    if (!place) article.prepend(linkTrouble);
  }

  /* A widget with a new name and a page of its own: old links go on working. */
  const MOVED = { from: /^DigitClassifier(?=-)/, to: "NetworkExplorer", page: "11_trust.html" };
  function readLink(text) {
    if (text.length > LONGEST_LINK) throw new Error("it is too long");
    const { id, state } = decode(text);
    if (typeof id !== "string" || kindOf(state) !== "object") throw new Error("it names no widget");
    return { id, state };
  }

  /** Take the state that the address carries, whole or not at all. */
  async function followLink() {
    const [, text] = location.hash.match(/^#state=(.*)$/s) ?? [];
    if (text === undefined) return;
    linkTrouble?.remove();
    let link;
    try {
      link = readLink(text);
    } catch (error) {
      refuseLink(`the link is damaged (${error.message})`);
      return;
    }
    const id = link.id.replace(MOVED.from, MOVED.to);
    const model = [...models.values()].find(({ key }) => key === id);
    if (id !== link.id && !model && !location.pathname.endsWith(MOVED.page)) {
      if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, { once: true })); // nothing is broken off
      location.replace(MOVED.page + location.hash);
      await new Promise(() => {}); // nothing more begins here
    }
    link.id = id;
    const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".cnnbook-widget")]);
    const place = places.find(({ dataset }) => dataset.widget === link.id);
    if (!model || !place) return void refuseLink(`this page has no widget ${link.id}`);
    const reason = await refusal(model, link.state);
    if (reason) refuseLink(reason, place);
    else model.set({ ...window.cnnbookMemory?.without(model), ...link.state }); // over what was built, not over what was kept
    place.scrollIntoView({ block: "start" });
  }

  /* ---- start ------------------------------------------------------------------------------------- */

  async function start() {
    const places = [...document.querySelectorAll(".cnnbook-widget")];
    nameModels(places);
    for (const place of places) {
      await mount(place);
      await window.cnnbookMemory?.recall(shows, { prepared, refusal }); // before the reader's first touch
      await new Promise((resolve) => setTimeout(resolve)); // the page shows it, and hears the reader
    }
    await followLink();
    document.documentElement.dataset.widgets = "ready";
  }

  const parsed = new Promise((resolve) => {
    if (document.readyState !== "loading") resolve(undefined);
    else document.addEventListener("DOMContentLoaded", resolve, { once: true });
  });
  const ready = parsed.then(start);
  window.addEventListener("hashchange", followLink);

  /* ---- widgets that Python makes in the page ------------------------------------------------------- */

  /** Hold a widget that Python has made: its traits, and a channel {update(state), custom(content)} back. */
  function adopt(id, state, channel) {
    models.set(id, new Model(id, state, channel));
  }

  /** Let the widget that stands in a place be the one that Python has made as `id`. */
  function join(place, id, { carry = false } = {}) {
    const [here, made] = [shows.get(place), models.get(id)];
    models.delete(here.id);
    models.set(id, here);
    here.join(made, { carry });
    for (const [view, model] of shows) if (model === here) viewIn(view).textContent = JSON.stringify({ model_id: id });
  }

  /** Python has closed a widget. What the page shows of it stays, as long as it is shown. */
  function drop(id) {
    models.get(id)?.leave();
    forgetClosed();
  }

  function forgetClosed() {
    const shown = new Set(shows.values());
    for (const [id, model] of models) if (model.closed && !shown.has(model)) models.delete(id);
  }

  window.cnnbookHost = { models, ready, mount, unmount, adopt, join, drop, modelIn: (place) => shows.get(place) ?? null, linkTo: (model, names) => model.cnnbookLink(names) };
})();
