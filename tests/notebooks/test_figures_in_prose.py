"""Every figure in a lesson's text comes out of that lesson: of an output, or of a line of code.

A figure is a number of three or more digits, a decimal, or a percentage, in a text cell or in the
`worked=` of a question. Fewer digits are left to the reader's eye: "2 × 2", "row 7".
"""

import ast
import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from scripts.lessons import plain, texts

BOOK = Path(__file__).resolve().parents[2] / "book"
LESSONS = sorted(BOOK.glob("*.ipynb"))

# Figures that no cell gives: (lesson, figure) and the reason why it may be typed.
TYPED = {
    ("01_pixels", "255"): "the largest value of a byte, as files store it",
    ("02_filters", "180"): "degrees: a half turn",
    ("audit", "180"): "degrees: a half turn",
}

NUMBER = re.compile(
    r"(?<![A-Za-z_\d.])(?:\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?(?![A-Za-z_\d])(?:\s?\\?%)?"
)
# What is no text to read: the addresses of links, what citations and other roles name.
NOT_READ = re.compile(r"\]\([^)]*\)|\{[\w:]+\}`[^`]*`|https?://\S+|^\([\w-]+\)=$", re.MULTILINE)
WRONG_ON_PURPOSE = ("mistakes", "reasons", "worked")


class Place(NamedTuple):
    """Where a figure stands."""

    figure: str
    cell: str
    line: str


def value(figure):
    """What a figure says, without commas, and a percentage as a share: 87 % is 0.87."""
    digits = re.sub(r"[,_\s\\%]", "", figure)
    return (Decimal(digits) / (100 if figure.endswith("%") else 1)).normalize()


def is_checked(figure):
    """Tell whether a figure needs a witness: three or more digits, a decimal, a percentage."""
    return "." in figure or figure.endswith("%") or len(re.sub(r"\D", "", figure)) >= 3


def figures(text):
    """The figures of a text that need a witness, each with its line."""
    for line in NOT_READ.sub(" ", text).splitlines():
        for match in NUMBER.finditer(line):
            if is_checked(match[0]):
                yield match[0], line.strip()


def calls(cell):
    """The calls in a cell of code."""
    tree = ast.parse(plain(cell.source))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def claims(notebook):
    """Every figure that the reader is told in words."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            (text,) = texts(nbformat.from_dict({"cells": [cell]}))
            yield from (Place(figure, cell.id, line) for figure, line in figures(text))
            continue
        for keyword in (k for call in calls(cell) for k in call.keywords if k.arg == "worked"):
            text = " ".join(
                node.value
                for node in ast.walk(keyword.value)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
            yield from (Place(f, cell.id, f"worked={line!r}") for f, line in figures(text))


def witnesses(notebook):
    """The value of each number that a cell of code gives, or that its code names."""
    found = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found |= numbers_in_code(cell.source)
            for output in cell.outputs:
                text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
                found |= {value(match[0]) for match in NUMBER.finditer(text)}
    return found


class Numbers(ast.NodeVisitor):
    """The numbers of code; what a question's author calls wrong, and what it says, is left out."""

    def __init__(self):
        self.found = set()

    def visit_Constant(self, node):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            self.found.add(Decimal(repr(node.value)).normalize())

    def visit_keyword(self, node):
        if node.arg not in WRONG_ON_PURPOSE:
            self.generic_visit(node)


def numbers_in_code(code):
    """The value of each number in code, not in its comments or texts."""
    visitor = Numbers()
    visitor.visit(ast.parse(plain(code)))
    return visitor.found


def unproved(notebook):
    """The figures that no cell gives."""
    known = witnesses(notebook)
    return [place for place in claims(notebook) if value(place.figure) not in known]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_figure_in_the_text_comes_out_of_a_cell(path):
    missing = [
        f"{path.name}, cell {place.cell}: no cell gives {place.figure}, in: {place.line}"
        for place in unproved(nbformat.read(path, as_version=4))
        if (path.stem, place.figure) not in TYPED
    ]
    advice = (
        "Correct the figure, or let a cell print it, or assert it in a line of code; "
        f"if it cannot be computed, give the reason in TYPED of {Path(__file__).name}."
    )
    assert not missing, "\n".join([*missing, advice])


def test_no_figure_is_typed_that_a_cell_gives():
    needed = {
        (path.stem, place.figure)
        for path in LESSONS
        for place in unproved(nbformat.read(path, as_version=4))
    }
    assert set(TYPED) <= needed, "take out of TYPED what is no longer needed"


def lesson(text, code, printed=""):
    """A notebook of one text cell and one cell of code."""
    cell = nbformat.v4.new_code_cell(code)
    if printed:
        cell.outputs = [nbformat.v4.new_output("stream", text=printed)]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), cell])


@pytest.mark.parametrize(
    ("text", "code", "printed", "missing"),
    [
        ("That makes **7,850** weights.", "assert n == 7_840", "7,840 weights", ["7,850"]),
        ("That makes **7,840** weights.", "assert n == 7_840", "", []),
        ("That makes **7,840** weights.", "show(n)", "7840 weights", []),
        ("That makes 7,840 weights.", "show(n)  # 7,840", "", ["7,840"]),
        ("That makes 7,840 weights.", "show('7,840')", "", ["7,840"]),
        ("| plain | 7,850 |\n|---|---|", "1", "7,840", ["7,850"]),
        ("$784 \\times 10 = 7850$", "784", "7,840", ["7850"]),
        ("It reads 87 % of them.", "show(right)", "87% right", []),
        ("It reads 87% of them.", "assert right > 0.88", "88%", ["87%"]),
        ("It reads 5 % of them.", "1", "5", ["5 %"]),
        ("A slope of 0.1, or −0.25.", "f(0.1)", "", ["0.25"]),
        ("It is 5.33 times 16.", "1", "5.33", []),
        ("From 28 × 28 to 7, see [1](https://a.b/123) {cite:p}`lecun1998`.", "1", "", []),
        ("```\n999\n```", "1", "", []),
        ("", "Question.number('?', 432, worked='16 · 27 = 423')", "", ["423"]),
        ("", "Question.number('?', 2, mistakes={423: 'no'}, worked='= 423')", "", ["423"]),
        ("", "Question.number('?', f(27), worked=f'{27 * 16}' ' = 432')", "432", []),
    ],
)
def test_a_figure_without_a_witness_is_found(text, code, printed, missing):
    assert [place.figure for place in unproved(lesson(text, code, printed))] == missing
