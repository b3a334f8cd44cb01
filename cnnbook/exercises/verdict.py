"""What the judge says about a function."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .picture import drawn
from .printing import Text


@dataclass(frozen=True, repr=False)
class Verdict:
    """What `check` says about a function, as text, as a picture and for programs.

    Attributes
    ----------
    exercise : str
        The exercise's name.
    passed : bool
        Whether the function is right for every call tried.
    mistake : str or None
        A short key of the mistake that was probably made; None if it passed or nobody knows.
    lines : tuple of (str, str)
        The message piece by piece: its kind ("say", "code", "came" or "why") and its text. What
        came is left out where a picture shows it.
    call : str or None
        The smallest call that fails, to be copied.
    got, expected : object
        What that call returned and should have returned, as arrays; None where nothing came.
    place : tuple of int or None
        Where the first wrong number stands.
    printed : str
        What the function printed in that call.

    Examples
    --------
    >>> from cnnbook.exercises import check
    >>> verdict = check("relu", lambda x: x * (x > 0))
    >>> verdict.passed, verdict.mistake
    (True, None)
    """

    exercise: str
    passed: bool
    mistake: str | None
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    call: str | None = None
    got: Any = None
    expected: Any = None
    part: int | None = None
    place: tuple[int, ...] | None = None
    printed: str = ""

    @property
    def message(self) -> str:
        """All of it in words."""
        return Text("\n\n".join(text for _, text in self.lines))

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return str(self.message)

    def _repr_html_(self) -> str:
        return drawn(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as what JSON can hold; NaN and infinity become text.

        Examples
        --------
        >>> from cnnbook.exercises import check
        >>> check("relu", abs).to_dict()["mistake"]
        'absolute-value'
        """
        names = ("exercise", "passed", "mistake", "message", "call", "got", "expected", "printed")
        told = {name: _plain(getattr(self, name)) for name in names}
        return told | {"place": None if self.place is None else list(self.place)}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value
