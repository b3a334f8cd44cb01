"""Mount a widget on an empty page, with a stand-in for the notebook's model."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page

_PAGE = """<!doctype html><html lang="en" data-theme="{scheme}"><head><title>widgets</title>
<meta name="viewport" content="width=device-width"><style>body {{ margin: 8px }}</style></head>
<body><main></main></body></html>"""

# Like an anywidget model: the views of one widget share one, and Python's changes arrive as events.
_MOUNT = """async ([esm, css, state, views]) => {
  window.modelOf = (state) => {
    const listeners = new Map();
    const model = {
      get: (name) => state[name],
      set(name, value) {
        const before = JSON.stringify(state[name]);
        state[name] = value;
        if (JSON.stringify(value) === before) return;
        (listeners.get(`change:${name}`) ?? []).forEach((f) => f());
      },
      save_changes: () => { model.saves += 1; },
      on: (event, f) => listeners.set(event, [...(listeners.get(event) ?? []), f]),
      off: (event, f) => listeners.set(event, (listeners.get(event) ?? []).filter((g) => g !== f)),
      listening: () => [...listeners.values()].flat().length,
      saves: 0,
      state,
    };
    return model;
  };
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const module = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
  window.definitionOf = module.default;
  window.model = window.modelOf(state);
  window.definition = module.default();
  window.endings = [];
  await window.definition.initialize({ model: window.model });
  window.showViews = async () => {
    for (let i = 0; i < views; i++) {
      const el = document.createElement("div");
      document.querySelector("main").append(el);
      window.endings.push(await window.definition.render({ model: window.model, el }));
    }
  };
  await window.showViews();
}"""


class Mounted:
    """A widget on a page of its own: its state, its output, its printed call."""

    def __init__(self, page: Page, problems: list[str]):
        self.page = page
        self.problems = problems

    def set(self, **state: Any) -> None:
        """Set state as Python would, and wait until the page has drawn it."""
        self.page.evaluate(
            """async (values) => {
              for (const [name, value] of Object.entries(values)) window.model.set(name, value);
              await new Promise(requestAnimationFrame);
            }""",
            state,
        )

    def get(self, name: str) -> Any:
        """Read one trait."""
        return self.page.evaluate("(name) => window.model.get(name)", name)

    @property
    def output(self) -> np.ndarray:
        """The map that the page shows."""
        raw = self.page.evaluate(
            """() => {
              const { height, width, data } = document.querySelector(".cnnbook").cnnbookOutput;
              return { height, width, data: Array.from(data) };
            }"""
        )
        return np.array(raw["data"], dtype=float).reshape(raw["height"], raw["width"])

    @property
    def code(self) -> str:
        """The Python call that the page prints."""
        return self.page.locator(".cb-code-text").first.text_content()

    def run_code(self) -> np.ndarray:
        """Run the printed call and return its ``output``."""
        names: dict[str, Any] = {}
        exec(self.code, names)
        return names["output"]

    def unmount(self) -> None:
        """End every view, as a page does that closes an output."""
        self.page.evaluate("() => window.endings.splice(0).forEach((end) => end())")

    def mount_again(self) -> None:
        """Show the same model anew, as a page does that opens an output again."""
        self.page.evaluate("() => window.showViews()")


def mount(
    browser: Browser,
    widget: Any,
    *,
    views: int = 1,
    width: int = 900,
    scheme: str = "light",
    first: str = "",
) -> Mounted:
    """Mount `widget` on a fresh page with the network cut off; the script `first` runs before."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on(
        "console",
        lambda m: problems.append(f"console: {m.text}") if m.type in ("error", "warning") else None,
    )
    page.on(
        "request",
        lambda r: problems.append(f"request: {r.url}") if r.url.startswith("http") else None,
    )
    page.set_content(_PAGE.format(scheme=scheme))
    if first:
        page.evaluate(first)
    state = {name: value for name, value in widget.get_state().items() if _plain(value)}
    esm, css = state.pop("_esm"), state.pop("_css", "")
    page.evaluate(_MOUNT, [esm, css, state, views])
    return Mounted(page, problems)


def _plain(value: Any) -> bool:
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True
