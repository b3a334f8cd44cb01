/**
 * A training that runs in a worker, for all views of a model: what it has come to is the model's `trained`.
 *
 * The worker trains epoch by epoch, so that it stops where it shall: an epoch more is asked for when one has ended. It
 * ends with the last view, with "Again", and when a setting changes.
 *
 * @typedef {import("../page/model.js").Model} Model
 * @typedef {import("./derived.js").Trained} Trained
 * @typedef {{words: string, results: Trained}} Kept
 * @typedef {{running: boolean, batch: number, loss: number, trouble: string, diverged: number | null, kept: Kept | null}} Now
 */
import { limitsOf, read, save } from "../page/model.js";
import { startTrainer } from "../page/trainer.js";
import { CURVES, layersOf, obstacleOf, packWeights, resultsOf, RUN, runOf, sameRun, settingsOf } from "./derived.js";

const PERIOD = 250; // milliseconds between two pictures of a training that runs
const CALM = 1500; // where the reader wants little motion
const SELDOM = 2000;

export class Session {
  /** What the views show of it besides the model's state. @type {Now} */
  now = { running: false, batch: 0, loss: 0, trouble: "", diverged: null, kept: null };
  /** Of the view that came last. @type {Model} */
  #model;
  #views = new Set();
  /** @type {ReturnType<typeof startTrainer> | null} */
  #trainer = null;
  #ready = false; // the worker's first report says no more than this
  #onwards = false; // to the last epoch, not only to the end of this one
  #settings = {};
  #history = emptyHistory();
  #told = 0; // when the views were, in milliseconds
  #saved = 0; // when Python was

  /** @param {Model} model */
  constructor(model) {
    this.#model = model;
  }

  /** Redraw a view as the training goes on. @param {() => void} draw @param {Model} model @param {AbortSignal} signal */
  show(draw, model, signal) {
    this.#model = model;
    this.#views.add(draw);
    signal.addEventListener("abort", () => {
      this.#views.delete(draw);
      if (!this.#views.size) this.#stop();
    });
  }

  /** A training ends where a setting has changed. */
  check() {
    if (sameRun(this.#settings, this.#state())) return;
    this.#stop();
    Object.assign(this.now, { batch: 0, diverged: null, trouble: "" });
  }

  /* ---- what the reader asks for ---------------------------------------------------------------------- */

  start() {
    this.#work("go", this.#model.get("epochs"));
  }

  step() {
    this.#work("step", limitsOf(this.#model).epochs.max);
  }

  epoch() {
    this.#work("epoch", limitsOf(this.#model).epochs.max);
  }

  pause() {
    this.#onwards = false;
    this.#trainer?.pause();
  }

  again() {
    this.#stop();
    Object.assign(this.now, { batch: 0, trouble: "", diverged: null });
    save(this.#model, { trained: {} });
    this.#redraw();
  }

  /** Keep what was trained, to compare. @param {string} words its settings */
  keep(words) {
    const results = resultsOf(this.#state());
    this.now.kept = results && { words, results };
    this.#redraw();
  }

  forget() {
    this.now.kept = null;
    this.#redraw();
  }

  /* ---- the worker ------------------------------------------------------------------------------------ */

  /* After the last epoch that there may be it begins again, and after an explosion. */
  #work(command, most) {
    if (this.now.running) return;
    if (!this.#trainer || this.#history.loss.length >= most) this.#begin();
    if (this.#trainer) {
      this.now.running = true;
      this.#onwards = command === "go";
      if (command === "step") this.#trainer.step();
      else this.#trainer.epoch();
    }
    this.#redraw();
  }

  #begin() {
    this.#stop();
    const state = this.#state();
    Object.assign(this.now, { batch: 0, loss: 0, trouble: "", diverged: null });
    this.#settings = settingsOf(state);
    this.#history = emptyHistory();
    this.#told = performance.now();
    this.#ready = false;
    if (obstacleOf(state)) return;
    this.#trainer = startTrainer(runOf(state), { onReport: (report) => this.#hear(report), onProblem: (problem) => this.#fail(problem) });
  }

  #stop() {
    this.#trainer?.stop();
    this.#trainer = null;
    this.#onwards = this.now.running = false;
  }

  #fail(problem) {
    this.#stop();
    this.now.trouble = problem;
    this.#redraw();
  }

  /** @param {import("../maths/training_worker.js").Report} report */
  #hear({ losses, epochs, running, diverged }) {
    if (!this.#ready) {
      this.#ready = true;
      return;
    }
    epochs.forEach((epoch) => add(this.#history, epoch));
    Object.assign(this.now, { batch: epochs.length ? 0 : this.now.batch + losses.length, loss: losses.at(-1) ?? this.now.loss });
    if (diverged !== null) this.#explode(diverged);
    else this.#goOn(epochs.length > 0, running);
  }

  #goOn(ended, running) {
    if (ended && this.#onwards && this.#history.loss.length < this.#model.get("epochs")) this.#trainer?.epoch();
    else if (!running) this.#onwards = this.now.running = false;
    if (!this.now.running || (ended && performance.now() - this.#told > period())) this.#tell();
    else this.#redraw();
  }

  /* What is left of the network is no use to anybody: the last one that was stays. */
  #explode(loss) {
    this.#stop();
    this.now.diverged = loss;
    this.#redraw();
  }

  /* Let everybody know how far it has come: the model, and the page. */
  async #tell() {
    const teller = this.#trainer;
    this.#told = performance.now();
    const curves = Object.fromEntries(CURVES.map((name) => [name, [...this.#history[name]]]));
    const { dead } = this.#history;
    const weights = await teller?.snapshot();
    if (!weights || teller !== this.#trainer) return;
    if (tooLarge(weights)) {
      this.#explode(Infinity);
      return;
    }
    const trained = { settings: this.#settings, ...curves, dead, layers: layersOf(this.#settings), weights: packWeights(weights) };
    this.#model.set("trained", trained);
    this.#model.set("epochs", Math.max(this.#model.get("epochs"), curves.loss.length));
    if (!this.now.running || this.#told - this.#saved > SELDOM) this.#save();
    document.dispatchEvent(new CustomEvent("cnnbook:weights", { detail: { layers: trained.layers, weights: trained.weights } }));
    this.#redraw();
  }

  /* Python is told less often than the views: there are some 50 kB to send. */
  #save() {
    this.#saved = performance.now();
    this.#model.save_changes();
  }

  /** @returns {any} */
  #state() {
    return read(this.#model, [...RUN, "epochs", "trained", "packed_digits"]);
  }

  #redraw() {
    this.#views.forEach((draw) => draw());
  }
}

/* What float32 cannot write, or nearly not. */
function tooLarge(weights) {
  return Object.values(weights).some(({ data }) => !Array.from(data).every((weight) => Math.abs(weight) < 1e9));
}

function emptyHistory() {
  return { loss: [], accuracy: [], validation_loss: [], validation_accuracy: [], dead: {} };
}

function add(history, { loss, accuracy, dead, heldOut }) {
  history.loss.push(loss);
  history.accuracy.push(accuracy);
  if (heldOut) history.validation_loss.push(heldOut.loss);
  if (heldOut) history.validation_accuracy.push(heldOut.accuracy);
  history.dead = dead;
}

function period() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : PERIOD;
}
