/* What is too wide for a narrow screen scrolls in itself: let the keyboard reach it there. The theme does so for code. */
(() => {
  "use strict";
  const mark = () => {
    for (const box of document.querySelectorAll("article :is(div.math, mjx-container[display], table)")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  window.addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(mark));
  window.addEventListener("resize", mark);
})();
