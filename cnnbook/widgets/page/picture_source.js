/**
 * A picture of the reader's own: a file, pasted, dropped, from the camera, or a photograph that is there. It is made small
 * in the page, and nothing leaves it.
 */
import { asDigit, channelFrom, greyOf, npyOf, rowsOf, shrunk, sizeProblem } from "../maths/pictures.js";
import { fromRows } from "../maths/maps.js";
import { createCamera, hasCamera } from "./camera.js";
import { button } from "./controls.js";
import { h, setText, uniqueId } from "./dom.js";
import { contextOf } from "./paint.js";

const MOST_BYTES = 50e6;
const MOST_PIXELS = 50e6;
const [IN_GREY, IN_COLOUR] = [96, 48]; // rows and columns of the photograph
export const FILE = "picture.npy";

/* What becomes of a picture, in words. */
const KINDS = {
  grey: (most) => `It becomes grey and at most ${most} × ${most}, 0 to 255.`,
  colour: (most) => `It becomes at most ${most} × ${most}: red, green and blue, 0 to 255.`,
  digit: (most) => `Of the square in its middle ${most} × ${most} pixels remain, bright ink on black.`,
};

/**
 * @param {object} options
 * @param {HTMLElement} options.root where a picture may be pasted or dropped
 * @param {number} options.largest the most rows and columns
 * @param {"grey" | "colour" | "digit"} [options.kind] what becomes of a picture: rows of numbers, or three times rows in "colour"
 * @param {() => any[]} options.photograph a photograph to start from, in the same form
 * @param {(picture: any[]) => import("./controls.js").Refusal} options.take takes whole numbers from 0 to 255, or says why it cannot
 * @param {() => any[] | null} options.own the picture that was taken, if it is still there
 * @param {AbortSignal} options.signal
 */
export function createPictureSource({ root, largest, kind = "grey", photograph, take, own, signal }) {
  const problem = h("p", { class: "cb-problem", role: "alert" });
  const complain = (/** @type {import("./controls.js").Refusal} */ message) => setText(problem, message ?? "");
  const read = async (/** @type {any} */ source) => {
    const { picture, why } = await pictureFrom(source, largest, kind);
    if (signal.aborted) return;
    complain(why ?? take(/** @type {any[]} */ (picture)));
  };
  const load = button(`Download ${FILE}`, () => download(own(), signal), signal);
  const ways = () => {
    const taken = chooser("Take one", { capture: "environment" }, read, signal);
    const camera = hasCamera() ? createCamera({ take: read, complain, refused: () => (taken.hidden = false), signal }) : null;
    taken.hidden = Boolean(camera);
    return [
      h("div", { class: "cb-picture-row" }, chooser("Choose a picture", {}, read, signal), taken),
      h("div", { class: "cb-picture-row" }, camera?.open, button("The photograph", () => complain(take(photograph())), signal), load),
      camera?.live ?? "",
      h("p", { class: "cb-note" }, `Or paste one, or drop it here. ${KINDS[kind](largest)} It stays on this device.`),
    ];
  };
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

/* Of a file, or of a camera's picture as it is now. */
async function pictureFrom(source, largest, kind) {
  if (!source) return { why: "No picture came." };
  const name = source.name ? `“${source.name}”` : "The picture";
  if (source.size === 0) return { why: `${name} is empty.` };
  if (source.size > MOST_BYTES) return { why: `${name} has ${Math.round(source.size / 1e6)} MB: at most ${MOST_BYTES / 1e6} MB can be read here.` };
  const bitmap = await createImageBitmap(source, { colorSpaceConversion: "none" }).catch(() => null);
  if (!bitmap) return { why: `${name} is no picture that this browser can read. Take a PNG, JPEG, GIF or WebP.` };
  const { height, width } = bitmap;
  const why = height * width > MOST_PIXELS ? `${name} has ${height} × ${width} pixels: that is too large.` : narrowness(height, width, largest, kind);
  const picture = why ? null : made(coloursOf(bitmap), height, width, largest, kind);
  bitmap.close();
  return { picture, why };
}

function narrowness(height, width, largest, kind) {
  if (kind !== "digit") return sizeProblem(height, width, largest);
  return Math.min(height, width) < largest ? `A picture of ${height} × ${width} is too small: ${largest} × ${largest} pixels are needed.` : null;
}

function made(colours, height, width, largest, kind) {
  if (kind === "colour") return [0, 1, 2].map((channel) => rowsOf(shrunk(channelFrom(colours, channel, height, width), largest)));
  const grey = greyOf(colours, height, width);
  return rowsOf(kind === "digit" ? asDigit(grey, largest) : shrunk(grey, largest));
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

function download(picture, signal) {
  if (!picture) return;
  const href = URL.createObjectURL(new Blob([npyOf(picture)], { type: "application/octet-stream" }));
  h("a", { href, download: FILE }).click();
  const drop = () => (clearTimeout(timer), URL.revokeObjectURL(href));
  const timer = setTimeout(drop, 60000); // a browser may ask first where to put it
  signal.addEventListener("abort", drop, { once: true });
}

/** The photograph that Python sends as base64, in the form that `take` wants. @param {string} text @param {number} largest @param {string} [kind] @returns {any[]} */
export function photographOf(text, largest, kind = "grey") {
  if (kind === "colour") return [0, 1, 2].map((channel) => rowsOfBytes(text, IN_COLOUR).slice(channel * IN_COLOUR, (channel + 1) * IN_COLOUR));
  const map = fromRows(rowsOfBytes(text, IN_GREY));
  return rowsOf(kind === "digit" ? asDigit(map, largest) : shrunk(map, largest));
}

/** Rows of bytes that Python wrote as base64, row after row. @param {string} text @param {number} width */
export function rowsOfBytes(text, width) {
  const bytes = Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return Array.from({ length: bytes.length / width }, (_, r) => bytes.slice(r * width, (r + 1) * width));
}
