/* What is too wide for a narrow screen scrolls in itself: let the keyboard reach it there, at once when the screen turns. */
(() => {
  "use strict";
  const mark = () => {
    for (const box of document.querySelectorAll("article :is(div.highlight pre, div.math, mjx-container[display], table)")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(mark));
  window.addEventListener("resize", mark);
})();
