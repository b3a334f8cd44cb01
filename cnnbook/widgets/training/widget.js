/** TrainingExplorer: choose a network and its digits, press Start, and watch it learn to read. */
import { button } from "../page/controls.js";
import { h, liveRegion, printedCall, setText, widget } from "../page/dom.js";
import { read, remembered } from "../page/model.js";
import { format } from "../page/numbers.js";
import { buildComparison, buildCurves, buildNumbers, quietText } from "./curves.js";
import { answerOf, firstPictures, imageOf, labelOf, networkOf, obstacleOf, problemOf, resultsOf, RUN, settingsOf } from "./derived.js";
import { buildDigit, buildNetwork } from "./pictures.js";
import { Session } from "./session.js";
import { buildSettings } from "./settings.js";
import { answerWords, lessonOf, programOf, settingsWords, standingOf } from "./words.js";

const SHOWN = ["digit", "strokes", "down", "across"];
const TRAITS = [...RUN, "epochs", ...SHOWN, "trained", "packed_digits"];

function build({ model, shared, root, signal }) {
  /** @type {Session} */
  const session = (shared.session ??= new Session(model));
  const buttons = buildButtons(session, () => settingsWords(settingsOf(read(model, RUN))), signal);
  const settings = buildSettings({ model, signal });
  const [words, runs] = [buildWords(), buildRuns(signal)];
  const digit = buildDigit({ model, signal });
  const network = buildNetwork(signal);
  const call = printedCall();
  root.append(...[settings, buttons, words, runs, digit, network, call].map(({ element }) => element));
  const netOf = remembered([...RUN, "trained"], networkOf);
  const shownImage = remembered([...SHOWN, "packed_digits"], (now) => ({ image: imageOf(now), label: labelOf(now) }));

  const draw = () => {
    if (signal.aborted) return;
    session.check();
    const now = read(model, TRAITS);
    const results = resultsOf(now);
    const net = netOf(now);
    const { image, label } = shownImage(now);
    const { maps, shares } = answerOf(net, image);
    root.cnnbookOutput = image;
    root.cnnbookShares = shares;
    settings.update(now);
    buttons.update(session.now, results, obstacleOf(now));
    words.update(now, session.now, results);
    runs.update(now, results, session.now.kept);
    digit.update(now, image, shares, answerWords(shares, label));
    network.update(firstPictures(net), net.layers, maps);
    call.update(programOf(now, results));
  };
  session.show(draw, model, signal);
  return draw;
}

function buildRuns(signal) {
  const parts = { curves: buildCurves(signal), comparison: buildComparison(), numbers: buildNumbers(signal) };
  const element = h("div", {}, ...Object.values(parts).map((part) => part.element));
  const update = (now, results, kept) => {
    parts.curves.update(results, kept?.results ?? null, now.epochs);
    parts.comparison.update([{ name: "this", words: settingsWords(now), results }, ...(kept ? [{ name: "kept", ...kept }] : [])]);
    parts.numbers.update(results);
  };
  return { element, update };
}

/* ---- what can be pressed --------------------------------------------------------------------------------- */

function buildButtons(session, wordsNow, signal) {
  const go = button("▶ Start", () => (session.now.running ? session.pause() : session.start()), signal);
  go.classList.add("cb-go");
  const step = button("One batch", () => session.step(), signal);
  const epoch = button("One epoch", () => session.epoch(), signal);
  const again = button("Again", () => session.again(), signal);
  const keep = button("Keep this run to compare", () => session.keep(wordsNow()), signal);
  const forget = button("Forget the kept run", () => session.forget(), signal);
  const element = h("div", { class: "cb-player" }, go, step, epoch, again, keep, forget);
  const update = ({ running, kept, batch }, results, obstacle) => {
    setText(go, running ? "❚❚ Pause" : "▶ Start");
    go.disabled = Boolean(obstacle);
    step.disabled = epoch.disabled = running || Boolean(obstacle);
    again.disabled = !running && !results && !batch;
    keep.disabled = running || !results?.loss.length;
    forget.hidden = !kept;
  };
  return { element, update };
}

/* While it runs the words change for the eye only; they are spoken when it rests. */
function buildWords() {
  const standing = quietText("cb-standing");
  const lesson = quietText("cb-lesson");
  const spoken = liveRegion({ show: false });
  const trouble = h("p", { class: "cb-problem", role: "alert" });
  const element = h("div", { class: "cb-told" }, standing.element, lesson.element, trouble, spoken);
  const update = (now, { running, batch, loss, trouble: problem, diverged }, results) => {
    const steps = Math.ceil(now.count / now.batch_size);
    const within = batch ? ` Batch ${batch} of ${steps}: loss ${format(loss, 3)}.` : "";
    const base = standingOf(results, now.seed);
    const text = running ? `Training. ${results?.loss.length ? base : ""}` : `${base}${within}`;
    const learnt = lessonOf(results, diverged, now.lr);
    standing.update(text.trim());
    lesson.update(learnt);
    setText(trouble, obstacleOf(now) || problem);
    if (!running) setText(spoken, `${text} ${learnt}`.trim());
  };
  return { element, update };
}

export default widget(TRAITS, build, problemOf);
