/**
 * Stacks of maps: what every function of this folder takes and gives.
 *
 * An image is a stack of its channels, a single map is a stack of one, a filter is a stack of its slices, and
 * a list of 10 scores is a stack of 10 maps of 1 × 1. The numbers stand map by map, each row by row.
 *
 * @typedef {{channels: number, height: number, width: number, data: Float64Array}} Maps
 * @typedef {{height: number, width: number, data: ArrayLike<number>}} Grid one map, as pictures and tables need it
 * @typedef {{row: number, column: number}} Cell
 */
import { clamp } from "./scalars.js";

/** Zeros. @param {number} channels @param {number} height @param {number} width @returns {Maps} */
export function emptyMaps(channels, height, width) {
  return { channels, height, width, data: new Float64Array(channels * height * width) };
}

/** One map from its rows. @param {number[][]} rows */
export function fromRows(rows) {
  return fromStack([rows]);
}

/** A stack from the rows of each of its maps. @param {number[][][]} stack */
export function fromStack(stack) {
  const maps = emptyMaps(stack.length, stack[0].length, stack[0][0].length);
  stack.forEach((rows, k) => rows.forEach((row, r) => maps.data.set(row, (k * maps.height + r) * maps.width)));
  return maps;
}

/** One channel as a stack of one; it shares the numbers. @param {Maps} maps @param {number} channel @returns {Maps} */
export function channelOf({ height, width, data }, channel) {
  const size = height * width;
  return { channels: 1, height, width, data: data.subarray(channel * size, (channel + 1) * size) };
}

/** Each channel as a stack of one; they share the numbers. @param {Maps} maps */
export function channelsOf(maps) {
  return Array.from({ length: maps.channels }, (_, channel) => channelOf(maps, channel));
}

/** The same function of every number. @param {Maps} maps @param {(value: number, index: number) => number} change @returns {Maps} */
export function mapped(maps, change) {
  return { ...maps, data: maps.data.map(change) };
}

/** The number in row `r`, column `c` of the first map. @param {Grid} grid @param {number} r @param {number} c */
export function at(grid, r, c) {
  return grid.data[r * grid.width + c];
}

/** The sum of all numbers. @param {Maps} maps */
export function sum(maps) {
  return maps.data.reduce((total, value) => total + value, 0);
}

/** The smallest and the largest number. @param {{data: ArrayLike<number>}} grid @returns {[number, number]} */
export function extent({ data }) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  return [low, high];
}

/* ---- cells ------------------------------------------------------------------------------------------ */

/** The cell of a map with this index, in reading order. @param {number} index @param {{width: number}} grid @returns {Cell} */
export function cellOf(index, { width }) {
  return { row: Math.floor(index / width), column: index % width };
}

/** The cell of a map that is nearest to a place. @param {Cell} place @param {{height: number, width: number}} grid @returns {Cell} */
export function nearest({ row, column }, { height, width }) {
  return { row: clamp(row, 0, height - 1), column: clamp(column, 0, width - 1) };
}

/** The next cell in reading order; after the last one comes the first. @param {Cell} cell @param {{height: number, width: number}} grid @returns {Cell} */
export function nextCell({ row, column }, { height, width }) {
  return column + 1 < width ? { row, column: column + 1 } : { row: (row + 1) % height, column: 0 };
}
