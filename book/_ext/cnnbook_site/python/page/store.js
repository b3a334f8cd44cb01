/**
 * What a reader does, kept on this device and nowhere else.
 *
 * One module for all that is remembered: a kind (such as "code"), the page, and a name that is stable over
 * builds. A browser that keeps nothing (private mode, no room, forbidden) is no error: reads find nothing then.
 * What is read was perhaps written by another version of the book: whoever reads it judges it first.
 *
 * @param {string} page the page's name, such as "book/02_filters"
 */
export function storeFor(page) {
  const key = (kind, name) => `cnnbook:${kind}:${page}/${name}`;

  /** @param {string} kind @param {string} name @returns {unknown} null where nothing is kept, or nothing readable */
  function read(kind, name) {
    try {
      return JSON.parse(localStorage.getItem(key(kind, name)) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} kind @param {string} name @param {unknown} value @returns {boolean} whether it is kept now */
  function write(kind, name, value) {
    try {
      localStorage.setItem(key(kind, name), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} kind @param {string} name */
  function forget(kind, name) {
    try {
      localStorage.removeItem(key(kind, name));
    } catch {
      // nothing is kept then
    }
  }

  return { read, write, forget };
}
