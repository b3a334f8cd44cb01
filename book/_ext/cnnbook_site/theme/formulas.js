/* Widgets first: MathJax, a megabyte of script, is fetched when they answer. Its own tag on the page has a type that nobody runs. */
(() => {
  "use strict";
  const waiting = /** @type {HTMLScriptElement | null} */ (document.getElementById("cnnbook-mathjax"));
  if (!waiting) return;
  const fetched = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = resolve;
      script.onerror = reject;
      script.src = waiting.src;
      document.head.append(script);
    });
  const rest = () => new Promise((resolve) => setTimeout(resolve, 300)); // for a first touch
  const page = document.documentElement.dataset;
  page.formulas = "awaited"; // book.css keeps their TeX out of sight
  const shown = () => { delete page.formulas; };
  /* Its settings are one of the late scripts. */
  window.cnnbookFormulas = Promise.resolve(window.cnnbookLate).then(rest).then(fetched).then(() => window.MathJax.startup.promise).finally(shown);
})();
