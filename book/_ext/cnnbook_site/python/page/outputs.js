/** What a cell prints, shows and raises, as elements. */
import DOMPurify from "./editor/dompurify.js";
import { control } from "./controls.js";
import { make } from "./dom.js";

const VIEW = "application/vnd.jupyter.widget-view+json";
const host = window.cnnbookHost;

/** Add what was printed: one box for what comes in pieces. @param {Element} place @param {{name: string, text: string}} printed */
export function addText(place, { name, text }) {
  let box = /** @type {HTMLElement | null} */ (place.lastElementChild);
  if (box?.dataset.stream !== name) {
    box = make("pre", { className: "cnnbook-text", tabIndex: 0 });
    box.dataset.stream = name;
    place.append(box);
  }
  box.append(text);
}

/** An error: the sentence of help first, the traceback below it. @param {{name: string, message: string, traceback: string, help: string}} error */
export function errorBox({ name, message, traceback, help }) {
  const box = make("div", { className: "cnnbook-error", role: "group", "aria-label": `Error: ${name}` });
  box.append(make("p", {}, make("b", {}, name), message ? `: ${message}` : ""));
  if (help) box.append(make("p", { className: "cnnbook-help" }, help));
  box.append(make("pre", { tabIndex: 0 }, traceback));
  return box;
}

/**
 * The richest form of a value that the page can show.
 *
 * @param {{data: Record<string, any>, metadata?: Record<string, any>}} value
 * @param {{old: Element[], carry: boolean, leave: (place: Element) => void}} [before] the widgets that stood here
 *   before, whether what was changed in them goes on, and who is told that one leaves its place
 */
export function shown({ data, metadata = {} }, before = { old: [], carry: false, leave() {} }) {
  if (data[VIEW]) return widget(data[VIEW].model_id, data, before);
  if (data["image/png"]) return picture(data, metadata["image/png"] ?? {});
  const html = data["text/html"] ?? data["image/svg+xml"];
  if (html) {
    const box = make("div", { className: "cnnbook-html" });
    box.append(DOMPurify.sanitize(html, { RETURN_DOM_FRAGMENT: true, FORBID_TAGS: ["style", "form"] }));
    return box;
  }
  return make("pre", { className: "cnnbook-text", tabIndex: 0 }, data["text/plain"] ?? "");
}

/* As on the page as it is built: letters stay readable, and what is too wide for that scrolls. */
function picture(data, { width, height, alt = data["text/plain"] }) {
  const size = width ? { width, height, style: `min-width: ${0.75 * width}px` } : {};
  const image = make("img", { src: `data:image/png;base64,${data["image/png"]}`, alt, ...size });
  return make("div", { className: "cnnbook-figure", tabIndex: 0, role: "group", "aria-label": "Figure" }, image);
}

function widget(id, data, { old, carry, leave }) {
  const model = host.models.get(id);
  if (!model?.get("_esm")) return control(id, shownOutput) ?? make("pre", { className: "cnnbook-text" }, data["text/plain"] ?? "");
  const at = old.findIndex((place) => host.modelIn(place)?.get("_anywidget_id") === model.get("_anywidget_id"));
  if (at >= 0) {
    const [place] = old.splice(at, 1);
    leave(place);
    host.join(place, id, { carry });
    return place;
  }
  const place = make("div", { className: "cnnbook-widget" });
  place.append(make("script", { type: VIEW, textContent: JSON.stringify({ model_id: id }) }));
  queueMicrotask(() => host.mount(place));
  return place;
}

/** One of the outputs that an ipywidgets Output has captured. */
function shownOutput(place, output) {
  if (output.output_type === "stream") addText(place, output);
  else if (output.data) place.append(shown(output));
  else place.append(errorBox({ name: output.ename, message: output.evalue, traceback: [output.traceback].flat().join("\n"), help: "" }));
}
