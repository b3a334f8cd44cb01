"""What a widget's page side may rely on of its model: one list, for the site and for Jupyter.

anywidget defines it. The host of the site keeps it (tests/site/test_contract.py), and that this is
what anywidget does is seen in JupyterLab (tests/lab/test_contract.py).
"""

from __future__ import annotations

import anywidget
import traitlets
from playwright.sync_api import Page

START = {"count": 3, "names": ["a"], "table": {"a": 1, "b": [2]}}

# Keeps each view's model, as the view was given it, where a test finds it.
_PROBE = """export default {
  initialize({ model }) { window.probe = { first: model.get("count"), views: [] }; },
  render({ model, el, signal }) {
    const view = { model, signal, cleaned: false };
    window.probe.views.push(view);
    el.className = "probe";
    return () => { view.cleaned = true; };
  },
};"""


class Probe(anywidget.AnyWidget):
    """A widget that shows nothing: its models are for the checks."""

    _esm = _PROBE
    count = traitlets.Int(START["count"]).tag(sync=True)
    names = traitlets.List(START["names"]).tag(sync=True)
    table = traitlets.Dict(START["table"]).tag(sync=True)


# Before each check no view listens to anything, and the state is as at the start. `a` and `b` are
# the models of two views, `heard` is filled by the listeners that `note` makes.
_CHECK = """async (start) => {
  const [a, b] = window.probe.views.map(({ model }) => model);
  [a, b].forEach((model) => model.off());
  a.set(structuredClone(start));
  const heard = [];
  const note = (what) => () => heard.push(what);
  return (await (%s)({ a, b, heard, note })) ?? heard;
}"""

# What is done, and what comes of it: what the function returns, or else what was heard.
CHECKS = {
    "get gives a value, and nothing for a name that is not there": (
        """({ a }) => [a.get("count"), a.get("names"), a.get("nobody") ?? "nothing"]""",
        [3, ["a"], "nothing"],
    ),
    "initialize has the state before any view": ("() => [window.probe.first]", [3]),
    "set takes a name and a value": (
        """({ a }) => { a.set("count", 5); return [a.get("count")]; }""",
        [5],
    ),
    "set takes an object": (
        """({ a }) => {
          a.set({ count: 6, names: [] });
          return [a.get("count"), a.get("names")];
        }""",
        [6, []],
    ),
    "what is set is what get gives, and no copy": (
        """({ a }) => {
          const list = ["b"];
          a.set("names", list);
          return [a.get("names") === list];
        }""",
        [True],
    ),
    "views share the state": (
        """({ a, b }) => { a.set("count", 8); return [b.get("count")]; }""",
        [8],
    ),
    "a change is heard by every view, after it has happened": (
        """({ a, b, heard }) => {
          for (const model of [a, b]) model.on("change:count", () => heard.push(b.get("count")));
          a.set("count", 4);
        }""",
        [4, 4],
    ),
    "an equal value is no change": (
        """({ a, note }) => {
          a.on("change:count change:names change:table change", note("change"));
          a.set("count", 3);
          a.set({ names: ["a"], table: { a: 1, b: [2] } });
        }""",
        [],
    ),
    "the order of an object's names makes no change": (
        """({ a, note }) => {
          a.on("change:table", note("change"));
          a.set("table", { b: [2], a: 1 });
        }""",
        [],
    ),
    "a value deep inside makes a change": (
        """({ a, note }) => {
          a.on("change:table", note("change"));
          a.set("table", { a: 1, b: [3] });
        }""",
        ["change"],
    ),
    "other bytes are a change, equal ones are none": (
        """({ a, note }) => {
          const bytes = (...values) => new DataView(Uint8Array.from(values).buffer);
          a.set("names", bytes(1, 2));
          a.on("change:names", note("change"));
          a.set("names", bytes(1, 2));
          a.set("names", bytes(1, 3));
        }""",
        ["change"],
    ),
    "each change is told by its name, then change once": (
        """({ a, note }) => {
          for (const event of ["change", "change:names", "change:count"]) a.on(event, note(event));
          a.set({ count: 4, names: ["b"], table: { a: 1, b: [2] } });
        }""",
        ["change:count", "change:names", "change"],
    ),
    "all values of one set are there when the first is told": (
        """({ a, heard }) => {
          a.on("change:count", () => heard.push(a.get("names")));
          a.set({ count: 4, names: ["b"] });
        }""",
        [["b"]],
    ),
    "a listener gets the model and the value": (
        """({ a, heard }) => {
          a.on("change:count", (model, value) => heard.push(model.get("names"), value));
          a.set("count", 4);
        }""",
        [["a"], 4],
    ),
    "one call listens to several events": (
        """({ a, note }) => {
          a.on("change:count change:names", note("one of two"));
          a.set("count", 4);
          a.set("names", []);
          a.set("table", {});
        }""",
        ["one of two", "one of two"],
    ),
    "a set within a listener is told too": (
        """({ a, note }) => {
          a.on("change:count", () => a.set("names", ["c"]));
          a.on("change:names", note("change:names"));
          a.set("count", 4);
        }""",
        ["change:names"],
    ),
    "listeners are told in the order in which they came": (
        """({ a, b, note }) => {
          a.on("change:count", note(1));
          b.on("change:count", note(2));
          a.on("change:count", note(3));
          b.set("count", 4);
        }""",
        [1, 2, 3],
    ),
    "off takes an event and its callback": (
        """({ a, note }) => {
          const [one, two] = [note("one"), note("two")];
          a.on("change:count", one);
          a.on("change:count change:names", two);
          a.off("change:count", two);
          a.set({ count: 4, names: [] });
        }""",
        ["one", "two"],
    ),
    "off takes an event": (
        """({ a, note }) => {
          a.on("change:count change:names", note("change"));
          a.off("change:count");
          a.set({ count: 4, names: [] });
        }""",
        ["change"],
    ),
    "off takes a callback, and null for every event": (
        """({ a, note }) => {
          const [one, two] = [note("one"), note("two")];
          a.on("change:count change:names", one);
          a.on("change:count", two);
          a.off(null, one);
          a.set({ count: 4, names: [] });
        }""",
        ["two"],
    ),
    "off alone takes everything of this view and nothing of another": (
        """({ a, b, note }) => {
          a.on("change:count", note("a"));
          b.on("change:count", note("b"));
          a.off();
          a.set("count", 4);
        }""",
        ["b"],
    ),
    "off of one view leaves the same callback of another": (
        """({ a, b, note }) => {
          const both = note("both");
          a.on("change:count", both);
          b.on("change:count", both);
          a.off("change:count", both);
          a.set("count", 4);
        }""",
        ["both"],
    ),
    "off of what nobody listens to does nothing": (
        """({ a, note }) => {
          a.on("change:count", note("change"));
          a.off("change:names");
          a.off("change:count", () => {});
          a.set("count", 4);
        }""",
        ["change"],
    ),
    "a view can save when something has changed and when nothing has": (
        """({ a, note }) => {
          a.on("change", note("change"));
          a.save_changes();
          a.set("count", 4);
          a.save_changes();
        }""",
        ["change"],
    ),
    "a view can send a message, with bytes": (
        """({ a }) => {
          a.send({ kind: "hello" });
          a.send({ kind: "hello" }, {}, [new DataView(new ArrayBuffer(2))]);
        }""",
        [],
    ),
    "a view can find another model": (
        "({ a }) => [typeof a.widget_manager.get_model]",
        ["function"],
    ),
    # The last one: the second view is gone afterwards.
    "with a view ends whatever it listens to": (
        """async ({ a, b, heard, note }) => {
          a.on("change:count", note("a"));
          b.on("change:count change", note("b"));
          await window.endSecondView();
          a.set("count", 4);
          const { signal, cleaned } = window.probe.views[1];
          return [heard, signal.aborted, cleaned, a.get("count")];
        }""",
        [["a"], True, True, 4],
    ),
}


def checked(page: Page) -> dict[str, object]:
    """Run every check on a page that shows a `Probe` twice; return what came of each."""
    page.wait_for_function("window.probe?.views.length === 2")
    return {name: page.evaluate(_CHECK % check, START) for name, (check, _) in CHECKS.items()}


EXPECTED = {name: expected for name, (_, expected) in CHECKS.items()}
