"""A page whose code runs in the browser: what tests press, type and read on it."""

from __future__ import annotations

import json
import re
from typing import Any

STATE = "document.documentElement.dataset.python"
_ALL_IS_FETCHED = "document.querySelector('.cnnbook-run progress')?.hidden ?? true"
LONGEST = 240_000  # milliseconds that a whole lesson may take on a busy machine


class PythonPage:
    """A rendered page, and the buttons and editors of its cells."""

    def __init__(self, page: Any):
        self.page = page

    @property
    def state(self) -> str:
        """off, loading, ready, running, done or failed."""
        return self.page.evaluate(STATE)

    @property
    def says(self) -> str:
        """What stands beside the button at the top."""
        return self.page.locator(".cnnbook-run [role=status]").inner_text()

    def button(self, what: str, number: int) -> Any:
        """A cell's button: Run, which an exercise calls Check, Stop, Edit or Reset."""
        words = "Run|Check" if what == "Run" else what
        return self.page.get_by_role("button", name=re.compile(f"^({words}) cell {number}$"))

    def cell(self, number: int) -> Any:
        """A cell whose code the page shows, from 1."""
        return self.page.locator(".cell:has(.cell_input)").nth(number - 1)

    def editor(self, number: int) -> Any:
        """A cell's editor, opened where it is not yet."""
        editor = self.page.get_by_role("textbox", name=f"Code of cell {number}", exact=True)
        if not editor.count():
            folded = self.cell(number).locator("details.hide:not([open]) > summary")
            if folded.count():
                folded.click()
            self.button("Edit", number).click()
            editor.wait_for()
        return editor

    def write(self, number: int, code: str) -> Any:
        """Replace a cell's code, as somebody who types."""
        editor = self.editor(number)
        editor.focus()
        editor.press("ControlOrMeta+a")
        editor.press("Delete")
        self.page.keyboard.insert_text(code)
        return editor

    def wait(self, *states: str) -> str:
        """Wait until Python is in one of these states."""
        condition = f"(states) => states.includes({STATE})"
        self.page.wait_for_function(condition, arg=list(states), timeout=LONGEST)
        return self.state

    def run_page(self) -> str:
        """Press the button at the top and wait for the end."""
        self.page.get_by_role("button", name="Run this page").click()
        self.wait("loading", "running")
        return self.wait("done", "failed")

    def run(self, number: int, code: str | None = None) -> str:
        """Run a cell, with other code if some is given, and return what it shows."""
        if code is not None:
            self.write(number, code)
        before = self.page.evaluate(f"{STATE} = 'asked'")
        assert before == "asked"
        self.button("Run", number).click()
        self.wait("done", "failed")
        return self.shown(number)

    def reload(self) -> None:
        """Load the page anew, once nothing is on its way to it."""
        self.page.evaluate("window.cnnbookFormulas.then(() => document.fonts.ready)")
        self.page.wait_for_function(_ALL_IS_FETCHED, timeout=LONGEST)
        self.page.reload()

    def shown(self, number: int) -> str:
        """What a cell's fresh output says."""
        return self.cell(number).locator(".cnnbook-fresh").inner_text().strip()

    def error(self, number: int) -> str:
        """The error that a cell ended with."""
        return self.cell(number).locator(".cnnbook-error").inner_text()

    def texts(self) -> dict[str, str]:
        """What each cell has printed or given as text, by the cell's id."""
        return self.page.evaluate(TEXTS)

    def model(self, key: str, names: list[str] | None = None) -> Any:
        """Return the state of the page's widget of this name, such as ConvolutionExplorer-1."""
        return json.loads(self.page.evaluate(_STATE_OF, [key, names]))

    def asked(self, code: str) -> Any:
        """Run code in the page's last cell and return the JSON that it prints."""
        return json.loads(self.run(self.page.locator(".cell_input").count(), code))

    def kinds(self) -> dict[str, list[str]]:
        """The first live widget of each kind: its name, and its id in Python."""
        return self.page.evaluate(_KINDS)

    def change(self, key: str, **values: Any) -> None:
        """Change a widget's state as its view does."""
        self.page.evaluate(_CHANGE, [key, values])


TEXTS = """() => {
  const textOf = (cell) => [...cell.querySelectorAll(":scope > .cnnbook-fresh > pre.cnnbook-text")]
    .map((pre) => pre.textContent).join("\\n");
  const cells = [...document.querySelectorAll(".cell[data-cell]")];
  return Object.fromEntries(cells.map((cell) => [cell.dataset.cell, textOf(cell)]));
}"""
_STATE_OF = """([key, names]) => {
  const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
  const known = names ?? Object.keys(model.get("limits"));
  return JSON.stringify(Object.fromEntries(known.map((name) => [name, model.get(name)])));
}"""
_CHANGE = """([key, values]) => {
  const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
  model.set(values);
  model.save_changes();
}"""
_KINDS = """() => {
  const found = {};
  for (const place of document.querySelectorAll(".cnnbook-fresh .cnnbook-widget[data-widget]")) {
    const kind = place.dataset.widget.replace(/-\\d+$/, "");
    found[kind] ??= [place.dataset.widget, window.cnnbookHost.modelIn(place).id];
  }
  return found;
}"""
