/*
 * A Python session in a worker of its own: the page stays responsive and can end it at any time.
 *
 * From the page: {kind: "start", warm, book}, {kind: "run", cell, label, code}, {kind: "needs", code, above},
 * {kind: "comm", id, data, buffers}.
 * To the page: progress, starting, ready, broken; what a cell does (stream, display, clear, error, done); needs; comm.
 */
const HERE = new URL(".", self.location.href).href;
const network = self.fetch.bind(self);
let manifest = null;
let python = null;
let session = null;
let scopes = null;
let fetched = 0;

/* ---- fetching ------------------------------------------------------------------------------------- */

function count(bytes) {
  fetched += bytes;
  postMessage({ kind: "progress", fetched, total: manifest.bytes });
}

/** The same response, its bytes counted as they come. */
function counted(response) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}

/** A file of the distribution, refused unless its hash is the one that the book was built with. */
async function checked(url, { name, integrity, bytes }, warm) {
  let response = null;
  try {
    response = await network(url, { integrity });
  } catch {
    const plain = await network(url).catch(() => null);
    throw new Error(plain?.ok ? `its file ${name} is damaged` : `its file ${name} is missing`);
  }
  // A compiled program is kept by the browser only for a response that nobody has touched.
  if (!warm || !name.endsWith(".wasm")) return counted(response);
  count(bytes);
  return response;
}

/** Let everything that Pyodide fetches go through the check. */
function watchFetch(warm) {
  const known = new Map(manifest.files.map((file) => [new URL(file.path, HERE).href, file]));
  let failed = null;
  self.fetch = async (input, options) => {
    const file = known.get(new URL(/** @type {any} */ (input).url ?? input, HERE).href);
    if (!file) return network(input, options);
    try {
      return await checked(new URL(file.path, HERE), file, warm);
    } catch (error) {
      failed ??= error;
      throw error;
    }
  };
  return () => failed;
}

/* ---- starting ------------------------------------------------------------------------------------- */

const FIRST = ["comm"]; // what the session itself needs; the rest comes while the reader's first lines may already run
const QUIET = { messageCallback() {}, errorCallback() {} };
let failure = () => null; // the first file that could not be fetched
let rest = null; // the promise of all other packages

async function start({ warm, book }) {
  manifest = await (await network(`${HERE}manifest.json`)).json();
  failure = watchFetch(warm);
  const env = { HOME: "/home/pyodide", MPLBACKEND: "module://cnnbook_page.backend", JUPYTER_WIDGETS_ECHO: "0" };
  await named(async () => {
    const program = manifest.files.find(({ name }) => name === "pyodide.asm.js");
    await self.fetch(new URL(program.path, HERE)).then((response) => response.arrayBuffer()); // it is imported, not fetched: checked here
    const indexURL = new URL(manifest.pyodide, HERE).href;
    const { loadPyodide } = await import(`${indexURL}pyodide.mjs`);
    python = await loadPyodide({ indexURL, env, stdout() {}, stderr() {} });
  });
  await bring(FIRST, "session.zip");
  postMessage({ kind: "starting" });
  session = python.pyimport("cnnbook_page.session");
  scopes = python.pyimport("cnnbook_page.scopes");
  session.connect(tell, tellComm, book);
  postMessage({ kind: "ready", python: manifest.python, memory: memory() });
  rest = bring(manifest.packages, manifest.wheel).then(() => {
    session.trust_fonts();
    postMessage({ kind: "complete" });
  });
  rest.catch(() => {}); // told to the first cell that needs them
}

/** Load packages, and unpack a file of ours beside them. */
async function bring(packages, own) {
  await named(async () => {
    const file = manifest.files.find(({ name }) => name === own);
    const ours = self.fetch(new URL(file.path, HERE)).then((response) => response.arrayBuffer());
    const [buffer] = await Promise.all([ours, python.loadPackage(packages, QUIET)]);
    const lost = packages.filter((name) => !(name in python.loadedPackages));
    if (lost.length) throw new Error(`these packages could not be loaded: ${lost.join(", ")}`);
    python.unpackArchive(buffer, own.endsWith(".whl") ? "wheel" : "zip");
  });
}

/** Do this; where it fails since a file could not be fetched, say so. */
async function named(work) {
  try {
    await work();
  } catch (error) {
    throw failure() ?? error;
  }
}

const memory = () => python._module.HEAP8.length;

function tell(kind, text) {
  postMessage({ kind, ...JSON.parse(text) });
}

function tellComm(type, id, data, buffers) {
  postMessage({ kind: "comm", type, id, data: JSON.parse(data), buffers: [...buffers] });
}

/* ---- running, one thing after the other ----------------------------------------------------------- */

async function handle(message) {
  if (message.kind === "start") return start(message);
  if (message.kind === "comm") return session.from_page(message.id, message.data, message.buffers);
  if (message.kind === "needs") return postMessage({ kind: "needs", cells: JSON.parse(scopes.needed(message.code, message.above)) });
  if (/\bimport/.test(message.code)) await rest; // without one, a cell has what earlier cells imported
  const began = performance.now();
  const fine = await session.run(message.cell, message.label, message.code);
  postMessage({ kind: "done", cell: message.cell, fine, ms: performance.now() - began, memory: memory() });
}

let queue = Promise.resolve();
onmessage = ({ data }) => {
  queue = queue.then(() => handle(data)).catch((error) => postMessage({ kind: "broken", message: String(error?.message ?? error) }));
};
