/**
 * The model behind a view: the one contract that Jupyter, the rendered page's host and the tests' stand-in keep.
 *
 * It is the part of anywidget's model that views use, and views use nothing else of it.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get the value of a trait, never to be changed in place
 * @property {(name: string, value: any) => void} set emits `change:name` if the value differs
 * @property {() => void} save_changes tells Python, where there is one, what was set
 * @property {(event: string, callback: (...values: any[]) => void) => void} on
 * @property {(event: string, callback?: (...values: any[]) => void) => void} off without a callback: all of the event's
 * @property {(content: any, ...rest: any[]) => void} send a message of one's own to Python
 * @property {(name: string) => boolean} [has] only on a rendered page
 * @property {(names: string[]) => string} [cnnbookLink] the address of this state; only on a rendered page
 *
 * @typedef {{get: (name: string) => any}} Start a model as it was at first
 * @typedef {{kind: string, min?: number, max?: number, choices?: any[], largest?: number[], exactly?: any}} Limit
 *   what a trait may be; Python says it (shared/traits.py)
 */

/** Set several traits at once, and tell Python. @param {Model} model @param {Record<string, any>} values */
export function save(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/** The current values of some traits, as one object. @param {Start} model @param {string[]} names @returns {any} */
export function read(model, names) {
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}

/** What each trait may be, by its name. @param {Start} model @returns {Record<string, any>} */
export function limitsOf(model) {
  return model.get("limits") ?? {};
}

/**
 * A function of a state that is run again only when one of the named traits has changed.
 *
 * @template T @param {string[]} names @param {(state: any) => T} make @returns {(state: any) => T}
 */
export function remembered(names, make) {
  let known = null;
  let answer = null;
  return (state) => {
    if (!known || names.some((name) => state[name] !== known[name])) answer = make(state);
    known = state;
    return answer;
  };
}
