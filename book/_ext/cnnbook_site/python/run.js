/* Python in the page: all that a page loads of it until somebody asks. A classic script: a module logs an error on file://. */
(() => {
  const bar = document.querySelector(".cnnbook-run");
  if (!bar) return;
  const [button, status] = [bar.querySelector("button"), bar.querySelector("[role=status]")];
  const { page, main } = bar.dataset;
  const root = document.documentElement;
  root.dataset.python = "off";
  const here = new URL(main, location.href).href;
  let client = null;

  async function ask(what, ...rest) {
    if (location.protocol === "file:") {
      status.textContent = "A page that is opened from a folder cannot start Python. Serve the folder: run  python -m http.server  in it, then open http://localhost:8000";
      return;
    }
    try {
      client ??= import(here);
      (await client)[what](...rest);
    } catch (error) {
      client = null;
      root.dataset.python = "failed";
      status.textContent = `Python could not start: ${error.message}. Reload the page to try again.`;
    }
  }

  button.addEventListener("click", () => ask("runPage"));
  document.querySelectorAll("div.cell_input").forEach((cell, i) => {
    const tools = document.createElement("div");
    tools.className = "cnnbook-cell-tools";
    for (const what of ["Run", "Edit"]) {
      const tool = document.createElement("button");
      tool.type = "button";
      tool.textContent = what;
      tool.setAttribute("aria-label", `${what} cell ${i + 1}`);
      tool.addEventListener("click", () => ask(`${what.toLowerCase()}Cell`, i));
      tools.append(tool);
    }
    cell.append(tools);
  });
  try {
    if (Object.keys(localStorage).some((key) => key.startsWith(`cnnbook:code:${page}/`))) ask("load");
  } catch {} // no storage, no edits
})();
