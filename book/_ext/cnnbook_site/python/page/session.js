/** Python in a worker: started when it is first needed, ended at once when it must be. */
const WORKER = new URL("./worker.js", import.meta.url);

/** Why this browser cannot run Python, in words; null if it can. */
export function lacking() {
  if (typeof WebAssembly !== "object") return "this browser has no WebAssembly, or it is switched off";
  let modules = false;
  const options = {
    get type() {
      modules = true;
      return /** @type {const} */ ("module");
    },
  };
  try {
    new Worker("data:text/javascript,", options).terminate();
  } catch {
    // asked for all the same
  }
  return modules ? null : "this browser is too old: Chrome and Edge can since 80, Firefox since 114, Safari since 15";
}

/**
 * @typedef {{kind: string, cell?: string, [more: string]: any}} Message
 * @param {{hear: (message: Message) => void, book: object[], warm: boolean}} options
 *   `hear` is told all that cells and widgets do; `book` holds the page's cells in order.
 */
export function createSession({ hear, book, warm }) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Promise<void> | null} */
  let ready = null;
  /** @type {(() => void) | null} gives up a start that is under way */
  let giveUp = null;
  /** @type {{resolve: (answer: any) => void, reject: (error: Error) => void} | null} what was asked for and has not been answered yet */
  let asked = null;

  /** Start Python, if it has not been started; packages may still come when it is ready. Fails with a message for readers. */
  function start() {
    ready ??= new Promise((resolve, reject) => {
      const mine = new Worker(WORKER, { type: "module" });
      worker = mine;
      giveUp = () => reject(new Error("it was stopped"));
      let complete = false;
      const give = (error) => {
        if (worker !== mine) return;
        if (complete) hear({ kind: "crashed", message: error.message });
        reject(error);
        asked?.reject(error);
        stop();
      };
      mine.onerror = (event) => give(new Error(event.message || "its program could not be loaded"));
      mine.onmessage = ({ data }) => {
        if (mine !== worker) return; // of a session that was ended
        if (data.kind === "broken") give(new Error(data.message));
        else if (data.kind === "done" || data.kind === "needs") asked?.resolve(data);
        else hear(data);
        if (data.kind === "ready") resolve();
        complete ||= data.kind === "complete";
      };
      mine.postMessage({ kind: "start", warm, book: JSON.stringify(book) });
    });
    return ready;
  }

  /** End the session at once, whatever it is doing. Its names and its widgets are gone. */
  function stop() {
    worker?.terminate();
    worker = ready = null;
    giveUp?.();
    asked?.resolve(null);
  }

  /** Ask for one thing; null when the session was ended meanwhile. Fails, as `start` does, where a package that it needs does not come. */
  async function ask(message) {
    worker?.postMessage(message);
    const answer = new Promise((resolve, reject) => {
      asked = { resolve, reject };
    });
    return answer.finally(() => {
      asked = null;
    });
  }

  /** Run one cell. @returns {Promise<{fine: boolean, ms: number, memory: number} | null>} */
  function run(cell, label, code) {
    return ask({ kind: "run", cell, label, code });
  }

  /** The ids of the cells that must run before this code. @param {string} code @param {[string, string, boolean][]} above id, code, whether it has run @returns {Promise<string[]>} */
  async function needs(code, above) {
    const answer = await ask({ kind: "needs", code, above: JSON.stringify(above) });
    return answer?.cells ?? [];
  }

  /** Send a message to a widget. */
  function tell(id, data) {
    worker?.postMessage({ kind: "comm", id, data: JSON.stringify(data), buffers: [] });
  }

  return { start, stop, run, needs, tell, started: () => ready !== null };
}
