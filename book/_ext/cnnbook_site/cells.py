"""The cells of a page's notebook, as several parts of the site ask for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes


@cache
def cells_of(path: Path) -> tuple[Any, ...]:
    """Return the cells of a notebook, read once a build; none of a page that is written as text."""
    return tuple(nbformat.read(path, as_version=4).cells) if path.suffix == ".ipynb" else ()


def rendered_cells(doctree: nodes.document) -> list[int]:
    """Return which code cells stand on the page, in order, as places in the notebook."""
    boxes = doctree.findall(nodes.container)
    return [box["cell_index"] for box in boxes if box.get("nb_element") == "cell_code"]
