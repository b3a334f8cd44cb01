/**
 * The arithmetic of a layer with channels: every filter has one slice per input map, the slices' results are
 * summed, and the filter's bias is added. Pure functions; maps are those of maths/convolution.js.
 *
 * @typedef {import("../maths/convolution.js").Map2d} Map2d
 * @typedef {{image: number[][][], weight: number[][][][], bias: number[], stride: number, padding: number}} Layer
 */
import { conv2d, emptyMap, fromRows, pad, windowTerms } from "../maths/convolution.js";

/** What each input map gives to one filter. @param {Map2d[]} maps @param {Map2d[]} slices @returns {Map2d[]} */
function partsOf(maps, slices, { stride, padding }) {
  return maps.map((map, c) => conv2d(map, slices[c], { stride, padding }));
}

/** The maps of one size added up, and a number to each cell. @param {Map2d[]} maps @returns {Map2d} */
function addUp(maps, bias) {
  const total = emptyMap(maps[0].height, maps[0].width);
  total.data.fill(bias);
  for (const { data } of maps) for (let i = 0; i < data.length; i++) total.data[i] += data[i];
  return total;
}

/** Everything that the page shows of a layer: every output map, and the parts of one of them. */
export function computeLayer({ image, weight, bias, stride, padding }, shown) {
  const maps = image.map(fromRows);
  const filters = weight.map((slices) => slices.map(fromRows));
  const results = filters.map((slices) => partsOf(maps, slices, { stride, padding }));
  return {
    maps,
    padded: maps.map((map) => pad(map, padding)),
    slices: filters[shown],
    parts: results[shown],
    outputs: results.map((parts, f) => addUp(parts, bias[f])),
  };
}

/** Every multiplication behind one output pixel, channel by channel. */
export function termsOf({ padded, slices }, position, stride) {
  return padded.map((map, c) => windowTerms(map, slices[c], position, { stride }));
}

/** The sizes of nested lists; null where they are no rectangular array of finite numbers. */
export function shapeOf(value) {
  if (!Array.isArray(value)) return Number.isFinite(value) ? [] : null;
  const shapes = value.map(shapeOf);
  if (!shapes.length || shapes.some((shape) => !shape || `${shape}` !== `${shapes[0]}`)) return null;
  return [shapes.length, ...shapes[0]];
}

/** What stops a layer from being computed, in words with its numbers; null when nothing does. */
export function layerProblem({ image, weight, bias, padding }) {
  const [x, w, b] = [image, weight, bias].map(shapeOf);
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
 * @param {number[][][][]} spare filters that were taken away before, by their place
 */
export function withFilters(weight, count, spare = []) {
  const [, channels, rows, columns] = shapeOf(weight);
  const fresh = (f) => {
    const lone = (c, r, k) => Number(c === f % channels && r === (rows - 1) >> 1 && k === (columns - 1) >> 1);
    const slice = (c) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, k) => lone(c, r, k)));
    return Array.from({ length: channels }, (_, c) => slice(c));
  };
  const fits = (filter) => `${shapeOf(filter)}` === `${shapeOf(weight[0])}`;
  return Array.from({ length: count }, (_, f) => weight[f] ?? (spare[f] && fits(spare[f]) ? spare[f] : fresh(f)));
}

/** The same weights in the middle of larger or smaller filters. */
export function resized(weight, size) {
  return weight.map((slices) => slices.map((slice) => recentred(slice, size)));
}

function recentred(slice, size) {
  const [top, left] = [slice.length, slice[0].length].map((n) => Math.floor((n - size) / 2));
  return Array.from({ length: size }, (_, r) => Array.from({ length: size }, (__, c) => slice[r + top]?.[c + left] ?? 0));
}
