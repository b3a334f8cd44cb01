"""A second, unusual state for every widget of a page: large, long, negative, unfolded, answered."""

import base64
import json

from .rooms import unusual


def fragment(key, state):
    """The end of an address that carries this state for the widget of this name."""
    packed = base64.urlsafe_b64encode(json.dumps({"id": key, "state": state}).encode())
    return "#state=" + packed.decode().rstrip("=")


def names(page):
    """The widgets of a page, each model once: "ConvolutionExplorer-1"."""
    every = "(places) => [...new Set(places.map(({ dataset }) => dataset.widget))]"
    return page.locator(".cnnbook-widget").evaluate_all(every)


def follow(page, key, state):
    """Go to the link that carries this state, and wait until the page says that it has it."""
    page.evaluate("(hash) => { location.hash = hash; }", fragment(key, state))
    page.wait_for_function(
        """([key, state]) => {
          const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
          const has = ([name, value]) => JSON.stringify(model.get(name)) === JSON.stringify(value);
          return document.querySelector(".cnnbook-trouble") || Object.entries(state).every(has);
        }""",
        arg=[key, state],
    )
    assert page.locator(".cnnbook-trouble").all_inner_texts() == []


def make_unusual(page):
    """Bring every widget of the page into its second state, and unfold what is folded."""
    for key in names(page):
        second = unusual(key.split("-")[0])
        if callable(second):
            second(page.locator(f"[data-widget={key}]").first)
        else:
            follow(page, key, second)
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    filled = "[...document.querySelectorAll('.cb-table')].every((box) => box.querySelector('td'))"
    page.wait_for_function(filled)  # a table is written when it is unfolded
