"""How calls and values are written: short to read, exact to copy."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from cnnbook._printable import printable

_LINE = 88  # characters, before each argument gets a line of its own


class Formula:
    """A function that is an argument and prints as its own source.

    Examples
    --------
    >>> square = Formula("lambda x: x**2")
    >>> square, square(3)
    (lambda x: x**2, 9)
    """

    def __init__(self, text: str):
        self.text = text
        self._function: Callable = eval(text, {"np": np})  # the texts are the exercises' own

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        return self._function(*arguments)

    def __repr__(self) -> str:
        return self.text

    def __deepcopy__(self, memo: dict) -> Formula:
        return self


class Text(str):
    """Text that a notebook shows as it is, without quotation marks, and every terminal prints."""

    __slots__ = ()

    def __str__(self) -> str:
        return printable(super().__str__())

    __repr__ = __str__


def fresh(arguments: tuple) -> tuple:
    """Return copies that a function may spoil."""
    return copy.deepcopy(arguments)


def written_call(name: str, arguments: tuple) -> str:
    """Write a call so that it can be copied.

    Examples
    --------
    >>> print(written_call("pad_zeros", (np.array([[1.0, 2.0], [3.0, 4.0]]), 1)))
    pad_zeros(np.array([[1., 2.], [3., 4.]]), 1)
    """
    texts = [_written_argument(argument) for argument in arguments]
    line = f"{name}({', '.join(texts)})"
    if len(line) <= _LINE:
        return line
    lines = ",\n    ".join(_written_argument(argument, long=True) for argument in arguments)
    return f"{name}(\n    {lines},\n)"


def _written_argument(value: Any, long: bool = False) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    text = np.array2string(
        value,
        separator=", ",
        floatmode="unique",
        threshold=value.size + 1,
        max_line_width=_LINE if long else 10**6,
        prefix=" " * len("    np.array("),
    )
    if not long:
        text = re.sub(" +([],])", r"\1", " ".join(text.split()))  # no columns to keep straight
    text = "\n".join(line for line in text.splitlines() if line.strip())
    return f"np.array({text})".replace("[ ", "[")


def written_value(value: Any) -> str:
    """Write what a function returned.

    Examples
    --------
    >>> print(written_value((np.float64(2.5), np.array([[1.0], [0.25]]))))
    2.5, array([[1.  ],
           [0.25]])
    """
    if isinstance(value, tuple):
        return ", ".join(written_value(part) for part in value)
    if isinstance(value, np.ndarray) and value.ndim:
        with np.printoptions(precision=6, suppress=True, threshold=400, linewidth=_LINE):
            return repr(value)
    return written_number(value) if np.ndim(value) == 0 else repr(value)


def written_number(value: Any, digits: int = 6) -> str:
    """Write one number with at most so many digits.

    Examples
    --------
    >>> written_number(np.float64(0.1 + 0.2)), written_number(1310720), written_number(np.nan)
    ('0.3', '1310720', 'nan')
    """
    number = np.asarray(value).item()
    return f"{number:.{digits}g}" if isinstance(number, float) else str(number)


def indented(text: str) -> str:
    """Indent each line by four spaces."""
    return "\n".join(f"    {line}" for line in text.splitlines())
