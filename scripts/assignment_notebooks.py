"""One lesson's assignment as a notebook for nbgrader, with and without solutions.

A function to write is an autograded answer with a locked test below it; a question is a cell that a
person grades. Marks and metadata are nbgrader's (its "Developing assignments" page, schema 3), so
that `nbgrader generate_assignment` makes `release` from `source`; without nbgrader both just work.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cnnbook import exercises

if TYPE_CHECKING:
    from .assignments import Asked, Lesson

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = ["# YOUR CODE HERE", "raise NotImplementedError()"]
TO_WRITE = "YOUR ANSWER HERE"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
POINTS = {"exercise": 3, "question": 1}
SET_UP = "import numpy as np\n\nfrom cnnbook import exercises"


def notebook(lesson: Lesson, *, solved: bool) -> NotebookNode:
    """Return the assignment of a lesson."""
    title = f"# {lesson.title}\n\nAnswer in the cells that say so. Each test says what is wrong."
    cells = [
        new_markdown_cell(title, metadata=_mark("title", locked=True)),
        new_code_cell(SET_UP, metadata=_mark("set-up", locked=True)),
    ]
    for name in lesson.exercises:
        cells += _exercise(name, solved)
    for number, asked in enumerate(lesson.questions, start=1):
        cells += _question(number, asked, solved)
    for cell in cells:
        cell["id"] = cell.metadata["nbgrader"]["grade_id"]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _exercise(name: str, solved: bool) -> list[NotebookNode]:
    key = name.replace("_", "-")
    task = f"## {name}\n\n```\n{exercises.task(name)}\n```"
    test = (
        f'verdict = exercises.check("{name}", {name})\nprint(verdict)\n'
        "assert verdict.passed, verdict.message"
    )
    return [
        new_markdown_cell(task, metadata=_mark(f"task-{key}", locked=True)),
        new_code_cell(_written(name, solved), metadata=_mark(f"write-{key}", solution=True)),
        new_code_cell(test, metadata=_mark(f"test-{key}", locked=True, points=POINTS["exercise"])),
    ]


def _written(name: str, solved: bool) -> str:
    r"""Return the function with its solution between the marks, or with nbgrader's stub.

    Examples
    --------
    >>> print("\n".join(_written("relu", False).splitlines()[2:]))
        # YOUR CODE HERE
        raise NotImplementedError()
    """
    code = str(exercises.solution(name)).rstrip()
    (function,) = (n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef))
    told = ast.get_docstring(function) is not None
    lines = code.splitlines()
    first = function.body[told].lineno - 1
    head, body = lines[:first], lines[first:]
    indent = " " * function.body[told].col_offset
    if solved:
        return "\n".join([*head, indent + BEGIN, *body, indent + END])
    return "\n".join([*head, *(indent + line for line in STUB)])


def _question(number: int, asked: Asked, solved: bool) -> list[NotebookNode]:
    choices = "\n".join(f"- {choice}" for choice in asked.choices)
    text = f"## Question {number}\n\n{asked.prompt}\n\n{choices}".rstrip()
    if pictures := given(asked):
        text += "\n\n" + "\n\n".join(
            f"{what}:\n\n```\n{table}\n```" for what, table in pictures.items()
        )
    answer = f"**{asked.answer}** {asked.worked}".rstrip() if solved else TO_WRITE
    mark = _mark(f"answer-{number}", solution=True, points=POINTS["question"])
    return [
        new_markdown_cell(text, metadata=_mark(f"question-{number}", locked=True)),
        new_markdown_cell(answer, metadata=mark),
    ]


def given(asked: Asked) -> dict[str, str]:
    """Return the arrays that a question shows, as text."""
    arrays = {what: asked.details.get(what) for what in ("image", "target")}
    return {
        what: "\n".join(" ".join(f"{value:4g}" for value in row) for row in rows)
        for what, rows in arrays.items()
        if rows and isinstance(rows[0], list)
    }


def _mark(
    name: str, *, locked: bool = False, solution: bool = False, points: int | None = None
) -> dict[str, Any]:
    """Return the metadata by which nbgrader knows a cell."""
    mark = {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return nbformat.from_dict({"nbgrader": {**mark, **({"points": points} if points else {})}})
