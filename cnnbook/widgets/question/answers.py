"""Answers to a Question that are numbers or choices: how they are parsed and judged.

The page judges them the same way in ``judge.js``, which also gives reasons for wrong answers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import traitlets

from cnnbook._checks import check_integer, is_integer, is_number

from ..shared.traits import plain

_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}([, '’_\u00a0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*(\.[0-9]+)?"
)
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_TERMS = re.compile("(?<=[0-9.]) *(?=[+-])")  # a sign behind a number, not behind its e
_FACTORS = re.compile(" *([*×·/]) *")
_SEPARATOR = re.compile("[, '’_\u00a0\u2009\u202f]")


def parse_number(text: str, unit: str = "") -> float:
    """Parse a number as readers type it; NaN if it is not a number.

    Examples
    --------
    >>> [parse_number(text) for text in ("7,840", "7 840", "1/8", "− 0,5", "8*16*25 + 16")]
    [7840.0, 7840.0, 0.125, -0.5, 3216.0]
    """
    clean = re.sub("[−–]", "-", text.strip())
    if unit:
        clean = clean.removesuffix(unit).strip()
    clean = re.sub("([0-9]) +[a-z]{3,}$", r"\1", clean, flags=re.IGNORECASE)
    return sum(map(_product, _TERMS.split(clean)))


def _product(term: str) -> float:
    first, *rest = _FACTORS.split(re.sub("^([+-]) +", r"\1", term.strip()))
    value = _parse_part(first)
    for sign, part in zip(rest[::2], rest[1::2], strict=True):
        factor = _parse_part(part)
        value = value * factor if sign != "/" else value / factor if factor else math.nan
    return value


def _parse_part(text: str) -> float:
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = _SEPARATOR.sub("", text)
    elif "." not in text:
        text = text.replace(",", ".", 1)
    return float(text) if _PLAIN.fullmatch(text) else math.nan


def _readings(text: str) -> list[str]:
    """Return what a text may mean: one comma parts thousands, or decimals."""
    return [text, text.replace(",", ".")] if text.count(",") == 1 else [text]


def margin(value: float) -> float:
    """Return the tolerance of an answer: 0 for an integer (but rounding), else three digits."""
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
        if not all(is_number(n) and math.isfinite(n) for n in numbers):
            raise ValueError(
                f"answer, tolerance and mistakes must be finite numbers, got {numbers}"
            )
        if right := [value for value in self.mistakes if self.is_correct(str(plain(value)))]:
            raise ValueError(f"mistakes must not include the answer {self.answer}, got {right}")

    @property
    def details(self) -> dict[str, Any]:
        """The public part of the state, which the page shows."""
        return {"unit": self.unit}

    @property
    def secret(self) -> dict[str, Any]:
        """The hidden part of the state, for judging a response."""
        mistakes = [[plain(value), margin(value), cause] for value, cause in self.mistakes.items()]
        return {"answer": plain(self.answer), "tolerance": self._margin, "mistakes": mistakes}

    @property
    def _margin(self) -> float:
        return float(self.tolerance) + 1e-12 if self.tolerance else margin(self.answer)

    def parse(self, value: Any) -> str:
        """Return the response as text."""
        if is_number(value):
            return str(plain(value))
        if not isinstance(value, str) or len(value) > 100:
            raise traitlets.TraitError(
                f"response must be a number or a short text, got {value!r:.80}"
            )
        return value

    def is_correct(self, response: str) -> bool:
        """Return whether the response is correct."""
        numbers = (parse_number(text, self.unit) for text in _readings(response))
        return any(abs(number - self.answer) <= self._margin for number in numbers)


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
                "there must be at least two choices and one reason for each, "
                f"got {len(self.choices)} choices and {len(self.reasons)} reasons"
            )
        check_integer("answer", self.answer, 0, len(self.choices) - 1)

    @property
    def details(self) -> dict[str, Any]:
        """The public part of the state, which the page shows."""
        return {"choices": list(self.choices)}

    @property
    def secret(self) -> dict[str, Any]:
        """The hidden part of the state, for judging a response."""
        return {"answer": int(self.answer), "reasons": list(self.reasons)}

    def parse(self, value: Any) -> int | None:
        """Return the response as an index; the text of a choice is accepted too."""
        if value is None or value in self.choices:
            return None if value is None else list(self.choices).index(value)
        if not is_integer(value) or value not in range(len(self.choices)):
            raise traitlets.TraitError(
                f"response must be None or the index of a choice, 0 to {len(self.choices) - 1}, "
                f"got {value!r}"
            )
        return int(value)

    def is_correct(self, response: int | None) -> bool:
        """Return whether the response is correct."""
        return response == self.answer
