"""Widgets first: the theme's scripts come when they answer, and what a page lacks not at all.

A script in the head, even one of one line, holds up the page until every style sheet is there. So
those of the theme are written as text, which ``late.js`` turns into scripts, in their order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript

from ..scripts import serve

# Part of a page's HTML, and the files and lines that serve it alone.
SERVING = {
    'class="sd-': ("sphinx-design", "design-tabs"),
    'class="toggle': ("togglebutton", "toggleHint", "toggleOpenOnPrint"),
    "admonition dropdown": ("togglebutton", "toggleHint", "toggleOpenOnPrint"),
    'class="highlight': ("copybutton", "clipboard"),
}


def unneeded(body: str) -> set[str]:
    """Return what of `SERVING` a page with this HTML does without.

    Examples
    --------
    >>> sorted(unneeded('<div class="sd-card"></div><div class="highlight"></div>'))
    ['toggleHint', 'toggleOpenOnPrint', 'togglebutton']
    """
    needed = {name for part, names in SERVING.items() if part in body for name in names}
    return {name for names in SERVING.values() for name in names} - needed


def words_of(file: Any) -> str:
    """Return the name of a script or style sheet, or its text if it stands in the page."""
    return str(getattr(file, "filename", file) or file.attributes.get("body", ""))


def put_off(script: Any) -> Any:
    """Return the script as text for ``late.js``, unless it is ours, which holds up nothing."""
    attributes = getattr(script, "attributes", {"defer": "defer"})
    if {"defer", "type"} & set(attributes):
        return script
    late = {**attributes, "type": "text/plain", "data-late": ""}
    return _JavaScript(script.filename, priority=script.priority, **late)


def arrange(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Leave out what the page does without, and put off what it does not need at once."""
    app.add_js_file("late.js", loading_method="defer", priority=890)
    without = unneeded(context.get("body", ""))
    for kind in ("script_files", "css_files"):
        files = context[kind]
        files[:] = [file for file in files if not any(name in words_of(file) for name in without)]
    context["script_files"][:] = map(put_off, context["script_files"])


def prepare(app: Sphinx, config: Any) -> None:
    """Serve the script."""
    serve(app, config, Path(__file__).parent / "late.js")


def setup(app: Sphinx) -> None:
    """Register it, after everything that adds a script."""
    app.connect("config-inited", prepare)
    app.connect("html-page-context", arrange, priority=950)
