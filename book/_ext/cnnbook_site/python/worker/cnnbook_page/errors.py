"""Errors as a learner needs them: the reader's own frames, and a sentence for the commonest."""

from __future__ import annotations

import re
import traceback
from typing import Any

from . import scopes

labels: set[str] = set()  # of the cells that have run: the file names of the reader's own frames
book: list[dict[str, str]] = []  # the page's cells, in order: {"id", "label", "code"}


class NoInputError(Exception):
    """The page cannot be asked for input while Python runs."""

    __module__ = "builtins"  # shown by its own name


def no_input(prompt: object = "") -> str:
    """Stand in for `input`."""
    raise NoInputError("input() has nobody to ask in a page: write the value into the code instead")


def told(error: BaseException) -> dict[str, str]:
    """Return name, message, traceback and a sentence of help for an error."""
    made = traceback.TracebackException.from_exception(error)
    _keep_own_frames(made)
    return {
        "name": type(error).__name__,
        "message": str(error),
        "traceback": "".join(made.format()),
        "help": help_for(error),
    }


def _keep_own_frames(made: traceback.TracebackException) -> None:
    """Keep the frames of cells alone, here and in the errors that led to this one."""
    kept = [frame for frame in made.stack if frame.filename in labels]
    made.stack = traceback.StackSummary.from_list(kept)
    for cause in (made.__cause__, made.__context__):
        if cause is not None:
            _keep_own_frames(cause)


def help_for(error: BaseException) -> str:
    """Return what probably happened, in a sentence; an empty text where nobody knows.

    Examples
    --------
    >>> help_for(ModuleNotFoundError("No module named 'torch'", name="torch"))[:40]
    'torch is not part of this page. Python i'
    """
    for kind, explain in _HELP.items():
        if isinstance(error, kind):
            return explain(error)
    return ""


def _name(error: NameError) -> str:
    name = error.name or ""
    for cell in book:
        if name in scopes.made(cell["code"]):
            return (
                f"{name} is made in {cell['label']}, which has not run since Python started, or "
                "was changed: run it first."
            )
    return f"Nothing on this page is called {name}: is it spelled as where it is made?"


def _module(error: ModuleNotFoundError) -> str:
    name = (error.name or "").split(".")[0]
    return (
        f"{name} is not part of this page. Python in the page has NumPy, Matplotlib, ipywidgets "
        "and cnnbook; for more, open the lesson in JupyterLab (the arrow at the top of the page)."
    )


def _value(error: ValueError) -> str:
    text = str(error)
    if "could not be broadcast" in text or "mismatch in its core dimension" in text:
        shapes = re.findall(r"\([\d,]*\)", text)
        seen = f" Here they are {' and '.join(shapes)}." if len(shapes) > 1 else ""
        return (
            "Two arrays have shapes that do not go together: from the right, each pair of sizes "
            f"must be equal, or one of them 1.{seen} Print the shape of each."
        )
    return ""


def _indentation(error: SyntaxError) -> str:
    return (
        "The space at the beginning of a line says what belongs together. Lines of one block begin "
        "in the same column, and a line that ends in a colon is followed by a deeper one."
    )


def _syntax(error: SyntaxError) -> str:
    if re.match(r"\s*[%!?]", error.text or ""):
        return "Lines that begin with %, ! or ? are IPython's and work in JupyterLab only."
    return (
        "Python cannot read this cell. Look at the place marked with ^, and just before it: a "
        "bracket, a quotation mark or a colon may be missing."
    )


_HELP: dict[type[BaseException], Any] = {
    ModuleNotFoundError: _module,
    UnboundLocalError: lambda error: "",
    NameError: _name,
    IndentationError: _indentation,
    SyntaxError: _syntax,
    ValueError: _value,
    IndexError: lambda error: "Counting begins at 0: the last of n entries has the number n − 1.",
    RecursionError: lambda error: "A function calls itself without end: what makes it stop?",
    MemoryError: lambda error: "That needs more memory than a page may have: try a smaller size.",
}
