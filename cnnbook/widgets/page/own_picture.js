/** A reader's own picture, or the photograph, in a widget of one grey image. */
import { FILE, createPictureSource, photographOf } from "./picture_source.js";

/**
 * @param {object} options
 * @param {import("./model.js").Model} options.model
 * @param {HTMLElement} options.root
 * @param {number} options.largest the most rows and columns
 * @param {number} [options.white] what whole numbers from 0 to 255 are divided by
 * @param {(values: {image: number[][], image_code: string, image_file: string}) => import("./controls.js").Refusal} options.take
 * @param {AbortSignal} options.signal
 * @returns {ReturnType<typeof createPictureSource> | null} null where the lesson offers none
 */
export function ownPicture({ model, root, largest, white = 1, take, signal }) {
  if (!model.get("photograph")) return null;
  const changed = (/** @type {number[][]} */ image, /** @type {(value: number) => number} */ change) => image.map((row) => row.map(change));
  return createPictureSource({
    root,
    largest,
    photograph: () => photographOf(model.get("photograph"), largest),
    take: (image) => take({ image: changed(image, (value) => value / white), image_code: "", image_file: FILE }),
    own: () => (model.get("image_file") ? changed(model.get("image"), (value) => Math.round(value * white)) : null),
    signal,
  });
}
