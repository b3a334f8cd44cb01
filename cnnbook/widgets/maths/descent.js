/** Gradient descent of one weight on its loss curve. */

/** A weight beyond this has exploded: the descent ends with it, in Python too. */
export const BEYOND = 1000;

/** What a step leads to: w − lr · slope. @param {number} w @param {number} lr @param {number} slope */
export function stepped(w, lr, slope) {
  return w - lr * slope;
}

/** The weights that the steps lead through, the first one too. @param {(w: number) => number} slope @param {{initial: number, lr: number, steps: number}} run */
export function descend(slope, { initial, lr, steps }) {
  const trail = [initial];
  for (let w = initial; trail.length <= steps && Math.abs(w) <= BEYOND; trail.push(w)) w = stepped(w, lr, slope(w));
  return trail;
}

/** The slope by nudging the weight both ways: a central difference. @param {(w: number) => number} loss @param {number} w @param {number} h */
export function centralDifference(loss, w, h) {
  return (loss(w + h) - loss(w - h)) / (2 * h);
}

/** Loss and slope of w · x fitted to pairs (x, y) by mean squared error; and the best w. @param {number[][]} pairs */
export function fitOf(pairs) {
  const total = (term) => pairs.reduce((before, [x, y]) => before + term(x, y), 0);
  const squares = total((x) => x * x);
  return {
    loss: (w) => total((x, y) => (w * x - y) ** 2) / pairs.length,
    slope: (w) => total((x, y) => 2 * x * (w * x - y)) / pairs.length,
    best: squares ? total((x, y) => x * y) / squares : 0,
  };
}

/** A made-up loss with two valleys. No powers: products are the same to the last bit in Python. */
export const TWO_VALLEYS = {
  loss: (/** @type {number} */ w) => (w * w * w * w) / 4 - 2 * w * w - w / 2 + 6,
  slope: (/** @type {number} */ w) => w * w * w - 4 * w - 0.5,
};
