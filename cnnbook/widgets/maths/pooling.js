/**
 * Pooling over channels: the same numbers as `cnnbook.functional.max_pool2d` and `avg_pool2d`, for one image.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {import("./windows.js").Window} Window the stride is the size of the window unless given
 */
import { emptyMaps } from "./maps.js";
import { pad } from "./padding.js";
import { axesOf, outputSize } from "./windows.js";

/** What stands beyond the edge: nothing that could be the largest, or nothing that adds anything. */
export const BORDERS = { max: -Infinity, average: 0 };

/** The largest number of each window. @param {Maps} maps @param {Window} window @returns {Maps} */
export function maxPool2d(maps, window) {
  const axes = axesOf({ stride: window.kernel_size, ...window });
  return reduced(pad(maps, window.padding ?? 0, { padding_value: BORDERS.max }), axes, largest);
}

/**
 * The mean of each window; the padding's zeros count unless `count_include_pad` is false.
 *
 * @param {Maps} maps @param {Window & {count_include_pad?: boolean}} window @returns {Maps}
 */
export function avgPool2d(maps, { count_include_pad: withPadding = true, ...window }) {
  const axes = axesOf({ stride: window.kernel_size, ...window });
  const output = reduced(pad(maps, window.padding ?? 0, { padding_value: BORDERS.average }), axes, total);
  const [rows, columns] = [countsAlong(maps.height, axes[0], withPadding), countsAlong(maps.width, axes[1], withPadding)];
  output.data.forEach((sum, i) => {
    output.data[i] = sum / (rows[Math.floor(i / output.width) % output.height] * columns[i % output.width]);
  });
  return output;
}

/* How many numbers each window along an axis of `n` numbers takes the mean of. */
function countsAlong(n, axis, withPadding) {
  const counts = (place) => withPadding || (place >= 0 && place < n);
  return Array.from({ length: outputSize(n, axis) }, (_, o) => {
    const first = o * axis.stride - axis.padding;
    return Array.from({ length: axis.kernel_size }, (__, k) => first + k * axis.dilation).filter(counts).length;
  });
}

/* Reduce each window along its rows, then along its columns: 2(k − 1) steps a window instead of k² − 1. */
function reduced(padded, [down, across], reduce) {
  const { channels, height, width } = padded;
  const rows = emptyMaps(channels, height, outputSize(width, { ...across, padding: 0 }));
  for (let r = 0; r < channels * height; r++) {
    for (let c = 0; c < rows.width; c++)
      rows.data[r * rows.width + c] = reduce(padded.data, r * width + c * across.stride, across.dilation, across.kernel_size);
  }
  const output = emptyMaps(channels, outputSize(height, { ...down, padding: 0 }), rows.width);
  for (let r = 0; r < channels * output.height; r++) {
    const top = Math.floor(r / output.height) * height + (r % output.height) * down.stride;
    for (let c = 0; c < output.width; c++)
      output.data[r * output.width + c] = reduce(rows.data, top * rows.width + c, down.dilation * rows.width, down.kernel_size);
  }
  return output;
}

function largest(data, start, step, count) {
  let best = data[start];
  for (let k = 1, i = start + step; k < count; k++, i += step) if (data[i] > best) best = data[i];
  return best;
}

function total(data, start, step, count) {
  let sum = 0;
  for (let k = 0, i = start; k < count; k++, i += step) sum += data[i];
  return sum;
}
