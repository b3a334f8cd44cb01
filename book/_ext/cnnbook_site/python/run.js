/*
 * Python in the page: all that a page loads of it until somebody asks; comments and indentation are left out.
 * A classic script, since a module logs an error on file://.
 */
(() => {
  const bar = /** @type {any} */ (document.querySelector(".cnnbook-run"));
  if (!bar) return;
  const state = document.documentElement.dataset;
  const say = (text) => (bar.lastChild.textContent = text);
  let client;
  state.python = "off";

  async function ask(what, cell, code) {
    if (location.protocol === "file:") return say("A page from a folder cannot start Python: run “python -m http.server” in the folder, then open http://localhost:8000");
    try {
      client ??= import(new URL(bar.dataset.main, location.href).href);
      (await client)[what](cell, code);
    } catch (error) {
      client = null;
      state.python = "failed";
      say(`Python could not start: ${error.message}. Reload the page to try again.`);
    }
  }

  bar.firstChild.onclick = () => ask("runPage");
  document.querySelectorAll(".cell_input").forEach((cell, i) => {
    const tools = document.createElement("div");
    tools.className = "cnnbook-tools";
    for (const what of ["Run", "Edit"]) {
      const button = document.createElement("button");
      button.textContent = what;
      button.ariaLabel = `${what} cell ${i + 1}`;
      button.onclick = () => ask(what, i);
      tools.append(button);
    }
    cell.append(tools);
  });
  window.cnnbookAsk = ask; // for memory.js, where a cell was edited before
})();
