/**
 * Convolution over channels: the same numbers as `cnnbook.functional.conv2d`, for one image.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {import("./windows.js").Pair} Pair
 * @typedef {{bias?: ArrayLike<number> | null, stride?: Pair, dilation?: Pair, groups?: number}} Sliding
 * @typedef {Sliding & import("./padding.js").Border & {padding?: Pair}} ConvOptions
 */
import { at, channelOf, emptyMaps } from "./maps.js";
import { pad } from "./padding.js";
import { addOne, addThree } from "./rows.js";
import { axesOf, outputSize, windowCells } from "./windows.js";

/**
 * Every filter over all channels of its group, and its bias.
 *
 * @param {Maps} maps @param {Maps[]} filters each a stack of slices, one for every channel of its group
 * @param {ConvOptions} [options] @returns {Maps} one map for every filter
 */
export function conv2d(maps, filters, options = {}) {
  return correlate(pad(maps, options.padding ?? 0, options), filters, options);
}

/** The same over maps that are padded already. @param {Maps} padded @param {Maps[]} filters @param {Sliding} [options] @returns {Maps} */
export function correlate(padded, filters, { bias = null, stride = 1, dilation = 1, groups = 1 } = {}) {
  const axes = axesOf({ kernel_size: sizeOfKernel(filters[0]), stride, dilation });
  const output = emptyMaps(filters.length, outputSize(padded.height, axes[0]), outputSize(padded.width, axes[1]));
  filters.forEach((filter, f) => {
    const total = channelOf(output, f);
    const first = Math.floor((f * groups) / filters.length) * filter.channels;
    if (bias) total.data.fill(bias[f]);
    for (let c = 0; c < filter.channels; c++) addSlice(total, channelOf(padded, first + c), channelOf(filter, c), axes);
  });
  return output;
}

/* Each weight times the pixels that it meets, row by row. */
function addSlice(total, channel, slice, [down, across]) {
  for (let r = 0; r < total.height; r++) {
    const sums = { data: total.data, first: r * total.width, end: (r + 1) * total.width };
    for (let i = 0; i < slice.height; i++) {
      const from = (r * down.stride + i * down.dilation) * channel.width;
      let j = 0;
      for (; j + 2 < slice.width; j += 3)
        addThree(sums, channel.data, from + j * across.dilation, across, at(slice, i, j), at(slice, i, j + 1), at(slice, i, j + 2));
      for (; j < slice.width; j++) addOne(sums, channel.data, from + j * across.dilation, across, at(slice, i, j));
    }
  }
}

/** [height, width] @param {{height: number, width: number}} kernel */
export function sizeOfKernel({ height, width }) {
  return [height, width];
}

/**
 * Every multiplication of one window of one channel, in reading order.
 *
 * @param {Maps} padded @param {Maps} kernel @param {import("./maps.js").Cell} position of the output pixel
 * @param {{stride?: Pair, dilation?: Pair}} [options]
 */
export function windowTerms(padded, kernel, position, { stride = 1, dilation = 1 } = {}) {
  return windowCells(position, { kernel_size: sizeOfKernel(kernel), stride, dilation }).map((cell, i) => {
    const [pixel, weight] = [at(padded, cell.row, cell.column), kernel.data[i]];
    return { ...cell, pixel, weight, product: pixel * weight };
  });
}
