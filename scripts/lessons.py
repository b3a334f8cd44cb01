"""What a lesson is made of: its sections, its words, its minutes.

`make notebooks` writes the minutes, `make lesson` writes a skeleton with these sections, and
`tests/notebooks` holds every lesson against them. Nothing here needs a kernel or a build.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from nbformat import NotebookNode


class Section(NamedTuple):
    """A section that lessons have, in this order; other sections may stand between them."""

    heading: str
    holds: str
    always: bool = True


WRITE = "Write it yourself"  # its minutes are the reader's own: they are not counted
SECTIONS = (
    Section("The idea", "what it is about, in words and one equation"),
    Section("Loop by loop", "a version in plain loops that anyone can read"),
    Section("The same with `cnnbook`", "the package's version, shown to be equal"),
    Section("Your own experiment", "a function to change, its picture, and `interact` below"),
    Section(WRITE, "two to four functions that the reader writes and the book judges"),
    Section("Check yourself", "at least five questions: predict first, then check"),
    Section("Where the video simplifies", "only in lessons that follow the video", always=False),
    Section("What comes next", "where this leads, with a link"),
    Section("References", "who found it out, with citations"),
)
TOUCH = "Touch it"  # a section with a widget: at least one, between the first and the fourth above
GOALS = "**After this lesson you will be able to**"  # in the opening, with two to four points
EXERCISES = (2, 4)  # the fewest and the most in a lesson
FEWEST_QUESTIONS = 5
FEWEST_TERMS = 5  # different entries of the glossary that the prose uses
WORDS_A_MINUTE = 130
MINUTES = re.compile(r"(?<=takes about )\d+(?= minutes?\b)")


def files(root: Path) -> list[Path]:
    """Return the lessons in reading order: the chapters of the part "Lessons" in `_toc.yml`."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [part["chapters"] for part in toc["parts"] if part["caption"] == "Lessons"]
    return [root / f"{chapter['file']}.ipynb" for chapter in chapters[0]]


def headings(notebook: NotebookNode) -> list[tuple[int, str]]:
    r"""Return level and words of each heading.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("# Pixels\n\n```\n# code\n```\n\n## The idea")
    >>> headings(nbformat.v4.new_notebook(cells=[cell]))
    [(1, 'Pixels'), (2, 'The idea')]
    """
    lines = [line for text in texts(notebook) for line in text.splitlines()]
    found = [re.fullmatch(r"(#+) +(.*\S) *", line) for line in lines]
    return [(len(match[1]), match[2]) for match in found if match]


def texts(notebook: NotebookNode) -> list[str]:
    """Return the text cells of a notebook without what they show as code."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [re.sub(r"^```.*?^```", "", source, flags=re.DOTALL | re.MULTILINE) for source in cells]


def count_words(notebook: NotebookNode) -> int:
    """Count the words of the text cells before the references, but for "Write it yourself".

    A word is what stands between spaces and holds a letter or a digit, in formulas too. Code and
    the addresses of links do not count.
    """
    prose = re.split(r"^## References", "\n".join(texts(notebook)), flags=re.MULTILINE)[0]
    counted = re.sub(rf"^## {WRITE}$.*?(?=^## |\Z)", "", prose, flags=re.MULTILINE | re.DOTALL)
    read = re.sub(r"\]\([^)]*\)", "]", counted)
    return sum(any(sign.isalnum() for sign in word) for word in read.split())


def calls(notebook: NotebookNode) -> Iterator[tuple[str, ast.Call]]:
    """Find each call of a name from `cnnbook.widgets`: the name and the call."""
    trees = [ast.parse(plain(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    widgets = [node for node in imports if node.module == "cnnbook.widgets"]
    names = {alias.asname or alias.name for node in widgets for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Call):
            name = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if isinstance(name, ast.Name) and name.id in names:
                yield name.id, node


def checks(cell: NotebookNode) -> list[ast.Call]:
    """Find each call of `exercises.check` in a cell.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_code_cell('exercises.check("relu", my_relu)')
    >>> [ast.unparse(call) for call in checks(cell)]
    ["exercises.check('relu', my_relu)"]
    """
    code = plain(cell.source) if cell.cell_type == "code" else ""
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [node for node in nodes if ast.unparse(node.func) == "exercises.check"]


def plain(code: str) -> str:
    """Return code without IPython's own lines, such as ``%pip``, which are no Python."""
    return re.sub(r"^( *)[%!].*", r"\1pass", code, flags=re.MULTILINE)


def minutes(notebook: NotebookNode) -> int:
    """Return how many minutes a lesson takes.

    130 words of prose a minute, as when it is read aloud, and a minute for each widget and each
    question: whatever comes from `cnnbook.widgets`. "Write it yourself" is not counted: it takes
    a few minutes or an hour, and says so.

    Examples
    --------
    >>> import nbformat
    >>> cells = [
    ...     nbformat.v4.new_markdown_cell("word " * 260),
    ...     nbformat.v4.new_code_cell("from cnnbook.widgets import PixelExplorer, Question"),
    ...     nbformat.v4.new_code_cell("PixelExplorer([[1]])"),
    ...     nbformat.v4.new_code_cell("Question.number('1 + 1?', 2)"),
    ... ]
    >>> minutes(nbformat.v4.new_notebook(cells=cells))
    4
    """
    to_do = sum(1 for _ in calls(notebook))
    return max(1, round(count_words(notebook) / WORDS_A_MINUTE + to_do))
