/**
 * Training as `cnnbook.training.fit` does it: the same steps, losses and weights from the same seed.
 *
 * @typedef {{shape: number[], images: Float32Array, labels: Uint8Array}} Data `shape` of one image: channels, height, width
 * @typedef {import("./learning_network.js").Layer} Layer
 * @typedef {import("./learning_network.js").Network} Network
 * @typedef {import("./optimisers.js").OptimiserOptions} OptimiserOptions
 * @typedef {{loss: number, accuracy: number}} Result
 * @typedef {{layers: Layer[], optimiser: OptimiserOptions, seed?: number, batch_size?: number, shifts?: number, weights?: import("./learning_network.js").Weights}} Plan `shifts`: augmentation, by up to so many pixels
 */
import { createBoard, place } from "./boards.js";
import { firstWeights } from "./first_weights.js";
import { backward, createNetwork, forward, takeDead } from "./learning_network.js";
import { createOptimiser } from "./optimisers.js";
import { createRandom } from "./random.js";

/* ---- one image -------------------------------------------------------------------------------------- */

/* The loss of the scores, whose slopes are written: softmax less 1 for the right class, times `share`. */
function crossEntropy({ data, grad }, label, share) {
  let highest = -Infinity;
  let total = 0;
  for (let k = 0; k < data.length; k++) if (!(data[k] <= highest)) highest = data[k];
  for (let k = 0; k < data.length; k++) total += grad[k] = Math.exp(data[k] - highest);
  for (let k = 0; k < data.length; k++) grad[k] = share * (grad[k] / total - (k === label ? 1 : 0));
  return Math.log(total) - (data[label] - highest);
}

/* Whether the first of the largest scores is the label's. */
function isRight({ data }, label) {
  let best = 0;
  for (let k = 1; k < data.length; k++) if (data[k] > data[best]) best = k;
  return best === label;
}

/**
 * Loss and accuracy on a set of images, and the units that gave 0 for all of them.
 *
 * @param {Network} network @param {Data} data
 */
export function evaluate(network, { images, labels }) {
  const total = { loss: 0, right: 0 };
  takeDead(network);
  for (let n = 0; n < labels.length; n++) {
    place(network.input, images, n);
    forward(network);
    total.loss += crossEntropy(network.output, labels[n], 0);
    if (isRight(network.output, labels[n])) total.right += 1;
  }
  return { loss: total.loss / labels.length, accuracy: total.right / labels.length, dead: takeDead(network) };
}

/* ---- one batch -------------------------------------------------------------------------------------- */

/** Random moves of images, as `cnnbook.training.shifts` draws them. @param {import("./random.js").Random} random @param {number} count @param {number} most */
export function drawMoves(random, count, most) {
  const one = () => random.integers(0, 2 * most + 1) - most;
  return { down: Int32Array.from({ length: count }, one), across: Int32Array.from({ length: count }, one) };
}

/**
 * All images moved once, by up to `most` pixels.
 *
 * @param {Data} data @param {import("./random.js").Random} random @param {number} most
 */
export function moved({ shape, images, labels }, random, most) {
  const board = createBoard(shape);
  const { down, across } = drawMoves(random, labels.length, most);
  const copies = new Float32Array(images.length);
  for (let n = 0; n < labels.length; n++) {
    place(board, images, n, down[n], across[n]);
    copies.set(board.data, n * board.data.length);
  }
  return { shape, images: copies, labels };
}

/**
 * The gradients of the mean loss of a batch, in `parameter.grad`; they replace the last ones.
 *
 * @param {Network} network @param {Data} data @param {ArrayLike<number>} batch the images' indices
 * @param {{down: ArrayLike<number>, across: ArrayLike<number>} | null} [moves] @returns {{loss: number, right: number}}
 */
export function gradients(network, { images, labels }, batch, moves = null) {
  let [loss, right] = [0, 0];
  for (const { grad } of network.parameters) grad.fill(0);
  for (let i = 0; i < batch.length; i++) {
    const label = labels[batch[i]];
    place(network.input, images, batch[i], moves?.down[i], moves?.across[i]);
    forward(network);
    loss += crossEntropy(network.output, label, 1 / batch.length);
    if (isRight(network.output, label)) right += 1;
    backward(network);
  }
  return { loss: loss / batch.length, right };
}

/* As `cnnbook.training.fit` does, in its words. */
function check(size, { labels }) {
  if (size > labels.length) throw new Error(`batch_size must be at most the number of images, ${labels.length}, got ${size}`);
  if (labels.every((label) => label === labels[0]))
    throw new Error(`labels must have at least two classes, got ${labels[0]} for all ${labels.length} images`);
}

/* ---- a whole training ------------------------------------------------------------------------------- */

/**
 * A training that has not begun. `step` does one batch and says what came of it; `result` is there after the last batch of
 * an epoch. Where the loss is not finite, nothing is learnt from it any more: `diverged`, and every further step says so.
 *
 * One generator gives the first weights, then for each epoch the order, and for each batch its moves.
 *
 * @param {Plan} plan @param {Data} data @param {Data} [heldOut]
 */
export function createTraining({ layers, optimiser, seed = 0, batch_size: size = 64, shifts = 0, weights }, data, heldOut) {
  check(size, data);
  const random = createRandom(seed);
  const network = createNetwork(layers, data.shape, weights ?? firstWeights(layers, random));
  const update = createOptimiser(network.parameters, optimiser);
  const count = data.labels.length;
  let order = new Int32Array(0);
  let [done, loss, right] = [count, 0, 0];

  function step() {
    if (done >= count) {
      [order, done, loss, right] = [random.permutation(count), 0, 0, 0];
      takeDead(network);
    }
    const batch = order.subarray(done, done + size);
    const got = gradients(network, data, batch, shifts ? drawMoves(random, batch.length, shifts) : null);
    if (!Number.isFinite(got.loss)) return { loss: got.loss, diverged: true, result: null };
    update();
    [done, loss, right] = [done + batch.length, loss + got.loss * batch.length, right + got.right];
    return { loss: got.loss, diverged: false, result: done < count ? null : ended() };
  }

  function ended() {
    const result = { loss: loss / count, accuracy: right / count, dead: takeDead(network) };
    return { ...result, heldOut: heldOut ? evaluate(network, heldOut) : null };
  }

  return { network, step };
}
