/**
 * Training in a worker, while the page stays at its 60 frames a second.
 *
 * A classic worker from a Blob, for that starts from `file://` too.
 *
 * @typedef {import("../maths/training_worker.js").Run} Run
 * @typedef {import("../maths/training_worker.js").Report} Report
 * @typedef {import("../maths/learning_network.js").Weights} Weights
 */
import { text } from "../maths/training_worker.js?text";

/**
 * Start a worker for a training, which then waits. `step` does one batch, `epoch` goes on to the end of the epoch, `go` until
 * `pause`; each leads to reports. `snapshot` promises a copy of the weights. `stop` ends the worker; so does leaving the page.
 *
 * @param {Run} run
 * @param {{onReport: (report: Report) => void, onProblem: (problem: string) => void}} listeners
 */
export function startTrainer(run, { onReport, onProblem }) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = new Worker(address);
  /** @type {((weights: Weights) => void)[]} */
  const waiting = [];
  worker.addEventListener("message", ({ data }) => {
    if (data.weights) waiting.shift()?.(data.weights);
    else if (data.problem) onProblem(data.problem);
    else onReport(data);
  });
  worker.addEventListener("error", (event) => onProblem(event.message));

  function stop() {
    worker.terminate();
    URL.revokeObjectURL(address);
    removeEventListener("pagehide", leave);
  }
  /* A browser may keep the page and show it again. */
  function leave() {
    stop();
    onProblem("The training ended when this page was left. Start it again.");
  }
  const send = (/** @type {"step" | "epoch" | "go" | "pause"} */ command) => () => worker.postMessage(command);
  /** @returns {Promise<Weights>} */
  function snapshot() {
    worker.postMessage("snapshot");
    return new Promise((resolve) => waiting.push(resolve));
  }

  addEventListener("pagehide", leave);
  worker.postMessage({ start: run });
  return { step: send("step"), epoch: send("epoch"), go: send("go"), pause: send("pause"), snapshot, stop };
}
