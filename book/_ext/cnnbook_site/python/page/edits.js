/**
 * A reader's own code, cell by cell. With each edit stands the book's code that it was made from: so a book
 * that has changed since is noticed, and the reader asked.
 */
const store = window.cnnbookStore;
const LONGEST = 100_000; // characters; more than anybody types into a cell

export const edits = {
  /** @param {{id: string, code: string}} cell @returns {{code: string, outdated: boolean} | null} */
  read({ id, code }) {
    const kept = /** @type {any} */ (store.read("code", id));
    if (typeof kept?.code !== "string" || typeof kept.from !== "string") return null;
    if (kept.code.length > LONGEST || kept.code === code) return null;
    return { code: kept.code, outdated: kept.from !== code };
  },
  /** @param {{id: string, code: string}} cell @param {string} edited */
  keep({ id, code }, edited) {
    if (edited === code) store.forget("code", id);
    else store.write("code", id, { code: edited, from: code });
  },
};
