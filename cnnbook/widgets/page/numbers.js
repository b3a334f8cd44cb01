/** How numbers are written: for people, and for Python. */

/** A number for people: at most `digits` decimals, a true minus sign, no trailing zeros, no −0. @param {number} value @param {number} [digits] */
export function format(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const rounded = Number(value.toFixed(digits));
  if (rounded === 0) return value === 0 || digits > 6 ? "0" : nearZero(value, digits);
  const plain = Math.abs(rounded) >= 1e7 ? value.toExponential(2) : String(rounded);
  return plain.replace("-", "−");
}

function nearZero(value, digits) {
  return Math.abs(value) < 1e-9 ? "0" : `${value < 0 ? "−" : ""}<${(10 ** -digits).toFixed(digits)}`;
}

/** The same, but a number of four and more digits without decimals and with commas. @param {number} value @param {number} [digits] */
export function brief(value, digits = 3) {
  return Math.abs(value) < 1000 ? format(value, digits) : count(format(value, 0));
}

/** A count with commas between thousands. @param {number | string} value */
export function count(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A value as a Python literal: numbers, strings, booleans, null, and lists of them. @param {any} value @returns {string} */
export function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null || value === undefined) return "None";
  return small(value) ? value.toExponential().replace(/-(\d)$/, "-0$1") : String(value);
}

/** Whether Python writes a number with an exponent, as in 1e-05. */
function small(value) {
  return value !== 0 && Math.abs(value) < 1e-4;
}

/**
 * Keyword arguments that differ from their defaults, each with its comma in front.
 *
 * @param {Record<string, any>} values @param {Record<string, any>} defaults
 */
export function keywords(values, defaults) {
  return Object.entries(values)
    .filter(([name, value]) => value !== defaults[name])
    .map(([name, value]) => `, ${name}=${literal(value)}`)
    .join("");
}

const written = new WeakMap(); // the rows of a state are replaced, never changed

/** A matrix as a Python expression, one row a line when it is large. @param {any[]} rows numbers nested to any depth @returns {string} */
export function array(rows) {
  if (!written.has(rows)) written.set(rows, writtenOut(rows));
  return written.get(rows);
}

function writtenOut(rows) {
  const lines = rows.map(literal);
  const flat = lines.join(", ");
  return `np.array([${flat.length <= 72 ? flat : `\n    ${lines.join(",\n    ")},\n`}])`;
}

/**
 * The Python expression of a widget's image, for the printed call.
 *
 * @param {{image: any[], image_code: string, image_file: string}} state
 * @param {string} [scaled] what makes the widget's numbers of those from 0 to 255
 */
export function imageExpression({ image, image_code: code, image_file: file }, scaled = "") {
  return file ? `np.load("${file}")${scaled}` : code || array(image);
}

const GAPS = /(\d)[ '’_\u00a0\u2009\u202f](?=\d{3}(?!\d))/g; // between thousands
const TERMS = /(?<=[\d.]) *(?=[+-])/; // a sign behind a number; that of an exponent stands behind its e
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const ONE_GROUP = /^([+−–-]? ?[1-9]\d{0,2}),(\d{3})$/;

/**
 * A sum of products and quotients such as "8*16*25 + 16", worked out; NaN where a part of it is no number.
 *
 * @param {string} text with plain minus signs @param {(part: string) => number} read one number of it
 */
export function worked(text, read) {
  return text.split(TERMS).reduce((sum, term) => sum + product(term.trim().replace(/^([+-]) +/, "$1"), read), 0);
}

/** From the left, as in Python. */
function product(term, read) {
  const [first, ...rest] = term.split(/ *([*×·/]) */);
  return rest.reduce((value, part, i) => (i % 2 ? value : part === "/" ? value / read(rest[i + 1]) : value * read(rest[i + 1])), read(first));
}

/**
 * What a reader typed, as a number; NaN when it is none. Accepts "1/9", "3*3*16", "− 2", "0,5", "2 300"; a comma before
 * three digits parts thousands where only whole numbers are asked for.
 *
 * @param {string} text @param {boolean} [whole]
 */
export function parse(text, whole = false) {
  const joined = text.trim().replace(ONE_GROUP, whole ? "$1$2" : "$1.$2").replace(GAPS, "$1");
  return worked(joined.replace(/[−–]/g, "-"), (part) => {
    const clean = part.replace(",", ".");
    return PLAIN.test(clean) ? Number(clean) : NaN;
  });
}

/** A question, where a comma may part thousands or decimals; null where it is clear. @param {string} text */
export function ambiguous(text) {
  const [, front, back] = text.trim().match(ONE_GROUP) ?? [];
  return back ? `Is “${text.trim()}” ${front}${back} or ${front}.${back}? Write one of the two.` : null;
}
