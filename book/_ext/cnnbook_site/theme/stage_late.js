/* What the buttons of stage.js do. */
(() => {
  "use strict";
  const nameOf = (place) => place.querySelector("[role=group]")?.getAttribute("aria-label") ?? place.dataset.widget;

  /* The Fullscreen API where there is one (not on an iPhone, nor in a frame that may not); else the whole window. */
  const whole = () => /** @type {HTMLElement | null} */ (document.querySelector(".cnnbook-whole"));
  const enlarge = () => whole()?.style.setProperty("--cnnbook-zoom", String(Math.max(1, Math.min(2, innerWidth / 900))));
  const grow = async (place, pressed) => {
    pressed.textContent = "Back to the page";
    place.classList.add("cnnbook-whole");
    enlarge();
    await place.requestFullscreen?.().catch(() => {});
    enlarge();
  };
  const shrink = () => {
    const place = whole();
    if (!place) return;
    place.classList.remove("cnnbook-whole");
    place.style.removeProperty("--cnnbook-zoom");
    const [first] = place.querySelectorAll(".cnnbook-stage button");
    first.textContent = "Whole screen";
    if (document.fullscreenElement) document.exitFullscreen();
  };
  const toggle = (place, pressed) => (whole() ? shrink() : grow(place, pressed));

  const embed = async (place, pressed) => {
    const model = window.cnnbookHost.modelIn(place);
    const [, state] = window.cnnbookHost.linkTo(model, Object.keys(model.get("limits") ?? {})).split("#");
    const address = `${location.href.split(/[?#]/)[0]}?widget=${place.dataset.widget}#${state}`;
    const text = `<iframe src="${address}" title="${nameOf(place)}" width="100%" height="720" loading="lazy" allow="fullscreen"></iframe>`;
    try {
      await navigator.clipboard.writeText(text);
      pressed.textContent = "Copied";
      pressed.addEventListener("blur", () => { pressed.textContent = "Embed"; }, { once: true });
    } catch {
      prompt("Copy this:", text); // from a folder, or where copying is not allowed
    }
  };

  document.addEventListener("fullscreenchange", () => document.fullscreenElement || shrink());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && !document.fullscreenElement && shrink());
  window.addEventListener("resize", enlarge);
  window.cnnbookStageDoes = { toggle, embed };
})();
