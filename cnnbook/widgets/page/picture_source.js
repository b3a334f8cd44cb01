/**
 * A picture of the reader's own: a file, pasted, dropped, from the camera, or a photograph that is there. It is made small
 * and grey in the page, and nothing leaves it.
 */
import { greyOf, npyOf, rowsOf, shrunk, sizeProblem } from "../maths/pictures.js";
import { button } from "./controls.js";
import { h, setText, uniqueId } from "./dom.js";
import { contextOf } from "./paint.js";

const MOST_BYTES = 50e6;
const MOST_PIXELS = 50e6;
export const FILE = "picture.npy";

/**
 * @param {object} options
 * @param {HTMLElement} options.root where a picture may be pasted or dropped
 * @param {number} options.largest the most rows and columns
 * @param {() => number[][]} options.photograph the rows of a photograph to start from
 * @param {(rows: number[][]) => import("./controls.js").Refusal} options.take takes whole numbers from 0 to 255, or says why it cannot
 * @param {() => number[][] | null} options.own the picture that was taken, if it is still there
 * @param {AbortSignal} options.signal
 */
export function createPictureSource({ root, largest, photograph, take, own, signal }) {
  const problem = h("p", { class: "cb-problem", role: "alert" });
  const complain = (/** @type {import("./controls.js").Refusal} */ message) => setText(problem, message ?? "");
  const read = async (/** @type {File | Blob | null | undefined} */ file) => {
    const { rows, why } = await rowsFrom(file, largest);
    if (signal.aborted) return;
    complain(why ?? take(/** @type {number[][]} */ (rows)));
  };
  const load = button(`Download ${FILE}`, () => download(own()), signal);
  const ways = () => [
    h("div", { class: "cb-picture-row" }, chooser("Choose a picture", {}, read, signal), chooser("Take one", { capture: "environment" }, read, signal)),
    h("div", { class: "cb-picture-row" }, button("The photograph", () => complain(take(photograph())), signal), load),
    h("p", { class: "cb-note" }, `Or paste one, or drop it here. It becomes grey and at most ${largest} × ${largest}, 0 to 255. It stays on this device.`),
  ];
  const box = h("div");
  const element = h("details", { class: "cb-details cb-picture" }, h("summary", {}, "Your own picture"), box, problem);
  const unfold = () => element.open && !box.firstChild && box.append(...ways()); // made when the reader opens it
  element.addEventListener("toggle", unfold, { signal });
  listenToDrops(root, element, read, signal);
  const update = () => (load.hidden = !own());
  return { element, update };
}

function chooser(label, props, read, signal) {
  const input = h("input", { type: "file", accept: "image/*", id: uniqueId("picture"), ...props });
  const choose = async () => {
    await read(input.files?.[0]);
    input.value = ""; // the same file can be chosen again
  };
  input.addEventListener("change", choose, { signal });
  return h("div", { class: "cb-field" }, h("label", { for: input.id }, label), input);
}

function listenToDrops(root, element, read, signal) {
  const listen = (type, run) => root.addEventListener(type, run, { signal });
  const filesIn = (data) => [...(data?.items ?? [])].filter(({ kind }) => kind === "file");
  const receive = (event, data) => {
    const [item] = filesIn(data);
    if (!item || event.defaultPrevented) return;
    event.preventDefault();
    element.open = true;
    read(item.getAsFile());
  };
  listen("paste", (event) => receive(event, event.clipboardData));
  listen("drop", (event) => receive(event, event.dataTransfer));
  listen("dragover", (event) => filesIn(event.dataTransfer).length && event.preventDefault());
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

async function rowsFrom(file, largest) {
  if (!file) return { why: "No picture came." };
  const name = file.name ? `“${file.name}”` : "The picture";
  if (file.size === 0) return { why: `${name} is empty.` };
  if (file.size > MOST_BYTES) return { why: `${name} has ${Math.round(file.size / 1e6)} MB: at most ${MOST_BYTES / 1e6} MB can be read here.` };
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none" }).catch(() => null);
  if (!bitmap) return { why: `${name} is no picture that this browser can read. Take a PNG, JPEG, GIF or WebP.` };
  const { height, width } = bitmap;
  const why = height * width > MOST_PIXELS ? `${name} has ${height} × ${width} pixels: that is too large.` : sizeProblem(height, width, largest);
  const rows = why ? null : rowsOf(shrunk(greyOf(coloursOf(bitmap), height, width), largest));
  bitmap.close();
  return { rows, why };
}

/* What is transparent becomes white. */
function coloursOf(bitmap) {
  const canvas = h("canvas", { width: bitmap.width, height: bitmap.height });
  const context = contextOf(canvas);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

function download(rows) {
  if (!rows) return;
  const href = URL.createObjectURL(new Blob([npyOf(rows)], { type: "application/octet-stream" }));
  h("a", { href, download: FILE }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

/** Rows of bytes that Python wrote as base64, row after row. @param {string} text @param {number} width */
export function rowsOfBytes(text, width) {
  const bytes = Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return Array.from({ length: bytes.length / width }, (_, r) => bytes.slice(r * width, (r + 1) * width));
}
