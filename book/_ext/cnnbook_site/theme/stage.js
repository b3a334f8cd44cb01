/*
 * A widget over the whole screen, for teaching, and a widget alone on its page, for other sites to embed.
 *
 * Under each explorer stand two buttons; what they do comes with the first press (stage_late.js). The address of a page
 * with `?widget=ConvolutionExplorer-1` shows that widget and nothing else; a state may follow, as in every link.
 */
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  const alone = new URLSearchParams(location.search).get("widget");
  if (alone) page.alone = "awaited"; // nothing is seen of the rest meanwhile
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const late = () =>
    (window.cnnbookStage ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: here.replace("stage.js", "stage_late.js"), onerror: reject });
      script.onload = () => resolve(window.cnnbookStageDoes);
      document.head.append(script);
    }));

  const button = (place, label, name) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.addEventListener("click", async () => (await late())[name](place, made));
    return made;
  };
  const stand = (place) => {
    const bar = Object.assign(document.createElement("div"), { className: "cnnbook-stage" });
    bar.append(button(place, "Whole screen", "toggle"));
    if (!alone) bar.append(button(place, "Embed", "embed"));
    place.append(bar);
  };

  const isolate = (only) => {
    delete page.alone;
    if (!only) return; // the whole page, rather than nothing
    page.alone = "shown";
    for (let part = only; part !== document.body; part = part.parentElement) part.classList.add("cnnbook-only");
  };

  window.cnnbookHost?.ready.then(() => {
    document.querySelectorAll(".cnnbook-widget[data-mounted=live]:not(:has(.cb-question))").forEach(stand);
    if (alone) isolate(/** @type {HTMLElement[]} */ ([...document.querySelectorAll(".cnnbook-widget")]).find(({ dataset }) => dataset.widget === alone));
  });
})();
