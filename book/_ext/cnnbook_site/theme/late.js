/* Widgets first: the theme's scripts (search by key, copy buttons, tooltips) are fetched when they answer. See late.py. */
(() => {
  "use strict";
  /* In their order, whether fetched or written in the page; a tag stands until its script has run, so that one sees when all have. */
  const run = (/** @type {HTMLScriptElement} */ text) => new Promise((resolve) => {
    const script = document.createElement("script");
    script.async = false;
    Object.assign(script.dataset, text.dataset);
    delete script.dataset.late;
    script.onload = script.onerror = () => resolve(text.remove());
    script.src = text.src || `data:text/javascript,${encodeURIComponent(text.textContent ?? "")}`;
    document.head.append(script);
  });
  const idle = window.requestIdleCallback ?? setTimeout; // WebKit has none
  const all = () => Promise.all([.../** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll("script[data-late]"))].map(run));
  const widgets = window.cnnbookHost?.ready ?? new Promise((resolve) => addEventListener("DOMContentLoaded", resolve));
  const rest = () => new Promise((resolve) => idle(() => resolve(all()), { timeout: 500 }));
  window.cnnbookLate = widgets.then(rest, rest);
})();
