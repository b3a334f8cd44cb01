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
})();
