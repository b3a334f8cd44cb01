/** TrainingExplorer in words: the settings, how a training got on and what went wrong, the printed program. */
import { count as commas, format, literal } from "../page/numbers.js";
import { percent } from "../page/map_strip.js";
import { layersOf } from "./derived.js";

/**
 * @typedef {import("./derived.js").State} State
 * @typedef {import("./derived.js").Trained} Trained
 */
const ALL = 1438; // training digits
const GUESSING = Math.log(10);
const OPTIMISERS = { SGD: "SGD", momentum: "SGD with momentum", Adam: "Adam" };

/** A training's settings in a line. @param {Record<string, any>} settings */
export function settingsWords(settings) {
  const { network, first_maps, second_maps, activation, pool, optimizer, lr, weight_decay, batch_size, count, moved, augment, seed } = settings;
  const parts = [network === "plain" ? "plain 784 → 10" : `${first_maps} + ${second_maps} maps`];
  if (network !== "plain" && activation !== "ReLU") parts.push(activation === "none" ? "no activation" : activation);
  if (network !== "plain" && pool !== "MaxPool2d") parts.push(pool === "none" ? "no pooling" : "average pooling");
  const place = moved ? `moved by up to ${moved}${augment ? ", anew each epoch" : ", once"}` : "centred";
  parts.push(`${commas(count)} digits, ${place}`, `${OPTIMISERS[optimizer]}, rate ${lr}`, `batch ${batch_size}`);
  if (weight_decay) parts.push(`weight decay ${weight_decay}`);
  return [...parts, `seed ${seed}`].join("; ");
}

/** Where a training stands, in numbers. @param {Trained | null} results @param {number} seed */
export function standingOf(results, seed) {
  const done = results?.loss.length ?? 0;
  if (!results || (!done && results.followed)) return `Not trained yet: the weights were drawn by lot, with seed ${seed}. Press Start.`;
  if (!done) return "The first epoch has begun.";
  const last = done - 1;
  const held = results.validation_accuracy[last];
  const outside = held === undefined ? "" : `; held-out digits: loss ${format(results.validation_loss[last], 3)}, ${percent(held)} right`;
  return `After ${done} epoch${done === 1 ? "" : "s"}: loss ${format(results.loss[last], 3)}, ${percent(results.accuracy[last])} right${outside}.`;
}

/** What is to be learnt from where a training stands: what went wrong, and why. @param {Trained | null} results @param {number | null} diverged the loss that was not finite @param {number} lr */
export function lessonOf(results, diverged, lr) {
  if (diverged !== null) return explodedWords(diverged, lr);
  if (!results?.loss.length) return "";
  const last = results.loss.length - 1;
  const [loss, accuracy, held] = [results.loss[last], results.accuracy[last], results.validation_accuracy[last]];
  const dead = deadWords(results);
  if (dead.all) return dead.text;
  if (loss > 3 * GUESSING) return `${dead.text} The loss is far above ${format(GUESSING, 3)}, the loss of guessing: the steps are so long that each one spoils what the others have learnt. Take a shorter learning rate.`.trim();
  if (accuracy < 0.2) return `${dead.text} That is hardly better than guessing, which is right for one digit in ten.`.trim();
  if (accuracy - held > 0.1) return `${dead.text} It knows its training digits much better than new ones: it is overfitting. More digits, or moves that are new each time, help.`.trim();
  return dead.text;
}

function explodedWords(diverged, lr) {
  const value = Number.isNaN(diverged) ? "no number any more" : "infinite";
  return `The training exploded: the loss became ${value}. Each step went too far, so the slopes grew and the next step was longer still, until a computer could not write the numbers. The learning rate ${lr} is too long: take a tenth.`;
}

function deadWords({ dead, layers }) {
  const sizes = Object.entries(dead).map(([place, units]) => ({ of: unitsAt(layers, Number(place)), units: units.length, layer: Number(place) + 1 }));
  const gone = sizes.find(({ of, units }) => units === of);
  if (gone)
    return {
      all: true,
      text: `The network has died: all ${gone.of} units of layer ${gone.layer}, a ReLU, give 0 for every digit. No slope passes back through them, so the filters before them learn nothing more, and the layers behind see nothing: they can only guess. Another seed, a shorter rate or LeakyReLU helps.`,
    };
  const words = sizes.filter(({ units }) => units).map(({ of, units, layer }) => `${units} of the ${of} units of layer ${layer} ${units === 1 ? "is" : "are"} dead`);
  return { all: false, text: words.length ? `${words.join(", and ")}: 0 for every training digit, so no slope passes.` : "" };
}

/* How many units a ReLU has: those of the convolution before it. */
function unitsAt(layers, place) {
  return layers.slice(0, place).reduce((units, layer) => layer.out_channels ?? layer.out_features ?? units, 0);
}

/** The answer for one digit. @param {number[]} shares @param {number | null} label */
export function answerWords(shares, label) {
  const best = shares.indexOf(Math.max(...shares));
  const said = `Most likely ${best}, ${percent(shares[best])}`;
  if (label === null) return `${said}.`;
  return best === label ? `${said}: right.` : `${said}: wrong, it is a ${label}.`;
}

/* ---- the printed program, as program.py prints it --------------------------------------------------- */

/** @param {State} state @param {Trained | null} results */
export function programOf(state, results) {
  if (results?.followed) return "# This training ran in Python: fit(…, callback=explorer.follow)";
  const layers = layersOf(state);
  const names = [...new Set([...layers.map(({ kind }) => kind), "Sequential"])].sort().join(", ");
  const { moved, count, augment } = state;
  const anew = moved > 0 && augment;
  return [
    "from cnnbook import digits, training",
    `from cnnbook.layers import ${names}`,
    "from cnnbook.random import Generator",
    "",
    "images, labels = digits.load()",
    "train, held_out = training.split(images[:, None].astype(float), labels)",
    ...(moved ? [`move = training.shifts(${moved})`, "held_out = move(held_out[0], Generator(0)), held_out[1]"] : []),
    ...(moved && !anew ? ["train = move(train[0], Generator(1)), train[1]"] : []),
    ...(count < ALL ? [`train = train[0][:${count}], train[1][:${count}]`] : []),
    "",
    `rng = Generator(${state.seed})`,
    'options = {"rng": rng, "dtype": float}',
    "net = Sequential(",
    ...layers.map((layer) => `    ${layer.kind}(${argumentsOf(layer).join(", ")}),`),
    ")",
    "history = training.fit(",
    "    net,",
    "    *train,",
    `    epochs=${state.epochs},`,
    `    batch_size=${state.batch_size},`,
    `    optimizer=training.${optimiserOf(state)},`,
    "    seed=rng,",
    "    validation=held_out,",
    ...(anew ? ["    augment=move,"] : []),
    "    progress=False,",
    ")",
  ].join("\n");
}

/** @param {Record<string, any>} layer */
function argumentsOf({ kind, in_channels, out_channels, in_features, out_features }) {
  if (kind === "Conv2d") return [in_channels, out_channels, 3, "padding=1", "**options"];
  if (kind === "Linear") return [in_features, out_features, "**options"];
  return kind.endsWith("Pool2d") ? [2] : [];
}

/** @param {Record<string, any>} state */
function optimiserOf({ optimizer, lr, weight_decay }) {
  const momentum = optimizer === "momentum" ? ", momentum=0.9" : "";
  const decay = weight_decay ? `, weight_decay=${literal(weight_decay)}` : "";
  return `${optimizer === "Adam" ? "Adam" : "SGD"}(net.parameters(), lr=${literal(lr)}${momentum}${decay})`;
}
