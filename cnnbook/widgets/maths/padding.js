/**
 * Padding: the same numbers as `cnnbook.functional.pad`.
 *
 * @typedef {import("./maps.js").Maps} Maps
 * @typedef {{padding_mode?: string, padding_value?: number}} Border
 */
import { emptyMaps } from "./maps.js";
import { pair } from "./windows.js";

/**
 * Which index of an axis of `n` numbers stands at position `i`, for `i` beyond either end; −1 where the padding
 * is a constant.
 */
function sourceIndex(i, n, mode) {
  if (i >= 0 && i < n) return i;
  if (mode === "replicate") return i < 0 ? 0 : n - 1;
  if (mode === "circular") return ((i % n) + n) % n;
  if (mode === "reflect") return i < 0 ? -i : 2 * (n - 1) - i;
  return -1;
}

/**
 * Rows and columns added on every side; the maps themselves where there are none to add.
 *
 * @param {Maps} maps @param {import("./windows.js").Pair} amount @param {Border} [border] @returns {Maps}
 */
export function pad(maps, amount, { padding_mode: mode = "constant", padding_value: value = 0 } = {}) {
  const [down, across] = pair(amount);
  if (!down && !across) return maps;
  const { channels, height, width } = maps;
  const padded = emptyMaps(channels, height + 2 * down, width + 2 * across);
  const rows = Array.from({ length: padded.height }, (_, r) => sourceIndex(r - down, height, mode));
  const columns = Array.from({ length: padded.width }, (_, c) => sourceIndex(c - across, width, mode));
  let place = 0;
  for (let k = 0; k < channels; k++) {
    for (const row of rows) {
      const start = (k * height + row) * width;
      for (const column of columns) padded.data[place++] = row < 0 || column < 0 ? value : maps.data[start + column];
    }
  }
  return padded;
}
