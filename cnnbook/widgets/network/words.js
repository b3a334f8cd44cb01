/** What a number of a network is, and what it is made of, in one sentence. */
import { term } from "./derived.js";
import { softmax } from "../maths/classification.js";
import { percent } from "../page/map_strip.js";
import { format } from "../page/numbers.js";

const MOST = 16; // terms that are written out

/**
 * @param {import("../maths/network.js").Layer[]} layers @param {import("./sums.js").Place & {layer: number}} chosen
 * @param {import("./sums.js").Made} made @param {ArrayLike<number>} scores
 */
export function sentenceOf(layers, chosen, made, scores) {
  const { layer, channel } = chosen;
  if (layer === layers.length) return shareSentence(channel, scores);
  const total = format(made.total);
  const { kind } = layers[layer];
  const where = `Layer ${layer + 1}, ${placeWords(chosen, made, kind)}`;
  if (made.how === "largest") return `${where}: the largest of ${listed(made)} is ${total}.`;
  if (made.how === "mean") return `${where}: the mean of ${listed(made)} is ${total}.`;
  if (made.how === "function") return `${where}: ${functionWords(kind, made)}.`;
  return `${where}: ${sumWords(made, kind)} = ${total}.`;
}

function placeWords({ channel, row, column }, made, kind) {
  return kind === "Linear" ? `score ${channel}` : `map ${channel + 1}, row ${row}, column ${column}`;
}

function listed({ parts }) {
  const { window } = parts[0];
  const there = Array.from(window.data).filter(Number.isFinite);
  return `${there.slice(0, -1).map((value) => format(value)).join(", ")} and ${format(there[there.length - 1])}`;
}

function functionWords(kind, made) {
  const [from, to] = [made.parts[0].sum, made.total];
  if (kind === "Flatten") return `the same number, ${format(to)}, in a line`;
  const why = kind !== "ReLU" ? "" : from > 0 ? ", unchanged" : ", since nothing negative passes";
  return `${kind} makes ${format(from)} into ${format(to)}${why}`;
}

function sumWords({ parts, bias }, kind) {
  const sums = parts.map(({ sum }) => sum);
  const shown = sums.slice(0, MOST);
  const rest = sums.slice(MOST);
  const others = rest.length ? [`and ${rest.length} more, ${term(rest.reduce((all, sum) => all + sum, 0))}`] : [];
  const words = [format(shown[0]).replace("−", "− "), ...shown.slice(1).map(term), ...others].join(" ");
  const each = kind === "Linear" ? "map" : "window";
  const what = parts.length === 1 ? `1 ${each} × its weights` : `${parts.length} ${each}s × their weights`;
  return `${what}, ${words}${bias === null ? "" : `, and the bias ${term(bias)}`}`;
}

function shareSentence(channel, scores) {
  const highest = Math.max(...Array.from(scores));
  const power = (score) => Math.exp(score - highest);
  const sum = Array.from(scores).reduce((all, score) => all + power(score), 0);
  const own = `e^(${format(scores[channel])} ${term(-highest)}) = ${format(power(scores[channel]), 4)}`;
  return `The probability of ${channel}: ${own}, divided by the sum of all such powers, ${format(sum, 4)}, is ${percent(softmax(scores)[channel])}.`;
}
