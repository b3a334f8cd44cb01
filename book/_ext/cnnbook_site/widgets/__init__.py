"""Place each widget of a lesson on its page: still picture, mount point, stored state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from cnnbook.widgets.shared.bundle import PART

from ..scripts import minified, serve, tight
from .stills import captured, still

VIEW = "application/vnd.jupyter.widget-view+json"
STATE_KEY = "ipywidgets_state"  # under which MyST-NB keeps a page's widget state
PRIVATE_KEPT = {"_esm", "_css", "_anywidget_id"}  # what the host reads of underscored traits
NOT_NEEDED = {"layout", "tabbable", "tooltip", "comm"}
WITHOUT_KERNEL = (
    "without a kernel: use an anywidget, or tag the cell `still` to show its picture only"
)
WITHOUT_STILL = "has no still picture for print: its mimebundle lacks image/png or text/plain"
NO_WORDS = (
    "a figure has no text alternative: say what it shows in its cell's metadata, "
    '{"mystnb": {"image": {"alt": "…"}}}'
)
# How the parts of a text are made short; those of another trait stay as they are.
SHORTENED = {"_esm": minified, "_css": lambda sheets: [tight(sheet) for sheet in sheets]}
LONG = 1000  # characters: a longer text stands once a page, however many widgets have it

logger = logging.getLogger(__name__)
State = dict[str, dict[str, Any]]


class PlaceWidgets(SphinxPostTransform):
    """Turn each widget output into its still picture and its mount point."""

    default_priority = 3  # just before MyST-NB chooses one form of each output
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace every output that has a widget view."""
        state = stored_state(self.env, self.env.docname)
        for bundle in list(self.document.findall(is_bundle)):
            forms = {form["mime_type"]: form for form in bundle.children}
            if VIEW in forms:
                bundle.replace_self(self._placed(bundle, forms, state))

    def _placed(self, bundle: nodes.Node, forms: dict, state: State) -> list[nodes.Node]:
        script = forms[VIEW].children[0]
        model_id = _model_id(script)
        metadata = _cell_metadata(bundle)
        picture = still(forms)
        if "still" in metadata.get("tags", ()):
            return picture or captured(model_id, state, alt=_alt(metadata))
        entry = state.get(model_id, {})
        name = entry.get("state", {}).get("_anywidget_id") or entry.get("model_name", "?")
        if "_esm" not in entry.get("state", {}):
            _complain(self, bundle, f"the page cannot show the widget {name} {WITHOUT_KERNEL}")
            return picture
        if not picture:
            _complain(self, bundle, f"the widget {name} {WITHOUT_STILL}")
        # The theme folds the page's contents while what has this class is in view (see book.css);
        # a page without a heading below its title has no contents to fold.
        sections = sum(1 for _ in self.document.findall(nodes.section))
        wide = "" if name.endswith("Question") or sections < 2 else " full-width"
        return [_raw(f'<div class="cnnbook-widget{wide}">'), *picture, script, _raw("</div>")]


class CheckFigures(SphinxPostTransform):
    """Insist that every figure of a lesson says in words what it shows."""

    default_priority = 5  # just after MyST-NB has chosen one form of each output
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Complain about each image of a cell's output that has no text alternative."""
        for image in self.document.findall(nodes.image):
            if not image.get("alt") and _cell_metadata(image) is not None:
                _complain(self, image, NO_WORDS)


def _complain(transform: SphinxPostTransform, node: nodes.Node, text: str) -> None:
    logger.warning("%s: %s", transform.env.docname, text, location=node, type="cnnbook")


def is_bundle(node: nodes.Node) -> bool:
    """Tell whether a node holds the forms of one output of a cell."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def _cell_metadata(node: nodes.Node) -> dict[str, Any] | None:
    """Return the metadata of the code cell that a node stands in; None outside of cells."""
    parent = node.parent
    while parent is not None and "cell_metadata" not in parent:
        parent = parent.parent
    return None if parent is None else parent["cell_metadata"]


def _alt(metadata: dict[str, Any]) -> str:
    return metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _model_id(script: nodes.Node) -> str:
    text = script.astext()
    return json.loads(text[text.index(">") + 1 : text.rindex("<")])["model_id"]


def stored_state(env: Any, docname: str) -> State:
    """Return the widget models of a page, by id; an empty dict when it has none."""
    _, attributes = NbMetadataCollector.get_js_files(env, docname).get(STATE_KEY, (None, {}))
    return json.loads(attributes.get("body", "{}")).get("state", {})


def mountable(state: State) -> State:
    """Return the models that the host can mount, those with an ES module of their own."""
    return {key: entry for key, entry in state.items() if "_esm" in entry["state"]}


def compact(state: State) -> str:
    """Return the state of some models as the host reads it: what they have in common stands once.

    A long text becomes ``{"shared": [key, …]}``, and its parts stand under ``shared`` at the top:
    widgets of different kinds have most of their modules in common. Programs are minified, part by
    part. Every ``<`` is escaped, so that nothing in a widget's module can end the script element
    that holds it.
    """
    shared: dict[str, str] = {}
    models = {}
    for model_id, entry in state.items():
        traits = {
            name: _once(value, shared, SHORTENED.get(name, list))
            for name, value in _needed(entry["state"])
        }
        models[model_id] = {**entry, "state": traits}
    return json.dumps({"state": models, "shared": shared}, ensure_ascii=False).replace(
        "<", "\\u003c"
    )


def _needed(traits: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in traits.items():
        if name in PRIVATE_KEPT or not (name.startswith("_") or name in NOT_NEEDED):
            yield name, value


def _once(value: Any, shared: dict[str, str], shortened: Callable[[list[str]], list[str]]) -> Any:
    if not isinstance(value, str) or len(value) < LONG:
        return value
    return {"shared": [_key(part, shared) for part in shortened(value.split(PART))]}


def _key(part: str, shared: dict[str, str]) -> str:
    known = next((key for key, text in shared.items() if text == part), None)
    key = known or f"text-{len(shared) + 1}"
    shared[key] = part
    return key


def serve_host(app: Sphinx, config: Any) -> None:
    """Serve the host's script beside the pages."""
    serve(app, config, Path(__file__).parent / "widget_host.js")


def bring_host(app: Sphinx, pagename: str, *args: Any) -> None:
    """Load the host on pages that have widgets, with the state in its compact form."""
    if app.builder.format != "html":
        return
    files = NbMetadataCollector.get_js_files(app.env, pagename)
    if STATE_KEY not in files:
        return
    path, attributes = files[STATE_KEY]
    state = mountable(stored_state(app.env, pagename))
    if not state:
        del files[STATE_KEY]
        return
    files[STATE_KEY] = (path, {**attributes, "body": compact(state)})
    app.add_js_file("widget_host.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the transform and the page's scripts."""
    app.connect("config-inited", serve_host)
    app.add_post_transform(PlaceWidgets)
    app.add_post_transform(CheckFigures)
    app.connect("html-page-context", bring_host, priority=400)  # before MyST-NB adds the state
