/**
 * Boards: maps of one image on its way through a network that learns, and the slopes of the loss that come back.
 *
 * A board lies in a border of zeros as wide as the padding of the convolution that reads it, so nothing is padded
 * while a network learns. Number (k, r, c) stands at `start + k · plane + r · row + c`, in `data` and in `grad`.
 *
 * @typedef {{channels: number, height: number, width: number, row: number, plane: number, start: number, data: Float64Array, grad: Float64Array}} Board
 * @typedef {[number, number]} Border rows above and below, columns left and right
 */

/** Zeros. @param {number[]} shape channels, height, width @param {Border} [border] @returns {Board} */
export function createBoard([channels, height, width], [down, across] = [0, 0]) {
  const row = width + 2 * across;
  const plane = row * (height + 2 * down);
  const size = channels * plane;
  const start = down * row + across;
  return { channels, height, width, row, plane, start, data: new Float64Array(size), grad: new Float64Array(size) };
}

/** The numbers of a board that has no border, as one list; it shares them. @param {Board} board @returns {Board} */
export function flattened({ data, grad }) {
  return { channels: data.length, height: 1, width: 1, row: 1, plane: 1, start: 0, data, grad };
}

/**
 * Put an image on a board, moved: what stood at (r + down, c + across) stands at (r, c), and zeros follow.
 *
 * @param {Board} board @param {ArrayLike<number>} images one after the other @param {number} index
 * @param {number} [down] @param {number} [across]
 */
export function place({ channels, height, width, row, plane, start, data }, images, index, down = 0, across = 0) {
  for (let k = 0; k < channels; k++) {
    const first = (index * channels + k) * height * width;
    for (let r = 0; r < height; r++) {
      const to = start + k * plane + r * row;
      const from = first + (r + down) * width + across;
      const inside = r + down >= 0 && r + down < height;
      for (let c = 0; c < width; c++) data[to + c] = inside && c + across >= 0 && c + across < width ? images[from + c] : 0;
    }
  }
}
