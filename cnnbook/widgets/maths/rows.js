/**
 * Weights times rows of pixels, added to a row of sums: the inner loops of every convolution.
 *
 * @typedef {{data: Float64Array, first: number, end: number}} Sums the row of sums, from `first` to before `end`
 * @typedef {{stride: number, dilation: number}} Across
 */

/**
 * Three neighbouring weights at a time, which takes half as long as one.
 *
 * @param {Sums} sums @param {ArrayLike<number>} pixels @param {number} from @param {Across} across
 * @param {number} a @param {number} b @param {number} c
 */
export function addThree({ data, first, end }, pixels, from, { stride, dilation }, a, b, c) {
  for (let i = first, p = from; i < end; i++, p += stride)
    data[i] = data[i] + a * pixels[p] + b * pixels[p + dilation] + c * pixels[p + 2 * dilation];
}

/** @param {Sums} sums @param {ArrayLike<number>} pixels @param {number} from @param {Across} across @param {number} weight */
export function addOne({ data, first, end }, pixels, from, { stride }, weight) {
  for (let i = first, p = from; i < end; i++, p += stride) data[i] += weight * pixels[p];
}
