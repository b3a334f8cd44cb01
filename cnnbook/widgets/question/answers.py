"""Answers of a Question that are known: how a number or a choice is read, and when it is right.

The page judges the same way in ``question_engine.js``; only the reasons for wrong answers are the
page's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import traitlets

from ..shared.traits import plain

_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}([, '’_\u00a0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?"
)
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_SEPARATOR = re.compile("[, '’_\u00a0\u2009\u202f]")


def read_number(text: str, unit: str = "") -> float:
    """Return what a reader typed as a number, NaN when it is none.

    Examples
    --------
    >>> [read_number(text) for text in ("7,840", "7 840", "1/8", "−0,5")]
    [7840.0, 7840.0, 0.125, -0.5]
    """
    clean = re.sub("[−–]", "-", text.strip())
    if unit:
        clean = clean.removesuffix(unit).strip()
    parts = [_read_part(part) for part in clean.split("/")]
    if len(parts) == 1:
        return parts[0]
    return parts[0] / parts[1] if len(parts) == 2 and parts[1] else math.nan


def _read_part(text: str) -> float:
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = _SEPARATOR.sub("", text)
    elif "." not in text:
        text = text.replace(",", ".", 1)
    return float(text) if _PLAIN.fullmatch(text) else math.nan


def margin(value: float) -> float:
    """Return how far an answer may be off: nothing for a whole number, else three digits' worth."""
    return 1e-9 * max(1, abs(value)) if float(value).is_integer() else 0.005 * abs(value)


@dataclass(frozen=True)
class NumberAnswer:
    """A number that the reader types."""

    answer: float
    tolerance: float
    unit: str = ""
    mistakes: Mapping[float, str] = field(default_factory=dict)
    kind = "number"
    start = ""

    def __post_init__(self) -> None:
        numbers = [self.answer, self.tolerance, *self.mistakes]
        if not all(isinstance(n, int | float | np.number) and math.isfinite(n) for n in numbers):
            raise ValueError(
                f"answer, tolerance and mistakes must be finite numbers, got {numbers}"
            )
        if right := [value for value in self.mistakes if self.right(str(plain(value)))]:
            raise ValueError(f"mistakes may not hold the right answer {self.answer}, got {right}")

    @property
    def details(self) -> dict[str, Any]:
        """What the page shows."""
        return {"unit": self.unit}

    @property
    def secret(self) -> dict[str, Any]:
        """What the page keeps to itself until the reader has answered."""
        mistakes = [[plain(value), margin(value), cause] for value, cause in self.mistakes.items()]
        return {"answer": plain(self.answer), "tolerance": self._margin, "mistakes": mistakes}

    @property
    def _margin(self) -> float:
        return float(self.tolerance) + 1e-12 if self.tolerance else margin(self.answer)

    def read(self, value: Any) -> str:
        """Return the response as text."""
        if isinstance(value, int | float | np.number) and not isinstance(value, bool):
            return str(plain(value))
        if not isinstance(value, str) or len(value) > 100:
            raise traitlets.TraitError(
                f"response must be a number or a short text, not {value!r:.80}"
            )
        return value

    def right(self, response: str) -> bool:
        """Say whether the response is right."""
        return abs(read_number(response, self.unit) - self.answer) <= self._margin


@dataclass(frozen=True)
class ChoiceAnswer:
    """One of several statements."""

    choices: Sequence[str]
    answer: int
    reasons: Sequence[str]
    kind = "choice"
    start = None

    def __post_init__(self) -> None:
        if len(self.choices) < 2 or len(self.reasons) != len(self.choices):
            raise ValueError(
                "a choice needs at least two choices and one reason for each, "
                f"got {len(self.choices)} choices and {len(self.reasons)} reasons"
            )
        if self.answer not in range(len(self.choices)):
            raise ValueError(
                f"answer is the index of the right choice, 0 to {len(self.choices) - 1}, "
                f"got {self.answer}"
            )

    @property
    def details(self) -> dict[str, Any]:
        """What the page shows."""
        return {"choices": list(self.choices)}

    @property
    def secret(self) -> dict[str, Any]:
        """What the page keeps to itself until the reader has answered."""
        return {"answer": int(self.answer), "reasons": list(self.reasons)}

    def read(self, value: Any) -> int | None:
        """Return the response as an index; the choice's own words will do as well."""
        if value is None or value in self.choices:
            return None if value is None else list(self.choices).index(value)
        if type(value) is not int or value not in range(len(self.choices)):
            raise traitlets.TraitError(
                f"response must be None or the index of a choice, 0 to {len(self.choices) - 1}, "
                f"not {value!r}"
            )
        return value

    def right(self, response: int | None) -> bool:
        """Say whether the response is right."""
        return response == self.answer
