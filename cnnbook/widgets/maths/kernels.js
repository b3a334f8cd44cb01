/**
 * What is done to a kernel before it slides.
 *
 * @typedef {import("./maps.js").Maps} Maps
 */
import { mapped } from "./maps.js";

/** Both axes reversed: what separates convolution from cross-correlation. @param {Maps} kernel @returns {Maps} */
export function flip(kernel) {
  return { ...kernel, data: kernel.data.slice().reverse() };
}

/** @param {Maps} kernel @param {number} factor */
export function scale(kernel, factor) {
  return mapped(kernel, (weight) => weight * factor);
}

/** The same weights in the middle of a larger or smaller square. @param {number[][]} rows @param {number} size */
export function recentred(rows, size) {
  const [top, left] = [rows.length, rows[0].length].map((n) => Math.floor((n - size) / 2));
  return Array.from({ length: size }, (_, r) => Array.from({ length: size }, (__, c) => rows[r + top]?.[c + left] ?? 0));
}
