"""An exercise as a place of its own on the page: its name and sign, and what its buttons show.

The cell that checks a function gets a head, and the page the exercise's hints, its solution and,
for some, its lines to be put into order. ``memory.js`` gives it its buttons, ``exercises.js`` does
what they ask for and is loaded with the first press; Check is the cell's own Run. What stands
folded below for notebooks is not shown where the buttons are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import cnnbook.exercises  # noqa: F401  # so that all exercises are there
from cnnbook.exercises.exercise import EXERCISES
from cnnbook.exercises.ordering import GAPS, lines

from ..cells import cells_of
from ..memory import checked
from ..python import distribution
from ..scripts import serve

HERE = Path(__file__).parent
FOLDED = "<details>\n<summary>Hints and solution</summary>"
HEAD = '<p class="cnnbook-exercise">Exercise <code>{}</code></p>'


def task(name: str) -> dict[str, Any]:
    """Return what the page shows of an exercise when it is asked."""
    found = EXERCISES[name]
    more = {"lines": lines(name)} if name in GAPS else {}
    return {"hints": found.hints, "solution": found.source.rstrip(), **more}


def marked(body: str, cells: dict[str, str]) -> str:
    """Give each of these cells, named after its exercise, the exercise's head.

    Examples
    --------
    >>> marked('<div data-cell="a" class="cell">', {"a": "relu"}).partition("<p")[0]
    '<div data-exercise="relu" data-cell="a" class="cell">'
    """
    for cell, name in cells.items():
        first = re.compile(rf'<div (data-cell="{re.escape(escape(cell))}" [^>]*>)')
        also = " data-lines" if name in GAPS else ""
        body = first.sub(rf'<div data-exercise="{name}"{also} \1{HEAD.format(name)}', body)
    return body.replace(FOLDED, FOLDED.replace("<details>", '<details class="cnnbook-folded">'))


def tasks_script(names: Iterator[str] | list[str]) -> str:
    """Return the exercises of a page as data; no text of theirs can end the element."""
    text = json.dumps({name: task(name) for name in names}, ensure_ascii=False)
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" class="cnnbook-tasks">{safe}</script>\n'


def add(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Make the exercises of a page places of their own, where Python can come to it."""
    if app.builder.format != "html" or doctree is None or not distribution.available():
        return
    cells = cells_of(Path(app.env.doc2path(pagename)))
    found = {cell.id: name for cell in cells if (name := checked(cell))}
    if found:
        context["body"] = marked(context["body"], found) + tasks_script(list(found.values()))


def prepare(app: Sphinx, config: Any) -> None:
    """Serve the script."""
    serve(app, config, HERE / "exercises.js")


def setup(app: Sphinx) -> None:
    """Register the script and the places."""
    app.connect("config-inited", prepare)
    app.connect("html-page-context", add, priority=360)  # the cells have their names
