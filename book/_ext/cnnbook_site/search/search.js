/*
 * The search page: what is typed is looked up in all places of the book, and each is shown with the sentence that fits.
 * A classic script, as all on a page that opens from a folder.
 */
(() => {
  "use strict";
  /** @typedef {{page: string, on: string, kind: string, anchor: string, title: string, text: string, id: number}} Place */
  /** @type {Place[]} */
  const places = window.cnnbookPlaces.map((place, id) => ({ ...place, id }));
  const field = /** @type {HTMLInputElement} */ (document.querySelector(".bd-search-container input[type=search]"));
  const status = /** @type {HTMLElement} */ (document.getElementById("search-status"));
  const list = /** @type {HTMLElement} */ (document.getElementById("search-results"));
  const MOST = 30;
  const KINDS = { term: "Glossary", widget: "Widget", reference: "Reference" };
  const IN_NUMBERS = /(?<=\d)[,\u2009\u202f](?=\d{3}(?!\d))/g; // 7,840 is found as 7840

  /** Words and numbers; of a name such as max_pool2d the parts as well. */
  function tokens(text) {
    const found = text.replace(IN_NUMBERS, "").match(/\d+(\.\d+)?|[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
    return found.flatMap((word) => (/\p{L}_+\p{L}/u.test(word) ? [word, ...word.split(/_+/)] : [word])).filter(Boolean);
  }

  const engine = new window.MiniSearch({
    fields: ["title", "text", "on"],
    tokenize: tokens,
    processTerm: (term) => term.toLowerCase(),
    searchOptions: {
      prefix: (term) => term.length > 2 && !/^\d/.test(term),
      fuzzy: (term) => (term.length > 3 && !/^\d/.test(term) ? 1 : false),
      boost: { title: 4 },
      boostDocument: (id) => (places[id].kind === "term" ? 3 : 1),
      weights: { fuzzy: 0.2, prefix: 0.5 },
    },
  });
  engine.addAll(places);

  /** All words first; where no place has them all, any of them. */
  function search(query) {
    const all = engine.search(query, { combineWith: "AND" });
    return all.length ? all : engine.search(query);
  }

  /** A pattern that finds these terms in a text as it was written. @param {string[]} terms */
  function pattern(terms) {
    const written = (term) => (/^\d/.test(term) ? [...term].join("[,\u2009\u202f]?") : term).replaceAll(".", "\\.");
    return new RegExp(`(?<![\\p{L}\\p{N}])(?:${terms.map(written).join("|")})(?![\\p{L}\\p{N}])`, "giu");
  }

  /** The sentence of a text in which most of the terms stand. */
  function sentence(text, terms) {
    const found = pattern(terms);
    const score = (words) => new Set((words.match(found) ?? []).map((word) => word.toLowerCase())).size;
    const sentences = text.split(/\n|(?<=[.!?])\s+/u);
    return sentences.reduce((best, one) => (score(one) > score(best) ? one : best), sentences[0]);
  }

  /** A text in which the terms are marked. */
  function marked(element, text, terms) {
    let from = 0;
    for (const { 0: word, index = 0 } of text.matchAll(pattern(terms))) {
      const mark = document.createElement("mark");
      mark.textContent = word;
      element.append(text.slice(from, index), mark);
      from = index + word.length;
    }
    element.append(text.slice(from));
    return element;
  }

  function entry({ id, match }) {
    const { page, anchor, title, on, kind, text } = places[id];
    const terms = Object.keys(match);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${page}#${anchor}`;
    const where = document.createElement("span");
    where.textContent = [...new Set([KINDS[kind], on])].filter((part) => part && part !== title).join(" · ");
    item.append(marked(link, title, terms), " ", where);
    if (text) item.append(marked(document.createElement("p"), sentence(text, terms), terms));
    return item;
  }

  function show() {
    const query = field.value.trim();
    const found = query ? search(query) : [];
    list.replaceChildren(...found.slice(0, MOST).map(entry));
    const few = found.length === 1 ? "one place" : `${found.length} places`;
    if (!query) status.textContent = "";
    else if (!found.length) status.textContent = `Nothing in the book fits “${query}”. Try one word, or its beginning.`;
    else status.textContent = found.length > MOST ? `The best ${MOST} of ${few}` : `Found in ${few}`;
    const address = new URL(location.href);
    address.searchParams.set("q", query);
    history.replaceState(null, "", address);
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  field.form?.addEventListener("submit", (event) => event.preventDefault());
  field.focus();
  show();
})();
