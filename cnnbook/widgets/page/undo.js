/** What the reader did, step by step, and how to take it back: by a button, and by Ctrl + Z or ⌘ Z on every keyboard. */
import { read, save } from "./model.js";

const MOST = 50;

/**
 * The steps are kept for all views of a model together: each takes back what any of them has done.
 *
 * @param {object} options
 * @param {import("./model.js").Model} options.model
 * @param {Record<string, any>} options.shared
 * @param {string[]} options.names the traits that a step may change
 * @param {(values: any) => any} [options.fit] what else must change for these values to be taken back
 */
export function createHistory({ model, shared, names, fit = (values) => values }) {
  /** @type {any[]} */
  const earlier = (shared.earlier ??= []);
  const now = () => read(model, names);
  const remember = () => {
    earlier.push(now());
    if (earlier.length > MOST) earlier.shift();
  };
  /* What changes nothing is no step. */
  const take = (/** @type {Record<string, any>} */ values) => {
    const differs = (name) => JSON.stringify(model.get(name)) !== JSON.stringify(values[name]);
    if (names.some((name) => name in values && differs(name))) remember();
    save(model, values);
  };
  const undo = () => {
    const last = earlier.pop();
    if (last) save(model, fit(last));
  };
  return { remember, take, undo };
}

/** Ctrl + Z within an element, but not in a field, which has its own. @param {HTMLElement} element @param {() => void} undo @param {AbortSignal} signal */
export function undoByKey(element, undo, signal) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (!isUndo(event) || /** @type {Element} */ (event.target).matches("input[type=text], textarea")) return;
    event.preventDefault();
    undo();
  };
  element.addEventListener("keydown", press, { signal });
}

/* By the letter, in capitals too; by its place where the keyboard has other letters. */
function isUndo({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() === "z" : code === "KeyZ";
  return letter && (ctrlKey || metaKey) && !shiftKey && !altKey;
}
