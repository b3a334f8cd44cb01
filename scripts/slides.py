"""How nbconvert shows lessons: widgets as their pictures, and a section as slides.

nbconvert prefers a widget's view to its picture, and fetches the view's program from the network.
Slides follow a rule, so that no lesson holds anything about them; a cell's own `slideshow` metadata
has the last word.
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, from_dict

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "widgets"
PICTURES = ("image/png", "image/svg+xml")
ROOM = 160  # words on a slide; a line of code counts as six, a picture as 120
LINE, PICTURE = 6, 120


class Stills(Preprocessor):
    """Show each widget as its picture, or as its text where it has none; say what pictures show."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Take the views of widgets, and their states, out of a notebook; describe its pictures."""
        nb.metadata.pop(STATE, None)
        for cell in nb.cells:
            said = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                data.pop(VIEW, None)
                if alt := said or data.get("text/plain", "").partition("\n")[0]:
                    for kind in {*PICTURES} & {*data}:
                        output.metadata[kind] = {"alt": alt, **output.metadata.get(kind, {})}
        return nb, resources


class Slides(Preprocessor):
    """Give each cell its place in the slides."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write the places into the metadata."""
        for cell, kind in zip(nb.cells, kinds(nb), strict=True):
            own = cell.metadata.get("slideshow", {})
            cell.metadata["slideshow"] = from_dict({"slide_type": kind, **own})
        return nb, resources


def kinds(notebook: NotebookNode) -> list[str]:
    """Return for each cell "slide", "subslide", "-" (it stays with the one above) or "skip".

    Examples
    --------
    >>> from nbformat import v4
    >>> cells = [v4.new_markdown_cell(text) for text in ("# Pixels", "A word.", "## The idea")]
    >>> cells += [v4.new_code_cell("import numpy as np"), v4.new_markdown_cell("word " * 150)]
    >>> cells += [v4.new_markdown_cell("word " * 50), v4.new_markdown_cell("<details>No.")]
    >>> kinds(v4.new_notebook(cells=cells))
    ['slide', '-', 'slide', 'skip', '-', 'subslide', 'skip']
    """
    found, full = [], 0
    for cell in notebook.cells:
        size = _size(cell)
        heading = re.match(r"(#+) ", cell.source) if cell.cell_type == "markdown" else None
        if not _is_shown(cell):
            found.append("skip")
        elif heading and len(heading[1]) < 3:
            found.append("slide")
            full = size
        elif heading or full + size > ROOM:
            found.append("subslide" if found else "slide")
            full = size
        else:
            found.append("-" if found else "slide")
            full += size
    return found


def _is_shown(cell: NotebookNode) -> bool:
    """Tell whether a cell belongs on a slide: no folded answers, no imports, nothing hidden."""
    if {"remove-cell", "launch"} & {*cell.metadata.get("tags", ())}:
        return False
    if cell.cell_type != "code":
        return not cell.source.lstrip().startswith("<details>")
    lines = [line for line in cell.source.splitlines() if line.strip()]
    imports = all(re.match(r"(import|from|%|\)|    \w+,$)", line) for line in lines)
    return bool(cell.get("outputs")) or not imports


def _size(cell: NotebookNode) -> int:
    if cell.cell_type != "code":
        return len(cell.source.split())
    pictures = [o for o in cell.get("outputs", []) if {*PICTURES} & {*o.get("data", {})}]
    hidden = {"remove-input", "hide-input"} & {*cell.metadata.get("tags", ())}
    code = 0 if hidden else LINE * len(cell.source.splitlines())
    return code + PICTURE * len(pictures)
