"""Mount widgets on an empty page as the site does: their state in the page, and the site's host."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from ipywidgets.embed import dependency_state
from playwright.sync_api import Browser, BrowserContext, Page

from book._ext.cnnbook_site.widgets import VIEW, compact, mountable

from .pages import ROOT

STATE = "application/vnd.jupyter.widget-state+json"
HOST = ROOT / "book/_ext/cnnbook_site/widgets/widget_host.js"

_PAGE = """<!doctype html><html lang="en" data-theme="{scheme}"><head><title>widgets</title>
<meta name="viewport" content="width=device-width"><style>body {{ margin: 8px }}
{style}</style></head>
<body><main>{places}</main>{stored}</body></html>"""

# The host starts by itself. `model` is the first one, which most tests have alone.
_START = """async () => {
  await window.cnnbookHost.ready;
  [window.model] = window.cnnbookHost.models.values();
}"""


def script(kind: str, text: str) -> str:
    """Return a data script of a page."""
    return f'<script type="{kind}">{text}</script>'


def stored(widget: Any, **damage: Any) -> dict[str, Any]:
    """Return a widget's entry in a page's state; `damage` replaces traits unchecked."""
    state = dependency_state([widget], drop_defaults=False)
    (entry,) = mountable(state).values()
    return {**entry, "state": {**entry["state"], **damage}}


def page_of(models: dict[str, Any], views: Sequence[str], **look: str) -> str:
    """Return the HTML of a page that holds these stored models and shows these views of them."""
    places = "".join(
        f'<div class="cnnbook-widget">{script(VIEW, json.dumps({"model_id": view}))}</div>'
        for view in views
    )
    return _PAGE.format(places=places, stored=script(STATE, compact(models)), **look)


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """Open a page, and keep what goes wrong on it."""
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
    return page, problems


class Mounted:
    """A widget on a page of its own: its state, its output, its printed call."""

    def __init__(self, page: Page, problems: list[str], widget: Any):
        self.page = page
        self.problems = problems
        self.widget = widget  # Python's own, which the page does not follow

    def set(self, **state: Any) -> None:
        """Set state as Python would, all at once, and wait until the page has drawn it."""
        self.page.evaluate(
            """async (values) => {
              window.model.set(values);
              await new Promise(requestAnimationFrame);
            }""",
            state,
        )

    def get(self, name: str) -> Any:
        """Read one trait."""
        return self.page.evaluate("(name) => window.model.get(name)", name)

    @property
    def maps(self) -> np.ndarray:
        """The maps that the page shows, one after the other."""
        return self.listed("cnnbookOutput")

    def listed(self, name: str) -> np.ndarray:
        """Return maps that the view keeps under a name."""
        raw = self.page.evaluate(
            """(name) => [document.querySelector(".cnnbook")[name]].flat()
              .map(({ height, width, data }) => ({ height, width, data: Array.from(data) }))""",
            name,
        )
        return np.array([np.reshape(m["data"], (m["height"], m["width"])) for m in raw], float)

    @property
    def output(self) -> np.ndarray:
        """The one map that the page shows."""
        (only,) = self.maps
        return only

    @property
    def code(self) -> str:
        """The Python call that the page prints."""
        return self.page.locator(".cb-code-text").first.text_content()

    def run_code(self) -> np.ndarray:
        """Run the printed call and return its ``output``."""
        names: dict[str, Any] = {}
        exec(self.code, names)
        return names["output"]

    @property
    def problem(self) -> str:
        """Why the widget's state cannot be shown; empty when it can."""
        return self.page.locator(".cnnbook > [role=alert]").text_content()

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def state_refusal(self, **state: Any) -> str:
        """Set a state that cannot be shown; what was shown stays. Return the widget's words."""
        before = self.maps
        self.set(**state)
        np.testing.assert_array_equal(self.maps, before)
        return self.problem

    def refusal(self, label: str, typed: str) -> str:
        """Type what a field refuses; what was shown stays. Return the words beside the field."""
        before = self.output
        field = self.page.get_by_label(label, exact=True)
        field.fill(typed)
        assert field.get_attribute("aria-invalid") == "true"
        np.testing.assert_array_equal(self.output, before)
        return self.page.locator(f"#{field.get_attribute('aria-describedby')}").text_content()

    def type_and_step(self, label: str, name: str, value: int) -> None:
        """Set a trait by typing into its field, by a key, and by a button."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(str(value))
        assert self.get(name) == value
        field.press("ArrowDown")
        assert self.get(name) == value - 1
        self.page.get_by_role("button", name=f"{label}: more").click()
        assert self.get(name) == value

    def unmount(self) -> None:
        """End every view, as a page does that closes an output."""
        self.page.evaluate(
            "document.querySelectorAll('.cnnbook-widget').forEach(window.cnnbookHost.unmount)"
        )

    def mount_again(self) -> None:
        """Show the same model anew, as a page does that opens an output again."""
        self.page.evaluate(
            """() => Promise.all([...document.querySelectorAll(".cnnbook-widget")]
              .map(window.cnnbookHost.mount))"""
        )

    def close(self) -> None:
        """Close the page; nothing may have gone wrong on it."""
        problems = list(self.problems)
        self.page.context.close()
        assert problems == []


def mount(
    browser: Browser,
    widget: Any,
    *,
    views: int = 1,
    width: int = 900,
    scheme: str = "light",
    style: str = "",
    damage: Sequence[dict[str, Any]] = (),
    **context: Any,
) -> Mounted:
    """Mount `widget` on a fresh page without a network; `context` holds options of Playwright's.

    With `damage`, a copy of the model follows for each of these states, with one view.
    """
    options = {"viewport": {"width": width, "height": 900}, "offline": True, **context}
    page, problems = watched(browser.new_context(**options))
    models = {f"model-{n}": stored(widget, **traits) for n, traits in enumerate([{}, *damage])}
    first, *others = models
    page.set_content(page_of(models, [*[first] * views, *others], scheme=scheme, style=style))
    page.evaluate(HOST.read_text(encoding="utf-8"))
    page.evaluate(_START)
    return Mounted(page, problems, widget)
