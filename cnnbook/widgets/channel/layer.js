/**
 * The arithmetic of a layer with channels: every filter has one slice per input map, the slices' results are
 * summed, and the filter's bias is added. Pure functions.
 *
 * @typedef {{image: number[][][], weight: number[][][][], bias: number[], stride: number, padding: number}} Layer
 * @typedef {ReturnType<typeof computeLayer>} Results
 */
import { correlate, windowTerms } from "../maths/convolution.js";
import { recentred } from "../maths/kernels.js";
import { channelsOf, extent, fromStack } from "../maths/maps.js";
import { pad } from "../maths/padding.js";

/**
 * Everything that the page shows of a layer: every output map, and the parts of one of them, channel by channel.
 *
 * @param {Layer} layer @param {number} shown the filter whose parts are shown
 */
export function computeLayer({ image, weight, bias, stride, padding }, shown) {
  const maps = fromStack(image);
  const filters = weight.map(fromStack);
  const padded = pad(maps, padding);
  const slices = channelsOf(filters[shown]);
  const parts = correlate(padded, slices, { stride, groups: maps.channels });
  const outputs = correlate(padded, filters, { bias, stride });
  return {
    maps: channelsOf(maps),
    padded: channelsOf(padded),
    slices,
    parts: channelsOf(parts),
    outputs: channelsOf(outputs),
    ranges: { input: extent(maps), part: extent(parts) },
  };
}

/**
 * Every multiplication behind one output pixel, channel by channel.
 *
 * @param {Results} results @param {import("../maths/maps.js").Cell} position @param {number} stride
 */
export function termsOf({ padded, slices }, position, stride) {
  return padded.map((map, c) => windowTerms(map, slices[c], position, { stride }));
}

/** The sizes of nested lists; null where they are no rectangular array of finite numbers. @param {any} value @returns {number[] | null} */
export function shapeOf(value) {
  if (!Array.isArray(value)) return Number.isFinite(value) ? [] : null;
  const [first, ...others] = value.map(shapeOf);
  if (!first || others.some((shape) => `${shape}` !== `${first}`)) return null;
  return [value.length, ...first];
}

/** What stops a layer from being computed, in words with its numbers; null when nothing does. @param {Layer} layer */
export function layerProblem({ image, weight, bias, padding }) {
  const [x, w, b] = [image, weight, bias].map((value) => shapeOf(value) ?? []);
  if (w[1] !== x[0])
    return `The input has ${x[0]} channels, but each filter has ${w[1]}: a filter needs one slice per input channel.`;
  if (b[0] !== w[0]) return `There must be one bias per filter: ${w[0]} filters, biases ${b}.`;
  const room = [x[1] + 2 * padding, x[2] + 2 * padding];
  if (w[2] > room[0] || w[3] > room[1])
    return `A filter of ${w[2]} × ${w[3]} does not fit into padded maps of ${room.join(" × ")}.`;
  return null;
}

/**
 * The same filters, more or fewer. A new one starts as the identity on one channel, each on another in turn.
 *
 * @param {number[][][][]} weight @param {number} count
 * @param {number[][][][]} [spare] filters that were taken away before, by their place
 */
export function withFilters(weight, count, spare = []) {
  const [channels, rows, columns] = [weight[0].length, weight[0][0].length, weight[0][0][0].length];
  const fresh = (f) => {
    const lone = (c, r, k) => Number(c === f % channels && r === (rows - 1) >> 1 && k === (columns - 1) >> 1);
    const slice = (c) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, k) => lone(c, r, k)));
    return Array.from({ length: channels }, (_, c) => slice(c));
  };
  const fits = (filter) => `${shapeOf(filter)}` === `${shapeOf(weight[0])}`;
  return Array.from({ length: count }, (_, f) => weight[f] ?? (spare[f] && fits(spare[f]) ? spare[f] : fresh(f)));
}

/** The same weights in the middle of larger or smaller filters. @param {number[][][][]} weight @param {number} size */
export function resized(weight, size) {
  return weight.map((slices) => slices.map((slice) => recentred(slice, size)));
}
