/**
 * How a response to a Question is judged, and what is said about it. Pure functions, no page.
 *
 * @typedef {import("../maths/maps.js").Maps} Maps
 * @typedef {"number" | "choice" | "kernel" | "setting"} Kind
 * @typedef {{ready: boolean, right: boolean, says: string}} Verdict `ready` is false while there is nothing to judge
 */
import { conv2d, windowTerms } from "../maths/convolution.js";
import { at, cellOf, fromRows } from "../maths/maps.js";
import { pad } from "../maths/padding.js";
import { outputSize, windowSpan } from "../maths/windows.js";
import { count, format, worked } from "../page/numbers.js";

const GROUPED = /^[+-]?[1-9][0-9]{0,2}([, '’_\u00a0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?$/;
const PLAIN = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;

/** What Python's `seal` encoded. @param {string} text @returns {any} */
export function unseal(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/* What the reader typed, as a number; NaN when it is none. Accepts "7,840", "1/9", "8*16*25 + 16", "−0,5", a unit behind. */
function readNumber(text, unit = "") {
  let clean = text.trim().replace(/[−–]/g, "-");
  if (unit && clean.endsWith(unit)) clean = clean.slice(0, -unit.length).trim();
  clean = clean.replace(/([0-9]) +[a-z]{3,}$/i, "$1"); // another word for the unit
  return worked(clean, readPart);
}

/* What the reader may have meant, the likelier first: one comma parts thousands, or decimals. */
function readings(text, unit) {
  const texts = text.split(",").length === 2 ? [text, text.replace(",", ".")] : [text];
  return texts.map((one) => readNumber(one, unit));
}

function readPart(text) {
  let clean = text.trim();
  if (GROUPED.test(clean)) clean = clean.replace(/[, '’_\u00a0\u2009\u202f]/g, "");
  else if (!clean.includes(".")) clean = clean.replace(",", ".");
  return PLAIN.test(clean) ? Number(clean) : NaN;
}

/** A number in a sentence: thousands apart, at most four decimals. @param {number} value */
export function say(value) {
  if (!Number.isInteger(value)) return format(value, 4);
  return `${value < 0 ? "−" : ""}${count(Math.abs(value))}`;
}

const waiting = (says) => ({ ready: false, right: false, says });
const right = (says) => ({ ready: true, right: true, says });
const wrong = (says) => ({ ready: true, right: false, says });

/** Why a state that arrived cannot be shown; null when it can. @param {{kind: Kind, response: any, details: any}} state */
export function problemOf({ kind, response, details }) {
  const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
  if (kind === "number") return typeof response === "string" ? null : "A number is answered with a text.";
  if (kind === "choice") {
    const last = details.choices.length - 1;
    return response === null || whole(response, 0, last) ? null : `There is no choice ${response}: they count from 0 to ${last}.`;
  }
  if (kind === "setting") {
    const { limits } = details;
    const bad = details.ask.find((name) => !whole(response?.[name], limits[name].min, limits[name].max));
    return bad ? `${bad} must be a whole number up to ${limits[bad].max}, not ${response?.[bad]}.` : null;
  }
  const square = Array.isArray(response) && response.every((row) => Array.isArray(row) && row.length === response.length);
  return square && response.flat().every(Number.isFinite) ? null : "A kernel is a square of finite numbers.";
}

/** @param {Kind} kind @param {any} response @param {any} details @param {any} secret @returns {Verdict} */
export function judge(kind, response, details, secret) {
  return { number: judgeNumber, choice: judgeChoice, kernel: judgeKernel, setting: judgeSetting }[kind](response, details, secret);
}

/**
 * The worked answer's first lines: the reader's own numbers beside the right ones.
 *
 * @param {Kind} kind @param {any} response @param {any} details @param {any} secret @returns {string}
 */
export function ownNumbers(kind, response, details, secret) {
  if (judge(kind, response, details, secret).right && kind !== "setting") return "";
  return { number: ownNumber, choice: ownChoice, kernel: ownKernel, setting: ownSetting }[kind](response, details, secret);
}

/* ---- a number ------------------------------------------------------------------------------------- */

function judgeNumber(response, { unit }, secret) {
  const meant = readings(response, unit);
  const value = meant.find((one) => Math.abs(one - secret.answer) <= secret.tolerance) ?? meant[0];
  if (!response.trim()) return waiting("Type your prediction first.");
  if (!Number.isFinite(value)) return waiting(`“${response.trim()}” is not a number. Type one such as 7,840 or 0.111 or 1/9.`);
  if (Math.abs(value - secret.answer) <= secret.tolerance) return right(`${say(secret.answer)}${unit && ` ${unit}`}.`);
  return wrong(numberReason(value, secret));
}

function numberReason(value, { answer, tolerance, mistakes }) {
  const known = mistakes.find(([mistake, margin]) => Math.abs(value - mistake) <= margin);
  if (known) return known[2];
  if (value !== 0 && Math.abs(value + answer) <= tolerance) return "The size is right, the sign is not.";
  if (Number.isInteger(answer) && Math.abs(value - answer) === 1) return "Off by one: count the first and the last once each.";
  if (Math.abs(value - answer) < 0.02 * Math.abs(answer) && !Number.isInteger(answer)) return "Close, but not exact enough: keep more digits, or write a fraction.";
  return factorReason(value, answer) ?? (value > answer ? "That is too large." : "That is too small.");
}

function factorReason(value, answer) {
  // 1,960 is 280 times 7, but nobody who writes 7 has forgotten a factor of 280.
  const most = Math.min(Math.abs(value), Math.abs(answer));
  const whole = (ratio) => ratio > 1.5 && ratio <= most && Math.abs(ratio - Math.round(ratio)) < 1e-9 * ratio;
  if (Math.abs(answer) <= 1 || Math.abs(value) <= 1) return null;
  if (whole(value / answer)) return `That is ${say(Math.round(value / answer))} times too much: one factor was counted that does not belong here.`;
  if (whole(answer / value)) return `A factor of ${say(Math.round(answer / value))} is missing.`;
  return null;
}

function ownNumber(response, { unit }, { answer }) {
  const value = readNumber(response, unit);
  if (!Number.isFinite(value)) return `The answer is ${say(answer)}.`;
  const gap = say(Math.abs(value - answer));
  return `You wrote ${say(value)}; the answer is ${say(answer)}. Yours is ${gap} too ${value > answer ? "large" : "small"}.`;
}

/* ---- a choice ------------------------------------------------------------------------------------- */

function judgeChoice(response, details, { answer, reasons }) {
  if (response === null) return waiting("Choose one first.");
  return response === answer ? right(reasons[answer]) : wrong(reasons[response]);
}

function ownChoice(response, { choices }, { answer, reasons }) {
  const chosen = response === null ? "" : `You chose “${choices[response]}”. `;
  return `${chosen}The answer is “${choices[answer]}”. ${reasons[answer]}`;
}

/* ---- a kernel ------------------------------------------------------------------------------------- */

/** What a kernel makes of the question's image. @param {number[][]} kernel @param {any} details */
export function resultOf(kernel, { image, options }) {
  return conv2d(fromRows(image), [fromRows(kernel)], options);
}

/** How many pixels of a result miss the target, and where it misses most. @param {Maps} result @param {Maps} target */
export function compare(result, target) {
  const near = 1e-6 * target.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const gaps = Array.from(target.data, (value, i) => Math.abs(value - result.data[i]));
  const worst = cellOf(gaps.indexOf(Math.max(...gaps)), target);
  return { missed: gaps.filter((gap) => !(gap <= near)).length, ...worst };
}

const sameMaps = (a, b) => a.data.length === b.data.length && compare(a, b).missed === 0;

function judgeKernel(response, details, secret) {
  const target = fromRows(details.target);
  const result = resultOf(response, details);
  const { missed, row, column } = compare(result, target);
  if (!missed) return right("Your kernel gives the target, pixel for pixel.");
  const numbers = `At row ${row}, column ${column} it gives ${say(at(result, row, column))}, not ${say(at(target, row, column))}`;
  const most = missed === 1 ? "that is the only pixel that differs" : `${missed} of ${target.data.length} pixels differ`;
  return wrong(`${kernelReason(response, result, target, details, secret)}${numbers}; ${most}.`);
}

function kernelReason(response, result, target, details, { mistakes }) {
  const gives = (kernel, wanted) => sameMaps(resultOf(kernel, details), wanted);
  const known = mistakes.find(([kernel]) => gives(kernel, result));
  const rows = response.map((row) => [...row]);
  if (known) return `${known[1]} `;
  if (rows.flat().every((weight) => weight === 0)) return "All weights are 0, so nothing of the image is left. ";
  if (gives(rows.map((row) => [...row].reverse()).reverse(), target)) return "Turned by 180° it would be right: conv2d does not flip the kernel. ";
  if (gives(rows[0].map((_, c) => rows.map((row) => row[c])), target)) return "Rows and columns are swapped. ";
  return scaleReason(result, target);
}

function scaleReason(result, target) {
  const along = target.data.reduce((total, value, i) => total + value * result.data[i], 0);
  const factor = along / target.data.reduce((total, value) => total + value * value, 0);
  if (!Number.isFinite(factor) || factor === 0) return "";
  if (!sameMaps({ ...result, data: result.data.map((value) => value / factor) }, target)) return "";
  if (Math.abs(factor + 1) < 1e-9) return "The sign of every weight is the wrong way round. ";
  return `The pattern is right, but every pixel is ${say(factor)} times what it should be. `;
}

function ownKernel(response, details) {
  const result = resultOf(response, details);
  const target = fromRows(details.target);
  const { row, column } = compare(result, target);
  const { options } = details;
  const padded = pad(fromRows(details.image), options.padding ?? 0, options);
  const terms = windowTerms(padded, fromRows(response), { row, column }, options);
  const sum = terms.map(({ pixel, weight }) => `${say(pixel)}×${weight < 0 ? `(${say(weight)})` : say(weight)}`).join(" + ");
  return `At row ${row}, column ${column} your kernel gives ${sum} = ${say(at(result, row, column))}. The target has ${say(at(target, row, column))}.`;
}

/* ---- settings ------------------------------------------------------------------------------------- */

const WORDS = { kernel_size: "kernel size", stride: "stride", padding: "padding", dilation: "dilation" };

/** A setting's name in words. @param {string} name @returns {string} */
export function wordOf(name) {
  return WORDS[name];
}

function sizesOf(response, { image, given }) {
  return image.map((n) => outputSize(n, { ...given, ...response }));
}

/**
 * ⌊(28 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 14, for the first axis on which the sizes differ from the target.
 * A question that does not speak of padding or dilation has none of it in its formula: ⌊(28 − 4) / 4⌋ + 1 = 7.
 */
function formulaOf(response, details) {
  const sizes = sizesOf(response, details);
  const axis = Math.max(sizes.findIndex((size, i) => size !== details.target[i]), 0);
  const { kernel_size: k, stride, padding, dilation } = { ...details.given, ...response };
  const told = (name) => details.told.includes(name);
  const edge = told("padding") ? ` + 2·${padding}` : "";
  const span = told("dilation") ? `${dilation}·(${k} − 1) − 1` : `${k}`;
  return `⌊(${details.image[axis]}${edge} − ${span}) / ${stride}⌋ + 1 = ${sizes[axis]}`;
}

/** Rows × columns. @param {number[]} size */
export function sizeText([height, width]) {
  return `${height} × ${width}`;
}

const inWords = (setting) => Object.entries(setting).map(([name, value]) => `${WORDS[name]} ${value}`).join(", ");

function judgeSetting(response, details) {
  const sizes = sizesOf(response, details);
  const setting = `${inWords(response).replace(/^./, (first) => first.toUpperCase())}: `;
  if (sizes.some((size) => size < 1)) return wrong(`${setting}${tooWide(response, details)}`);
  if (sizes.every((size, i) => size === details.target[i])) return right(`${setting}${formulaOf(response, details)}.`);
  return wrong(`${setting}${formulaOf(response, details)}, so the output is ${sizeText(sizes)}, not ${sizeText(details.target)}.`);
}

function tooWide(response, { image, given }) {
  const { kernel_size: k, padding, dilation } = { ...given, ...response };
  const span = windowSpan(k, dilation);
  return `the window spans ${span} pixels, more than the padded image's ${sizeText(image.map((n) => n + 2 * padding))}: it fits nowhere.`;
}

function ownSetting(response, details, { solution }) {
  if (sizesOf(response, details).every((size, i) => size === details.target[i])) return "";
  return `Yours: ${formulaOf(response, details)}.\nOne that is right: ${inWords(solution)}, since ${formulaOf(solution, details)}.`;
}
