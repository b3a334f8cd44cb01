"""Execute lessons and leave out of them whatever differs from run to run.

Run as ``python -m scripts.notebooks book/*.ipynb``, or as ``make notebooks``. A second run changes
nothing.

Cells keep their names (their ids), and a new cell gets one; the minutes that a lesson says it takes
are computed.

Kept are the texts that cells print, the figures and the widgets' still pictures, so that previews
show them and `pytest --nbval` has something to compare. Left out are widget ids and states,
execution times, machine paths, warnings and progress bars on stderr, and the names of machines and
versions in the metadata.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .build import ROOT, environment
from .cell_names import names
from .execution import run
from .lessons import MINUTES, minutes
from .trouble import whole

VIEW = "application/vnd.jupyter.widget-view+json"
LAUNCH = "launch"  # the tag of the cell that scripts.launch puts first, which is not counted
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}
KEPT_OF_NOTEBOOK = ("mystnb", "title", "description", "authors", "license")
KEPT_OF_CELL = ("tags", "mystnb", "jupyter", "slideshow")
FORMS = ("text/html", "text/latex", "text/markdown", "image/svg+xml", "image/png", "text/plain")


def normalise(
    notebook: NotebookNode, *, taken: Collection[str] = (), lesson: str = ""
) -> NotebookNode:
    """Return the notebook without what differs from run to run, its cells named, its minutes told.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook, executed or not.
    taken, lesson
        As in `scripts.cell_names.names`.

    Examples
    --------
    >>> title = nbformat.v4.new_markdown_cell("# Sums")
    >>> cell = nbformat.v4.new_code_cell("1 + 1", execution_count=7, metadata={"execution": {}})
    >>> done = normalise(nbformat.v4.new_notebook(cells=[title, cell]))
    >>> done.cells[1].execution_count, done.cells[1].metadata, done.cells[1].id
    (1, {}, 'sums-untitled')
    """
    kept = {key: notebook.metadata[key] for key in KEPT_OF_NOTEBOOK if key in notebook.metadata}
    metadata = {**kept, "kernelspec": KERNEL, "language_info": LANGUAGE}
    count = 0
    cells = []
    for cell, name in zip(notebook.cells, names(notebook, taken=taken, lesson=lesson), strict=True):
        counted = cell.cell_type == "code" and LAUNCH not in cell.metadata.get("tags", ())
        count += counted
        cells.append(_normal_cell(cell, name, count if counted else None))
    if cells:
        cells[0]["source"] = MINUTES.sub(str(minutes(notebook)), cells[0]["source"])
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def _normal_cell(cell: NotebookNode, name: str, count: int | None) -> dict[str, Any]:
    kept = {key: cell.metadata[key] for key in KEPT_OF_CELL if key in cell.metadata}
    normal = {
        "cell_type": cell.cell_type,
        "id": name,
        "metadata": kept,
        "source": cell.source.strip("\n"),
    }
    if cell.cell_type != "code":
        return normal
    outputs = [_normal_output(output, count) for output in _streams_joined(cell.outputs)]
    return {**normal, "execution_count": count, "outputs": outputs}


def _streams_joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Drop stderr, and join what was printed in several pieces: where it is cut is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name == "stdout" and joined and joined[-1].output_type == "stream":
            joined[-1].text += output.text
        elif output.name == "stdout":
            joined.append(nbformat.from_dict(dict(output)))
    return joined


def _normal_output(output: NotebookNode, count: int | None) -> dict[str, Any]:
    if output.output_type not in ("display_data", "execute_result"):
        return dict(output)
    data = {form: _one_line_end(output.data[form]) for form in FORMS if form in output.data}
    normal = {"data": data, "metadata": {}, "output_type": output.output_type}
    if output.output_type == "execute_result":
        normal["execution_count"] = count
    return normal


def _one_line_end(value: Any) -> Any:
    return value.rstrip("\n") if isinstance(value, str) else value


def normalised(path: Path, notebook: NotebookNode) -> NotebookNode:
    """Return the notebook of this file as `normalise` does; a name in two files is its lesson's."""
    lesson = re.sub(r"^\d+_", "", path.stem)
    others = [other for other in sorted(path.parent.glob("*.ipynb")) if other != path]
    taken = {name for other in others for name in ids(other) if not name.startswith(f"{lesson}-")}
    return normalise(notebook, taken=taken, lesson=lesson)


def ids(path: Path) -> list[str]:
    """Return the ids of a notebook's cells as they stand in its file."""
    return [cell.get("id", "") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def execute(path: Path, *, timeout: int = 120) -> NotebookNode:
    """Run a lesson from a fresh kernel, in its own folder, and return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    surroundings = environment()
    Path(surroundings["IPYTHONDIR"]).mkdir(parents=True, exist_ok=True)
    return run(notebook, path, timeout=timeout, env=surroundings)


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write the notebook when it differs from the file; say whether it did."""
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
    return True


def main() -> None:
    """Execute and normalise the lessons that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "lessons", nargs="*", type=Path, help="notebooks; all lessons when none is named"
    )
    parser.add_argument("--keep-outputs", action="store_true", help="normalise without executing")
    options = parser.parse_args()
    paths = options.lessons or sorted((ROOT / "book").glob("*.ipynb"))
    if missing := [str(path) for path in paths if not path.is_file()]:
        raise SystemExit(f"There is no file {missing[0]}.")
    for path in paths:
        path = path.resolve()
        read = nbformat.read(path, as_version=4) if options.keep_outputs else execute(path)
        changed = write(normalised(path, read), path)
        print(f"{path.name}: {'written' if changed else 'as before'}")


if __name__ == "__main__":
    main()
