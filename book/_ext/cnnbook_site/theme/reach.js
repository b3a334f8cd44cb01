/* What is too wide for a narrow screen scrolls in itself: let the keyboard reach it there, at once when the screen turns or a fold opens. */
(() => {
  "use strict";
  const boxes = "div.highlight pre, div.math, mjx-container[display], table, .pst-scrollable-table-container, .cell_output > .output";
  const mark = (part) => {
    for (const box of part.querySelectorAll(`article :is(${boxes})`)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", () => Promise.resolve(window.cnnbookFormulas).then(() => mark(document)));
  window.addEventListener("resize", () => mark(document));
  document.addEventListener("toggle", ({ target }) => mark(target), true); // it does not bubble
  /* Paper is white: a dark page turns light for as long as it is printed. */
  const page = document.documentElement.dataset;
  let theme = page.theme;
  window.addEventListener("beforeprint", () => { theme = page.theme; page.theme = "light"; });
  window.addEventListener("afterprint", () => { page.theme = theme; });
})();
