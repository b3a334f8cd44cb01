"""The words for errors that a reader's function raises."""

from __future__ import annotations

from collections.abc import Callable

from .printing import indented
from .running import line_of

_ADVICE: dict[type[BaseException], str] = {
    ModuleNotFoundError: "Everything here can be written with NumPy alone.",
    UnboundLocalError: (
        "A name is read before it is made: give it its first value before the loop or the branch."
    ),
    NameError: (
        "Nothing has that name where the function looks for it. Is it spelled as where it is made, "
        "and is it among the arguments? NumPy needs: import numpy as np."
    ),
    IndexError: (
        "A place is read that is not there. Counting begins at 0, so the last of n has the number "
        "n − 1; print the indices, and the shape of what they index."
    ),
    ZeroDivisionError: "Something is divided by 0: print what stands below the fraction line.",
    OverflowError: "A number grew beyond what a float can hold: print what is raised to a power.",
    AttributeError: "That kind of value has no such part: print type(…) of it.",
    RecursionError: "The function calls itself without end: what makes it stop?",
    KeyError: "That key is not in the dictionary: print the dictionary before this line.",
    MemoryError: "That array is far too large: print its shape before it is made.",
    AssertionError: "A check of your own failed here: print both sides of it.",
    SystemExit: "A function returns its result; exit() ends all of Python.",
    TypeError: (
        "A value is not of the kind that this line needs: print type(…) of each one in it. None "
        "comes from a function without return; sizes and indices must be whole numbers."
    ),
}
_SHAPES = (
    "Two arrays have shapes that do not go together: from the right, each pair of sizes must be "
    "equal, or one of them 1. Print the shape of each just before this line."
)


def told_error(error: BaseException, function: Callable) -> str:
    """Say which error arose and in which line of the function."""
    text = indented(f"{type(error).__name__}: {error}".rstrip(": "))
    line = line_of(error, function)
    if line is None:
        return text
    return f"{text}\n    in line {line[0]}" + (f": {line[1]}" if line[1] else "")


def advice(error: BaseException) -> str:
    """Say where to look.

    Examples
    --------
    >>> advice(ZeroDivisionError())
    'Something is divided by 0: print what stands below the fraction line.'
    """
    text = str(error)
    if isinstance(error, ValueError) and ("broadcast" in text or "mismatch" in text):
        return _SHAPES
    if isinstance(error, ValueError) and "ambiguous" in text:
        return "An array is used where one True or False is needed: np.where chooses cell by cell."
    for kind, words in _ADVICE.items():
        if isinstance(error, kind):
            return words
    return "Print what stands in that line, just before it."
