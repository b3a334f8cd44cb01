"""Give every lesson the cell that Colab needs, as soon as the repository has an address.

Run as ``python -m scripts.launch``, or as ``make launch``, after `repository: url` in `_config.yml`
has been set, changed or taken out, and for a release: the lessons get the cell, get it anew, or
lose it. One line of a lesson changes, and no other cell's. A second run changes nothing.

The cell installs the released version that the lesson belongs to; Binder's and Colab's buttons lead
to `repository: branch`, which a release sets to its tag.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

import cnnbook

from .build import ROOT
from .notebooks import LAUNCH, normalise, write

TAGS = [LAUNCH, "remove-cell"]
_SOURCE = """\
# Where the book is not installed, such as in Colab, install what is missing.
import importlib.util

if importlib.util.find_spec("cnnbook") is None:
    %pip install --quiet "git+{address}@v{version}\""""


def address(root: Path = ROOT) -> str:
    """Return the repository's address from `_config.yml`, or an empty text when there is none."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return config["repository"]["url"].rstrip("/")


def with_first_cell(notebook: NotebookNode, url: str) -> NotebookNode:
    """Return the notebook with a first code cell that installs from `url`; with no `url`, without.

    Examples
    --------
    >>> cells = [nbformat.v4.new_markdown_cell("# Pixels"), nbformat.v4.new_code_cell("1 + 1")]
    >>> lesson = nbformat.v4.new_notebook(cells=cells)
    >>> launched = with_first_cell(lesson, "https://example.org/cnnbook")
    >>> launched.cells[1].source.splitlines()[-1].strip().partition("@v")[0]
    '%pip install --quiet "git+https://example.org/cnnbook'
    >>> [cell.execution_count for cell in launched.cells if cell.cell_type == "code"]
    [None, 1]
    >>> with_first_cell(launched, "") == normalise(lesson)
    True
    """
    cells = [cell for cell in notebook.cells if cell.metadata.get("tags") != TAGS]
    if url:
        code = [index for index, cell in enumerate(cells) if cell.cell_type == "code"]
        source = _SOURCE.format(address=url, version=cnnbook.__version__)
        cells.insert(code[0], nbformat.v4.new_code_cell(source, metadata={"tags": TAGS}))
    return normalise(nbformat.from_dict({**notebook, "cells": cells}))


def main() -> None:
    """Bring the first cells of all lessons in line with `_config.yml`."""
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        if write(with_first_cell(nbformat.read(path, as_version=4), address()), path):
            print(f"{path.name}: written")


if __name__ == "__main__":
    main()
