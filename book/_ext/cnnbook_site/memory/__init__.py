"""What a reader does is kept on the device: names for the cells, and the scripts that keep it.

``store.js`` is the one place where anything is kept; ``memory.js`` makes use of it on every page,
``panel.js`` on the landing page. Nothing of it leaves the device. See their first lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..cells import cells_of, rendered_cells
from ..scripts import serve, write
from ..theme.lessons import read_lessons

HERE = Path(__file__).parent
_CELL = re.compile(r'<div class="(cell(?: [^"]*)?docutils container)"')
_CHECKS = re.compile(r'^exercises\.check\("(\w+)"', re.MULTILINE)
_ASKS = re.compile(r"^Question\.\w+\(", re.MULTILINE)
HOW_FAR = '<section class="cnnbook-how-far" aria-label="How far you are"></section>\n'


def checked(cell: Any) -> str:
    """Return the name of the exercise that a cell checks, or nothing.

    Examples
    --------
    >>> import nbformat
    >>> checked(nbformat.v4.new_code_cell('exercises.check("relu", my_relu)'))
    'relu'
    """
    found = _CHECKS.search(cell.source) if cell.cell_type == "code" else None
    return found[1] if found else ""


def is_question(cell: Any) -> bool:
    """Tell whether a cell asks a question."""
    return cell.cell_type == "code" and bool(_ASKS.search(cell.source))


def name_cells(body: str, names: list[str]) -> str:
    """Write each cell's name on its element, in order.

    Examples
    --------
    >>> name_cells('<div class="cell docutils container">', ["filters-box"])
    '<div data-cell="filters-box" class="cell docutils container">'
    """
    rest = iter(names)

    def named(match: re.Match[str]) -> str:
        return f'<div data-cell="{escape(next(rest))}" class="{match[1]}"'

    return _CELL.sub(named, body)


def names_on(path: Path, pagename: str, doctree: nodes.document) -> list[str]:
    """Return the names of the cells that a page shows; those of a text page are made up."""
    cells = cells_of(path)
    places = enumerate(rendered_cells(doctree))
    return [cells[n].id if cells else f"{pagename}~{i}" for i, n in places]


def lessons(root: Path) -> Iterator[list[str]]:
    """Yield each lesson's page, title, questions, exercises, and what their names begin with."""
    for lesson in read_lessons(root):
        cells = cells_of(lesson.path)
        page = lesson.path.relative_to(root).with_suffix("").as_posix()
        questions = [cell.id for cell in cells if is_question(cell)]
        exercises = [cell.id for cell in cells if checked(cell)]
        names = [*questions, *exercises]
        first = names[0].partition("-")[0] + "-" if names else ""
        stem = first if all(name.startswith(first) for name in names) else ""
        ends = (" ".join(name.removeprefix(stem) for name in ids) for ids in (questions, exercises))
        yield [page, lesson.title, *ends, stem]


@cache
def lesson_paths(root: Path) -> tuple[Path, ...]:
    """Return the files of the lessons."""
    return tuple(lesson.path for lesson in read_lessons(root))


def prepare(app: Sphinx, config: Any) -> None:
    """Serve the scripts: the store, what uses it and the list of lessons are one file."""
    cells_of.cache_clear()
    lesson_paths.cache_clear()
    serve(app, config, HERE / "panel.js")
    listed = json.dumps(list(lessons(Path(app.srcdir))), separators=(",", ":"), ensure_ascii=False)
    store, memory = (
        (HERE / name).read_text(encoding="utf-8") for name in ("store.js", "memory.js")
    )
    write(app, config, {"memory.js": f"{store}window.cnnbookLessons = {listed};\n{memory}"})


def add(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Name the page's cells, and give a lesson the place for its summary."""
    if app.builder.format != "html":
        return
    app.add_js_file("memory.js", loading_method="defer", priority=300)
    if pagename == app.config.root_doc:
        app.add_js_file("panel.js", loading_method="defer", priority=310)
    if doctree is None:
        return
    path = Path(app.env.doc2path(pagename))
    context["body"] = name_cells(context["body"], names_on(path, pagename, doctree))
    if path in lesson_paths(Path(app.srcdir)):
        context["body"] += HOW_FAR


def setup(app: Sphinx) -> None:
    """Register the scripts and the names."""
    app.connect("config-inited", prepare)
    app.connect("html-page-context", add, priority=350)  # before the widgets' host
