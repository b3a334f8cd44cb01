/**
 * The weights of a network, as Python hands them over.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {{shape: number[], data: Float64Array}} Weights
 */

/* Little-endian float32 numbers, written as base64. */
function unpackFloats(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** @param {Record<string, {shape: number[], data: string}>} packed @returns {Record<string, Weights>} */
export function unpackWeights(packed) {
  const entries = Object.entries(packed).map(([name, { shape, data }]) => [name, { shape, data: unpackFloats(data) }]);
  return Object.fromEntries(entries);
}

/** A convolution's weights as its filters, each a stack of slices; they share the numbers. @param {Weights} weights @returns {Maps[]} */
export function filtersOf({ shape: [filters, channels, height, width], data }) {
  const size = channels * height * width;
  return Array.from({ length: filters }, (_, f) => ({ channels, height, width, data: data.subarray(f * size, (f + 1) * size) }));
}
