"""What each lesson gave when it last ran, kept beside the site: a build runs what has changed.

One file a lesson, ``_build/outputs/<lesson>.json``, holds the outputs and a key. The key is a hash
of the lesson's code and of what the code runs with: the package's files, Python, the installed
releases, and this extension's way to run it. Text is not in the key. Lessons read no files (they
run in the page, too, which has none).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import nbformat
from made_from import files_in, of_files, of_releases
from nbformat import NotebookNode

import cnnbook

HERE = Path(__file__).parent
PACKAGE = Path(cnnbook.__file__).parent
NOT_SHOWN = {"still", "remove-output"}  # a cell with both is not run: no page shows its output
SKIP, MAY_FAIL = "skip-execution", "raises-exception"  # nbclient's own tags
OF_A_CELL = ("outputs", "execution_count")
OF_A_RUN = ("widgets", "language_info")  # of the notebook's metadata


def key(notebook: NotebookNode) -> str:
    """Return the hash that decides whether a lesson must run again.

    Examples
    --------
    >>> def lesson(text, code, *tags):
    ...     cells = [nbformat.v4.new_markdown_cell(text)]
    ...     cells += [nbformat.v4.new_code_cell(code, metadata={"tags": list(tags)})]
    ...     return nbformat.v4.new_notebook(cells=cells)
    >>> key(lesson("A sum.", "1 + 1")) == key(lesson("The sum.", "1 + 1", "hide-input"))
    True
    >>> key(lesson("A sum.", "1 + 1")) == key(lesson("A sum.", "1 + 2"))
    False
    """
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "")
    code = [[cell.source, MAY_FAIL in cell.metadata.get("tags", ())] for cell in _run(notebook)]
    text = json.dumps([surroundings(), kernel, code])
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def surroundings() -> str:
    """Return a hash of what every lesson runs with: package, Python, releases, the way to run."""
    way = of_files(HERE, [HERE / "execution.py", HERE / "outputs.py"])
    return of_releases() + of_files(PACKAGE, files_in(PACKAGE)) + way


def restore(notebook: NotebookNode, place: Path) -> bool:
    """Give the notebook the outputs that are kept for it; say whether there were any."""
    try:
        kept = json.loads(place.read_text(encoding="utf-8"))
        if kept["key"] != key(notebook):
            return False
    except (OSError, ValueError, TypeError, KeyError):  # not there, or damaged
        return False
    for cell, found in zip(_run(notebook), kept["cells"], strict=True):
        cell.update(nbformat.from_dict(found))
    notebook.metadata.update(nbformat.from_dict(kept["metadata"]))
    return True


def keep(notebook: NotebookNode, place: Path) -> None:
    """Keep the outputs of a lesson that has just run, in place of those of its run before."""
    kept = {
        "key": key(notebook),
        "cells": [{name: cell.get(name) for name in OF_A_CELL} for cell in _run(notebook)],
        "metadata": {n: notebook.metadata[n] for n in OF_A_RUN if n in notebook.metadata},
    }
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_text(json.dumps(kept), encoding="utf-8")
    beside.replace(place)


def is_unseen(cell: NotebookNode) -> bool:
    """Tell whether no page shows the output of this cell, so that a build need not run it."""
    return NOT_SHOWN.issubset(cell.metadata.get("tags", ()))


def _run(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that a build runs."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [c for c in code if not is_unseen(c) and SKIP not in c.metadata.get("tags", ())]
