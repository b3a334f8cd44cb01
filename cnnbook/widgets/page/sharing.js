/**
 * Links to a state: what a link carries, and what is taken from one.
 *
 * @typedef {import("./model.js").Model} Model
 * @typedef {((state: any) => string | null) | undefined} ProblemOf why a whole state cannot be shown
 */
import { limitsOf } from "./model.js";

/** The traits that a link to the present state must carry: those that are no longer as they were at the start. @param {Model} model @param {import("./model.js").Start} start */
export function changed(model, start) {
  const written = (from, name) => JSON.stringify(from.get(name));
  return Object.keys(limitsOf(model)).filter((name) => written(model, name) !== written(start, name));
}

/** Why a model's present state cannot be shown, in words; null when it can. @param {Model} model @param {ProblemOf} problemOf */
export function problemIn(model, problemOf) {
  const limits = Object.entries(limitsOf(model)).filter(([, { kind }]) => kind !== "exactly");
  return refusal(model, Object.fromEntries(limits.map(([name]) => [name, model.get(name)])), problemOf);
}

/** Why a state cannot be taken, in words; null when it can. @param {Model} model @param {Record<string, any>} state @param {ProblemOf} problemOf @param {Record<string, any>} [limits] */
export function refusal(model, state, problemOf, limits = limitsOf(model)) {
  for (const [name, value] of Object.entries(state)) {
    if (!(name in limits)) return `a link cannot set “${name}”`;
    const wrong = breach(value, limits[name]);
    if (wrong) return `${name} must be ${wrong}`;
  }
  const whole = new Proxy(state, { get: (values, /** @type {string} */ name) => (name in values ? values[name] : model.get(name)) });
  try {
    return problemOf?.(whole) ?? null;
  } catch {
    return "the state is damaged";
  }
}

/* What a value must be, when it is not. `limits` comes from the Python side (traits.py). */
function breach(value, limit) {
  const { kind, min, max } = limit;
  const inside = typeof value === "number" && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  if (kind === "whole") return Number.isSafeInteger(value) && inside ? null : `a whole number from ${min ?? "−∞"} to ${max ?? "∞"}`;
  if (kind === "number") return Number.isFinite(value) && inside ? null : `a number from ${min ?? "−∞"} to ${max ?? "∞"}`;
  if (kind === "choice") return limit.choices.includes(value) ? null : `one of ${limit.choices.join(", ")}`;
  if (kind === "flag") return typeof value === "boolean" ? null : "true or false";
  if (kind === "grid") return isGrid(value, limit.largest) ? null : `a grid of at most ${limit.largest.join(" × ")} numbers`;
  if (kind === "exactly") return value === limit.exactly ? null : "left out";
  return null; // "judged": the widget's own problemOf looks at it
}

/* Numbers nested evenly, as many levels deep as `largest` is long. */
function isGrid(value, largest) {
  if (!largest.length) return Number.isFinite(value);
  if (!Array.isArray(value) || value.length < 1 || value.length > largest[0]) return false;
  const inner = largest.slice(1);
  const even = !inner.length || value.every((part) => part?.length === value[0]?.length);
  return even && value.every((part) => isGrid(part, inner));
}
