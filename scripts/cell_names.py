"""Names for the cells of notebooks: readers' edits and answers are stored under them.

A name is the lesson's and some words of what the cell says or does: ``pixels-loop-by-loop``. It is
given once, when the cell is new, and stays whatever the cell says later and wherever it moves.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nbformat import NotebookNode

from .lessons import headings, plain

LONGEST = 64  # as nbformat has it
_FORM = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9]+)+")
# A position (`cell-7`), or the UUID that JupyterLab gives.
_NOT_A_NAME = re.compile(r"cell-\d+|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def is_name(identity: str) -> bool:
    """Tell whether a cell's id is a name, neither a position nor random.

    Examples
    --------
    >>> [is_name(identity) for identity in ("pixels-the-idea", "cell-7", "4f1b09ce", "x4gR2Kx")]
    [True, False, False, False]
    """
    in_form = _FORM.fullmatch(identity) and len(identity) <= LONGEST
    return bool(in_form) and not _NOT_A_NAME.fullmatch(identity)


def names(notebook: NotebookNode, *, taken: Collection[str] = (), lesson: str = "") -> list[str]:
    r"""Return each cell's name: its id if that is a name and no other cell has it, or a new one.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    taken : collection of str
        The names of other notebooks' cells.
    lesson : str
        What new names begin with; unless given, what the first cell's name begins with, or the
        title.

    Examples
    --------
    >>> import nbformat
    >>> cells = [
    ...     nbformat.v4.new_markdown_cell("# One weight", id="4f1b09ce"),
    ...     nbformat.v4.new_markdown_cell("## The idea", id="one_weight-start"),
    ...     nbformat.v4.new_code_cell("def step(slope):\n    pass", id="cell-3"),
    ...     nbformat.v4.new_code_cell("loss = step(2)", id="one_weight-start"),
    ... ]
    >>> names(nbformat.from_dict({"cells": cells}))
    ['one_weight-title', 'one_weight-start', 'one_weight-step', 'one_weight-loss']
    """
    used, given = set(taken), []
    for cell in notebook.cells:
        own = cell.get("id", "")
        given.append(own if is_name(own) and own not in used else "")
        used.add(given[-1])
    lesson = lesson or _lesson(notebook)
    for index, cell in enumerate(notebook.cells):
        given[index] = given[index] or _unused(f"{lesson}-{_words(cell)}", used)
        used.add(given[index])
    return given


def _lesson(notebook: NotebookNode) -> str:
    first = notebook.cells[0].get("id", "") if notebook.cells else ""
    titles = [words for level, words in headings(notebook) if level == 1]
    return first.split("-")[0] if is_name(first) else _slug(*titles[:1]).replace("-", "_")


def _unused(name: str, used: Collection[str]) -> str:
    number, candidate = 1, name
    while candidate in used:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _words(cell: NotebookNode) -> str:
    """Return a few words for what a cell says or does."""
    if cell.cell_type == "code":
        return _slug(_purpose(ast.parse(plain(cell.source)).body))
    heading = re.search(r"^(#+) +(.*)", cell.source, re.MULTILINE)
    if heading and heading[1] == "#":
        return "title"
    return _slug(heading[2] if heading else cell.source)


def _purpose(statements: list[ast.stmt]) -> str:
    """Return what code defines, asks, assigns or calls, the first of these that it does."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    defined = [s.name for s in statements if isinstance(s, ast.FunctionDef | ast.ClassDef)]
    asked = [
        f"question {node.args[0].value}"
        for node in nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("Question.")
        and isinstance(node.args[0], ast.Constant)
    ]
    assigned = [n for s in statements if isinstance(s, ast.Assign) for n in _assigned(s)]
    imports = ["imports" for s in statements if isinstance(s, ast.Import | ast.ImportFrom)]
    called = [ast.unparse(n.func).split(".")[-1] for n in nodes if isinstance(n, ast.Call)]
    mentioned = [node.id for node in nodes if isinstance(node, ast.Name)]
    return " ".join((defined or asked or imports[:1] or assigned or called or mentioned)[:2])


def _assigned(statement: ast.Assign) -> list[str]:
    nodes = ast.walk(statement.targets[0])
    return [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _slug(words: str = "") -> str:
    """Return the first words in the letters that a name may have.

    Examples
    --------
    >>> _slug("The same with `cnnbook`"), _slug("PixelExplorer"), _slug("→")
    ('the-same-with-cnnbook', 'pixel-explorer', 'untitled')
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"\]\([^)]*\)|\{[^}]*\}", " ", words))
    found = re.findall(r"[a-z0-9]+", apart.lower().replace("'", ""))
    return "-".join(word[:14] for word in found[:6]) or "untitled"
