/**
 * How far an output sees: the arithmetic of receptive fields, as in `cnnbook.summary.receptive_field`.
 *
 * @typedef {import("../maths/layer_rows.js").SlidingRow} Row
 * @typedef {{size: number, jump: number, start: number}} Sight output i sees `size` pixels from start + i · jump
 */

/** @param {Row[]} layers @returns {Sight[]} one for each layer */
export function sightsOf(layers) {
  let sight = { size: 1, jump: 1, start: 0 };
  return layers.map(({ kernel_size: kernel, stride, padding, dilation = 1 }) => {
    const { size, jump, start } = sight;
    sight = { size: size + (kernel - 1) * dilation * jump, jump: jump * stride, start: start - padding * jump };
    return sight;
  });
}

/**
 * Along one axis: through how many paths the output at `place` reads each place of each map before it.
 *
 * @param {Row[]} layers @param {number} place
 * @returns {Map<number, number>[]} one for each map, the image's first; the keys are places, which may lie in
 *   the padding, the values count paths
 */
export function pathsTo(layers, place) {
  /** @type {Map<number, number>[]} */
  const paths = [new Map([[place, 1]])];
  [...layers].reverse().forEach((layer) => paths.unshift(before(paths[0], layer)));
  return paths;
}

function before(after, { kernel_size: kernel, stride, padding, dilation = 1 }) {
  const counts = new Map();
  after.forEach((count, i) => {
    for (let k = 0; k < kernel; k++) {
      const place = i * stride - padding + k * dilation;
      counts.set(place, (counts.get(place) ?? 0) + count);
    }
  });
  return counts;
}

/** The first and the last place of a set of paths, and whether it skips places in between. @param {Map<number, number>} paths */
export function spanOf(paths) {
  const places = [...paths.keys()];
  const [first, last] = [Math.min(...places), Math.max(...places)];
  return { first, last, gaps: places.length < last - first + 1 };
}
