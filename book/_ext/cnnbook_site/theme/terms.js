/*
 * A glossary term explains itself: under the mouse, with the focus, at a first touch. Escape closes it; the pointer may
 * go over to the explanation, which stays as long as pointer or focus do (WCAG 1.4.13). See terms.py.
 */
(() => {
  "use strict";
  const TERM = "a.cnnbook-term";
  const tips = document.querySelector(".cnnbook-tips");
  if (!tips) return;
  /** @type {{link: HTMLElement, tip: HTMLElement} | null} */
  let open = null;
  /** @type {EventTarget | null} */
  let touched = null; // a term at whose first touch nothing is followed yet
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const termAt = (target) => (target instanceof Element ? target.closest(TERM) : null);
  const idOf = (link) => `tip-${link.hash.slice(1)}`;

  for (const link of document.querySelectorAll(TERM)) link.setAttribute("aria-describedby", idOf(link));
  for (const link of tips.querySelectorAll("a")) link.tabIndex = -1; // the term itself is such a link

  const hide = () => {
    clearTimeout(timer);
    if (!open) return;
    open.tip.hidden = true;
    open.tip.hidePopover?.();
    open = null;
  };
  const show = (link) => {
    clearTimeout(timer);
    if (open?.link === link) return;
    hide();
    const tip = document.getElementById(idOf(link))?.parentElement;
    if (!tip) return;
    tip.hidden = false;
    tip.showPopover?.(); // over everything, cut off by nothing
    open = { link, tip };
    place(tip, [...link.getClientRects()].at(-1));
  };
  /* Below the word, above it where there is more room, and inside the view. */
  const place = (tip, word) => {
    Object.assign(tip.style, { left: 0, top: 0 });
    const { left, top, width, height } = tip.getBoundingClientRect();
    const view = document.documentElement;
    const below = word.bottom + 4 + height <= view.clientHeight || word.top < view.clientHeight - word.bottom;
    const x = Math.max(8, Math.min(word.left, view.clientWidth - width - 8));
    Object.assign(tip.style, { left: `${x - left}px`, top: `${(below ? word.bottom + 4 : word.top - 4 - height) - top}px` });
  };

  const on = (type, run) => document.addEventListener(type, run);
  on("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    clearTimeout(timer);
    const link = termAt(target);
    if (link) timer = setTimeout(show, 150, link);
    else if (open && !open.tip.contains(target) && open.link !== document.activeElement) timer = setTimeout(hide, 300);
  });
  on("pointerdown", ({ target, pointerType }) => {
    const link = termAt(target);
    touched = pointerType === "touch" && link && open?.link !== link ? link : null;
    if (open && open.link !== link && !open.tip.contains(target)) hide();
  });
  on("click", (event) => {
    const link = termAt(event.target);
    if (!link || link !== touched) return;
    event.preventDefault();
    show(link);
  });
  on("focusin", ({ target }) => {
    const link = termAt(target);
    if (link) show(link);
  });
  on("focusout", ({ relatedTarget }) => {
    if (open && !open.tip.contains(relatedTarget) && !open.tip.matches(":hover")) hide();
  });
  on("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  window.addEventListener("resize", hide);
})();
