/** The live picture of a camera, of which the reader takes one. It is seen on this page alone. */
import { button } from "./controls.js";
import { h } from "./dom.js";

/** Whether this page may ask for a camera at all. */
export function hasCamera() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/**
 * @param {object} options
 * @param {(video: HTMLVideoElement) => Promise<void>} options.take takes what the camera shows now
 * @param {(message: string) => void} options.complain
 * @param {() => void} options.refused there is another way then
 * @param {AbortSignal} options.signal
 */
export function createCamera({ take, complain, refused, signal }) {
  const video = h("video", { playsinline: true, "aria-label": "What the camera sees" });
  video.muted = true;
  /** @type {MediaStream | null} */
  let stream = null;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = stream = null;
    live.hidden = true;
    open.hidden = false;
  };
  const shoot = async () => {
    if (!video.videoWidth) return complain("The camera has sent nothing yet: wait a moment.");
    await take(video);
    stop();
  };
  const start = async () => {
    complain("");
    open.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (signal.aborted) return stop();
      video.srcObject = stream;
      live.hidden = false;
      await video.play();
    } catch (error) {
      stop();
      complain(reasonOf(/** @type {Error} */ (error)));
      refused();
    }
  };
  const open = button("Camera", start, signal);
  const live = h("div", { class: "cb-camera", hidden: true }, video, h("div", { class: "cb-picture-row" }, button("Take it", shoot, signal), button("Close the camera", stop, signal)));
  signal.addEventListener("abort", stop);
  return { open, live };
}

function reasonOf({ name }) {
  if (name === "NotAllowedError") return "The camera was not allowed. Allow it for this page, or choose a picture instead.";
  if (name === "NotFoundError") return "No camera was found. Choose a picture instead.";
  return `The camera cannot be used now (${name}). Choose a picture instead.`;
}
