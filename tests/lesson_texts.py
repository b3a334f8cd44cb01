"""What the cells of a committed notebook print, to be compared with what they print elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

BOOK = Path(__file__).resolve().parents[1] / "book"
NAMES = sorted(path.stem for path in BOOK.glob("*.ipynb"))
SHORTENED = "shortened-in-page"  # trains less where Python is slow, and says so
IGNORED = {"nbval-ignore-output", "remove-output"}  # outputs that depend on time or machine


def cells(name: str) -> list[Any]:
    """Return the code cells of a notebook, but for the one that installs the package."""
    every = nbformat.read(BOOK / f"{name}.ipynb", as_version=4).cells
    return [cell for cell in every if cell.cell_type == "code" and "launch" not in tags(cell)]


def tags(cell: Any) -> set[str]:
    """Return the tags of a cell."""
    return set(cell.metadata.get("tags", []))


def stored(name: str) -> dict[str, str]:
    """Return what the cells print or give as text, by their ids."""
    texts = {}
    for cell in cells(name):
        if not IGNORED & tags(cell):
            texts[cell.id] = "\n".join(filter(None, map(text_of, cell.outputs)))
    return texts


def text_of(output: Any) -> str:
    """Return what is printed, or the text of a value that has no other form."""
    data = output.get("data", {})
    return data["text/plain"] if set(data) == {"text/plain"} else output.get("text", "")


def lines(text: str) -> list[str]:
    """Return a text's lines, without space at their ends and without empty ones."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]
