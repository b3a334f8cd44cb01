/** An exercise's verdict: heard by those who do not see it, and remembered when it says "right". */
import { make } from "./dom.js";

const store = window.cnnbookStore;

/** @param {HTMLElement | null} element a cell; one that holds no exercise needs nothing */
export function exerciseIn(element) {
  const name = element?.dataset.exercise;
  if (!element || !name) return { begin() {}, end() {} };
  const cell = element.dataset.cell ?? "";
  const said = make("p", { className: "cnnbook-unseen", role: "status" });
  element.append(said);
  return {
    begin() {
      said.textContent = "";
    },
    /** @param {() => void} edit opens the cell's editor */
    end(edit) {
      const verdict = /** @type {HTMLElement | null} */ (element.querySelector(".cnnbook-fresh .cnnbook-verdict"));
      const box = verdict ?? element.querySelector(".cnnbook-fresh .cnnbook-error");
      const words = [...(box?.querySelectorAll(":scope > p") ?? [])].map((paragraph) => paragraph.textContent ?? "");
      said.textContent = [...new Set([words[0], words.at(-1)])].join(" ");
      if (verdict && !verdict.dataset.verdict) edit(); // not written yet
      if (verdict?.dataset.verdict !== "right" || verdict.dataset.exercise !== name) return;
      const how = store.read("help", cell) ? "helped" : "once";
      if (!store.read("done", cell)) store.write("done", cell, { how, from: 0 });
    },
  };
}
