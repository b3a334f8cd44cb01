/** What the reader did, step by step, and how to take it back: by a button, and by Ctrl + Z or ⌘ Z on every keyboard. */
import { read, save } from "./model.js";

const FIELDS = "input[type=text], textarea"; // they take back what is typed in them

/**
 * The steps are kept for all views of a model together: each takes back what any of them has done.
 *
 * @param {object} options
 * @param {import("./model.js").Model} options.model
 * @param {Record<string, any>} options.shared
 * @param {string[]} options.names the traits that a step may change
 * @param {(values: any) => any} [options.fit] what else must change for these values to be taken back
 * @param {number} [options.most] how many steps are kept
 */
export function createHistory({ model, shared, names, fit = (values) => values, most = 50 }) {
  /** @type {any[]} */
  const earlier = (shared.earlier ??= []);
  const now = () => read(model, names);
  const remember = () => {
    earlier.push(now());
    if (earlier.length > most) earlier.shift();
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
    return Boolean(last); // whether there was anything to take back
  };
  return { remember, take, undo };
}

/**
 * Ctrl + Z within an element, but not where a part of it has taken the key, nor in fields, which have their own.
 *
 * @param {HTMLElement} element @param {() => void} undo @param {AbortSignal} signal @param {string} [fields] a selector of them
 */
export function undoByKey(element, undo, signal, fields = FIELDS) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (!isUndo(event) || event.defaultPrevented || /** @type {Element} */ (event.target).matches(fields)) return;
    event.preventDefault();
    undo();
  };
  element.addEventListener("keydown", press, { signal });
}

/** By the letter, in capitals too; by its place where the keyboard has other letters. @param {KeyboardEvent} event */
export function isUndo({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() === "z" : code === "KeyZ";
  return letter && (ctrlKey || metaKey) && !shiftKey && !altKey;
}
