/**
 * What runs in the worker of a training: `page/trainer.js` sends commands, this answers with reports.
 *
 * The first command is `{ start: Run }`; then "step", "epoch", "go", "pause" and "snapshot". Between two batches the worker
 * looks whether a command has come. Reports: see `Report`.
 *
 * @typedef {import("./training.js").Plan} Plan
 * @typedef {ReturnType<import("./training.js").evaluate>} Evaluation
 * @typedef {Evaluation & {heldOut: Evaluation | null}} Epoch
 * @typedef {{training: string, held_out?: string, count?: number, moved?: number, held_out_moved?: number}} DigitChoice packed
 *   digits; the first `count` of them; by how many pixels the training digits and the held-out ones are moved, once
 * @typedef {{plan: Plan, digits: DigitChoice}} Run
 * @typedef {{losses: number[], epochs: Epoch[], norms: Record<string, number>, running: boolean, diverged: number | null}} Report
 *   the losses of batches and the ends of epochs since the last report; the lengths of the last batch's gradients; and the loss
 *   that was not finite, if any, with which the training is at its end
 */
import { unpackDigits } from "./digit_cells.js";
import { gradientNorms, weightsOf } from "./learning_network.js";
import { createRandom } from "./random.js";
import { createTraining, moved } from "./training.js";

const SLICE = 12; // milliseconds of work before the next look at commands
const PERIOD = 40; // milliseconds between reports, of which a page can draw no more

/** @type {ReturnType<typeof createTraining>} */
let training;
let goal = ""; // "step", "epoch" or "go" while there is work, "" while there is none
let reported = 0;
let news = noNews();
const turn = new MessageChannel(); // comes back at once, where a timer would wait 4 ms

/** @returns {Report} */
function noNews() {
  return { losses: [], epochs: [], norms: {}, running: false, diverged: null };
}

/* The same held-out digits in every training, whatever happens to the others. */
function prepared(text, seed, most = 0) {
  const data = unpackDigits(text);
  return most ? moved(data, createRandom(seed), most) : data;
}

/** @param {Run} run */
function start({ plan, digits }) {
  const heldOut = digits.held_out ? prepared(digits.held_out, 0, digits.held_out_moved) : undefined;
  const { shape, images, labels } = prepared(digits.training, 1, digits.moved);
  training = createTraining(plan, { shape, images, labels: labels.subarray(0, digits.count ?? labels.length) }, heldOut);
}

function work() {
  const end = performance.now() + SLICE;
  while (goal && performance.now() < end) batch();
  if (!goal || performance.now() - reported > PERIOD) report();
  if (goal) turn.port2.postMessage(null);
}

function batch() {
  const { loss, diverged, result } = training.step();
  news.losses.push(loss);
  if (result) news.epochs.push(result);
  if (diverged) news.diverged = loss;
  if (diverged || goal === "step" || (goal === "epoch" && result)) goal = "";
}

function report() {
  postMessage({ ...news, norms: gradientNorms(training.network), running: goal !== "" });
  news = noNews();
  reported = performance.now();
}

function obey(command) {
  if (command.start) {
    start(command.start);
    report();
  } else if (command === "snapshot") postMessage({ weights: weightsOf(training.network) });
  else {
    const idle = goal === "";
    goal = command === "pause" ? "" : command;
    if (idle !== (goal === "")) work();
  }
}

turn.port1.onmessage = () => {
  if (goal) work();
};
addEventListener("message", ({ data }) => {
  try {
    obey(data);
  } catch (error) {
    postMessage({ problem: error.message });
  }
});
