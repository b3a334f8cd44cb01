/** How a prediction is judged: right, or wrong with the mistake that would give this very number. */
import { ambiguous, format, parse } from "../page/numbers.js";
import { pathsFrom, productsOf, winnerOf } from "./graph.js";

/**
 * @typedef {import("./graph.js").Results} Results
 * @typedef {[number: number, words: string]} Mistake what it gives, and what to say
 * @typedef {"waiting" | "right" | "wrong"} Kind
 */

/* Two decimals are enough, or two digits of a small number; 0 is 0. */
function isNear(guess, value) {
  const most = Math.abs(value) < 0.1 ? 0.05 * Math.abs(value) : Math.max(0.0051, 0.005 * Math.abs(value));
  return Math.abs(guess - value) <= most + 1e-9;
}

/**
 * @param {string} text what the reader typed @param {{kind: string, name: string}} turn @param {Results} results
 * @returns {{kind: Kind, says: string}}
 */
export function judge(text, { kind, name }, results) {
  const guess = parse(text);
  if (!text.trim()) return { kind: "waiting", says: "Type your prediction first." };
  const question = ambiguous(text);
  if (question) return { kind: "waiting", says: question };
  if (!Number.isFinite(guess)) return { kind: "waiting", says: `“${text.trim().slice(0, 20)}” is not a number. Type one such as −1.5 or 3/2.` };
  const right = kind === "value" ? results.values[name] : results.slopes[name];
  if (isNear(guess, right)) return { kind: "right", says: "" };
  const mistakes = kind === "value" ? valueMistakes(name, results) : slopeMistakes(name, results);
  const found = mistakes.find(([number]) => isNear(guess, number) && !isNear(number, right));
  return { kind: "wrong", says: found ? found[1] : `${format(guess, 4)} is not it. ${HINTS[kind]}` };
}

const HINTS = {
  value: "Choose the node: the sentence says what it is made of.",
  slope: "For each path that leaves the node: the slope at its end times the local slope. Add up the paths.",
};

/* ---- slopes -------------------------------------------------------------------------------------------- */

/** @param {string} name @param {Results} results @returns {Mistake[]} */
export function slopeMistakes(name, results) {
  const { values, slopes, target } = results;
  const paths = pathsFrom(name, values, target);
  const terms = paths.map(({ to, local }) => slopes[to] * local);
  return [...ownMistakes(name, results), ...sumMistakes(paths, terms), ...signMistakes(slopes[name], terms), ...chainMistakes(name, paths, results)];
}

/* Mistakes that only one kind of node knows. */
function ownMistakes(name, { values: v, slopes, target }) {
  const [kind, k, row] = name;
  if (kind === "L") return [[v.L, "That is the loss itself. If the loss grows by 1, by how much does the loss grow?"]];
  if (kind === "p" && Number(k) !== target) return [[-1 / v[name], `No path leads from ${name} to the loss: it looks at p${target} alone.`]];
  if (kind === "s" && Number(k) === target) return [[v[`p${k}`], "That is the probability. Take the target away from it, which is 1 for this class. Mind the sign."]];
  if (kind === "z") return [gate(v[name] > 0, name, slopes[`r${k}${row}`])];
  if (kind === "r") return [choice(winnerOf(k, v) === Number(row), k, slopes[`m${k}`])];
  return kind === "x" || kind === "a" || kind === "b" ? doors(pathsFrom(name, v, target), slopes) : [];
}

function gate(open, name, arriving) {
  if (open) return [0, `The gate is open: ${name} is positive, so the slope passes.`];
  return [arriving, `You ignored the gate: ${name} is not positive, so ReLU gives 0 whatever ${name} does nearby.`];
}

function choice(chosen, filter, arriving) {
  if (chosen) return [0, `The max chose this one: m${filter} moves with it, so the slope passes.`];
  return [arriving, `You ignored the max's switch: m${filter} follows the other one, so a small change here changes nothing.`];
}

/* As if every gate on the way were open, or every switch too. */
function doors(paths, slopes) {
  const through = (stage) => paths.reduce((sum, { to, local }) => sum + slopes[stage(to)] * local, 0);
  return [
    [through((to) => `r${to.slice(1)}`), "You ignored a gate: nothing comes back through a z that is not positive."],
    [through((to) => `m${to[1]}`), "You ignored the max's switch: nothing comes back through the row that it did not choose."],
  ];
}

/* Where paths meet: one alone, or one with the wrong sign. */
function sumMistakes(paths, terms) {
  if (terms.filter(Boolean).length < 2) return [];
  return terms.map((term, i) => [term, `That is the path through ${paths[i].to} alone. The path through ${paths[1 - i].to} counts too: add both.`]);
}

/** @returns {Mistake[]} */
function signMistakes(right, terms) {
  /** @type {Mistake} */
  const turned = [-right, "The size is right, the sign is not."];
  if (terms.filter(Boolean).length < 2) return [turned];
  const words = "One of the two paths has the wrong sign.";
  return [turned, [terms[0] - terms[1], words], [terms[1] - terms[0], words]];
}

/* The chain is broken: only what happens here, or only what arrives. */
function chainMistakes(name, paths, { values, slopes }) {
  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const locals = paths.map(({ local }) => local);
  const arriving = paths.map(({ to }) => slopes[to]);
  const ends = paths.map(({ to }) => to).join(" and ");
  const local = `The chain is broken: that is only how ${name} changes ${ends}. Multiply by the slope that arrives from there.`;
  const alone = `That is the slope that arrives from ${ends}. Multiply by the local slope: how does ${name} change ${ends}?`;
  return [
    ...[...locals, total(locals)].map((number) => [number, local]),
    ...[...arriving, total(arriving)].map((number) => [number, alone]),
    [values[name], `That is the value of ${name}. Asked is its slope: how the loss changes when ${name} changes a little.`],
  ];
}

/* ---- values -------------------------------------------------------------------------------------------- */

/** @param {string} name @param {Results} results @returns {Mistake[]} */
function valueMistakes(name, { values: v, target }) {
  const [kind, k, row] = name;
  if (kind === "r") return [[v[`z${k}${row}`], "ReLU turns negative numbers into 0."], [0, "ReLU leaves positive numbers as they are."]];
  if (kind === "m") return maxMistakes(v[`r${k}0`], v[`r${k}1`]);
  if (kind === "p") return [[v[`p${1 - Number(k)}`], "That is the other class."], [v[`s${k}`], "That is the score. Softmax makes a probability of it."]];
  if (kind === "L") return lossMistakes(v[`p${target}`], v[`p${1 - target}`]);
  return [...productMistakes(productsOf(name), v), [-v[name], "The size is right, the sign is not."], ...(kind === "s" ? [biasMistake(name, v)] : [])];
}

/** @returns {Mistake[]} */
function maxMistakes(first, second) {
  return [
    [Math.min(first, second), "That is the smaller one."],
    [first + second, "Max pooling does not add: it keeps the larger one."],
    [(first + second) / 2, "That is the mean. Max pooling keeps the larger one."],
  ];
}

/** @returns {Mistake[]} */
function lossMistakes(wanted, other) {
  return [
    [Math.log(wanted), "Minus the logarithm: a loss is never negative."],
    [-Math.log(other), "That is for the other class. The target says which probability counts."],
    [-Math.log10(wanted), "That is the logarithm to the base 10. Take the natural one."],
    [wanted, "That is the probability. The loss is minus its logarithm."],
  ];
}

/** @returns {Mistake[]} */
function productMistakes(pairs, v) {
  const [first, second] = pairs.map(([weight, input]) => v[weight] * v[input]);
  const [[w0, i0], [w1, i1]] = pairs;
  return [
    [first, `That is ${w0} · ${i0} alone: add ${w1} · ${i1}.`],
    [second, `That is ${w1} · ${i1} alone: add ${w0} · ${i0}.`],
    [v[w1] * v[i0] + v[w0] * v[i1], `The weights have changed places: ${w0} belongs to ${i0}, ${w1} to ${i1}.`],
    [v[i0] + v[i1], `Each one is multiplied by its weight before it is added: ${w0} · ${i0} + ${w1} · ${i1}.`],
  ];
}

/** @returns {Mistake} */
function biasMistake(name, v) {
  return [v[name] - v[`c${name[1]}`], `Add the bias, c${name[1]}.`];
}
