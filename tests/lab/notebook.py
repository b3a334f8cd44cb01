"""A notebook that is open in JupyterLab or Jupyter Notebook: its cells, its widgets, its kernel."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a reader may not have it
    from playwright.sync_api import Locator, Page, Request

VIEW = "application/vnd.jupyter.widget-view+json"
# An error is about us when it names a widget, or comes out of a module that anywidget has loaded.
OURS = re.compile("widget|cnnbook|blob:", re.IGNORECASE)
PATIENCE = 180_000  # milliseconds: a busy machine is slow, and not wrong

# Wait for the kernel, and keep from then on which of the page's messages it has not dealt with yet.
_READY = """async () => {
  const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
  await Promise.all([context.ready, sessionContext.ready]);
  window.unanswered = new Set();
  sessionContext.session.kernel.anyMessage.connect((_, { msg, direction }) => {
    const { channel, header, parent_header: parent, content } = msg;
    if (direction === "send" && channel === "shell") window.unanswered.add(header.msg_id);
    if (content.execution_state === "idle") window.unanswered.delete(parent.msg_id);
  });
}"""

_ASK = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const future = kernel.requestExecute({ code });
  const said = { printed: "", error: null };
  future.onIOPub = ({ header, content }) => {
    if (header.msg_type === "stream") said.printed += content.text;
    if (header.msg_type === "error") said.error = `${content.ename}: ${content.evalue}`;
  };
  await future.done;
  return said;
}"""

# Bring a cell into sight, and mark it: the numbers that Jupyter writes on cells run late.
_SHOW = """(index) => {
  const { content } = window.jupyterapp.shell.currentWidget;
  content.widgets[index].node.dataset.cell = index;
  return content.scrollToItem(index, "center");
}"""

_CELLS = """(view) => window.jupyterapp.shell.currentWidget.content.widgets.map((cell, index) => {
  const { outputs = [] } = cell.model.toJSON();
  return {
    index,
    errors: outputs.filter((o) => o.output_type === "error").map((o) => `${o.ename}: ${o.evalue}`),
    models: outputs.map((o) => o.data?.[view]?.model_id ?? null),
  };
})"""


class Notebook:
    """One open notebook. Errors in widgets, and requests to elsewhere, are kept in `problems`."""

    def __init__(self, page: Page, address: str):
        self.page = page
        page.set_default_timeout(PATIENCE)
        self.problems: list[str] = []
        page.on("console", lambda m: self._hear(m.type, f"{m.text} {m.location.get('url', '')}"))
        page.on("pageerror", lambda error: self._hear("error", f"{error}\n{error.stack}"))
        page.on("request", lambda request: self._asked(request, address))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and OURS.search(text):
            self.problems.append(text)

    def _asked(self, request: Request, address: str) -> None:
        if not request.url.startswith((address, "blob:", "data:")):
            self.problems.append(f"asked for {request.url}")

    def open(self, url: str) -> None:
        """Open the notebook and wait for its kernel."""
        self.page.goto(url)
        current = "window.jupyterapp?.shell?.currentWidget?.sessionContext"
        self.page.wait_for_function(current)
        self._await(_READY)

    def _await(self, script: str, argument: Any = None) -> Any:
        """Call a function of the page and wait until its promise is kept, but not for ever."""
        kept = f"async (argument) => ({{ value: await ({script})(argument) }})"
        return self.page.wait_for_function(kept, arg=argument).json_value().get("value")

    def settle(self) -> None:
        """Wait until the kernel has dealt with everything that the page has told it."""
        self.page.wait_for_function("window.unanswered.size === 0")

    def run_all(self) -> None:
        """Run all cells, as the menu does, and wait until the last one is done."""
        self._await("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.settle()

    def ask(self, code: str) -> Any:
        """Run code in the lesson's kernel and return what it prints, read as JSON."""
        self.settle()
        said = self._await(_ASK, code)
        assert said["error"] is None, f"{said['error']} in {code}"
        self.settle()
        return json.loads(said["printed"]) if said["printed"] else None

    def cells(self) -> list[dict[str, Any]]:
        """Return for each cell its errors and the widget, if any, of each output."""
        return self.page.evaluate(_CELLS, VIEW)

    def errors(self) -> list[str]:
        """Return what went wrong in the cells."""
        return [f"cell {c['index']}: {error}" for c in self.cells() for error in c["errors"]]

    def widgets(self) -> dict[str, Locator]:
        """Return the place of every widget's output, by the id of its model.

        Each is brought into sight first: Jupyter draws what is far away when it finds the time.
        """
        places = {}
        for cell in self.cells():
            if not any(cell["models"]):
                continue
            self._await(_SHOW, cell["index"])
            shown = self.page.locator(f"[data-cell='{cell['index']}']")
            outputs = shown.locator(".jp-Cell-outputArea > .jp-OutputArea-child")
            places |= {model: outputs.nth(k) for k, model in enumerate(cell["models"]) if model}
        return places
