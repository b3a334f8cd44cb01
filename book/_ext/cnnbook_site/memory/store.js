/*
 * What a reader does, kept on this device and nowhere else: one store for the widgets' host, Python in the page, and
 * the exercises. An entry has a kind and a name, which is that of its cell: names outlive builds and renamed lessons.
 *
 *   code    a cell's edited code, and the book's that it was made from      state   what was changed in a widget
 *   done    how a question or an exercise was done: "once" or "helped"      help    whether an exercise's help was used
 *   lines   the order of an exercise's lines                                place   where the reader was last
 *   python  which release this browser has fetched                          private whether nothing shall be kept
 *
 * A browser that keeps nothing (forbidden, full, damaged) is no error: nothing is found then. Whoever reads judges
 * what was read, as it was perhaps written by another version of the book, or came from a file.
 */
(() => {
  "use strict";
  const OURS = "cnnbook:";
  const KINDS = ["code", "state", "done", "help", "lines", "place", "python"];
  const PRIVATE = `${OURS}private:mode`;
  const LONGEST = 200_000; // characters of one entry; more than any honest one needs
  const hearers = [];
  let over = false; // all was forgotten: what this page still shows is not kept again

  function attempt(act, otherwise) {
    try {
      return act(localStorage);
    } catch {
      return otherwise;
    }
  }

  const keyOf = (kind, name) => `${OURS}${kind}:${name}`;
  const isOurs = (key) => KINDS.some((kind) => key.startsWith(keyOf(kind, "")));
  const isPrivate = () => attempt((box) => box.getItem(PRIVATE) !== null, false);
  const tell = () => hearers.forEach((hear) => hear());
  const parsed = (text) => attempt(() => JSON.parse(text), null);

  /** What is kept, or null where there is nothing, or nothing readable. */
  function read(kind, name) {
    const text = isPrivate() ? null : attempt((box) => box.getItem(keyOf(kind, name)), null);
    return text && text.length <= LONGEST ? parsed(text) : null;
  }

  /** Keep a value; whether it is kept now. */
  function write(kind, name, value) {
    const text = JSON.stringify(value);
    const kept = !over && !isPrivate() && text.length <= LONGEST && attempt((box) => (box.setItem(keyOf(kind, name), text), true), false);
    tell();
    return kept;
  }

  function forget(kind, name) {
    attempt((box) => box.removeItem(keyOf(kind, name)), null);
    tell();
  }

  /** All entries, by their keys, as texts. */
  function all() {
    return attempt((box) => Object.fromEntries(Object.keys(box).filter(isOurs).map((key) => [key, box.getItem(key)])), {});
  }

  /** Forget everything, for good. */
  function forgetAll() {
    over = true;
    for (const key of Object.keys(all())) attempt((box) => box.removeItem(key), null);
    tell();
  }

  /** Keep nothing from now on, and forget what was kept; or keep again. Whether the browser has taken note. */
  function setPrivate(on) {
    if (on) forgetAll();
    else over = false;
    return attempt((box) => ((on ? box.setItem(PRIVATE, "1") : box.removeItem(PRIVATE)), true), false);
  }

  /** Take entries over from a file, all or none. Why not, in words, or null. */
  function takeOver(entries) {
    const listed = Object.entries(entries);
    const fine = ([key, text]) => isOurs(key) && key.length < 200 && typeof text === "string" && text.length <= LONGEST && parsed(text) !== null;
    if (!listed.every(fine)) return "it holds something that this book did not write";
    if (isPrivate()) return "private mode is on, so nothing is kept";
    const before = all();
    const put = (box) => (listed.forEach(([key, text]) => box.setItem(key, text)), true);
    if (attempt(put, false)) return tell(), null;
    listed.forEach(([key]) => attempt((box) => (key in before ? box.setItem(key, before[key]) : box.removeItem(key)), null));
    return "this browser has no room for it";
  }

  /** Whether this browser keeps anything at all. */
  function works() {
    return attempt((box) => (box.setItem(`${OURS}try`, "1"), box.removeItem(`${OURS}try`), true), false);
  }

  addEventListener("storage", tell); // another tab has written
  const hear = (hearer) => hearers.push(hearer);
  window.cnnbookStore = { read, write, forget, all, forgetAll, takeOver, isPrivate, setPrivate, works, hear };
})();
