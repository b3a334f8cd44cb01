"""Trait types of the widgets' state, which validate each value when it is set."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import traitlets

from cnnbook._checks import check_integer, is_number


def plain(value: float) -> int | float:
    """Return an integral number as int, so that Python and the page print it the same way."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def limit_of(trait: traitlets.TraitType) -> dict[str, Any] | None:
    """Return the values that a link may set for a trait, or None if it may set none.

    Examples
    --------
    >>> limit_of(traitlets.Bool()), limit_of(traitlets.Enum(("max", "average")))
    ({'kind': 'flag'}, {'kind': 'choice', 'choices': ['max', 'average']})
    """
    if isinstance(trait, Integer | Number):
        bounds = {"min": trait.min, "max": trait.max}
        kept = {name: bound for name, bound in bounds.items() if bound is not None}
        finite = {name: bound for name, bound in kept.items() if math.isfinite(bound)}
        return {"kind": "whole" if isinstance(trait, Integer) else "number", **finite}
    if isinstance(trait, traitlets.Enum):
        return {"kind": "choice", "choices": list(trait.values)}
    if isinstance(trait, traitlets.Bool):
        return {"kind": "flag"}
    if trait.name == "image_code":  # the code of an image from a link is not known
        return {"kind": "exactly", "exactly": ""}
    return getattr(trait, "limit", None)


class Matrix(traitlets.TraitType):
    """A two-dimensional array of finite numbers, stored as nested lists.

    Parameters
    ----------
    largest : int
        Largest number of rows and of columns.
    """

    default_value = traitlets.Undefined
    info_text = "a 2-D array of finite numbers, such as [[0, 1], [1, 0]]"

    def __init__(
        self, default_value: Any = traitlets.Undefined, *, largest: int = 256, **kwargs: Any
    ):
        self.largest = largest
        self.limit = {"kind": "grid", "largest": [largest, largest]}
        super().__init__(default_value, **kwargs)

    def validate(self, obj: Any, value: Any) -> list[list[float]]:
        """Return `value` as nested lists, or raise a TraitError that states the rule."""
        return as_rows(value, name=self.name or "matrix", largest=self.largest)


def as_rows(value: Any, *, name: str, largest: int = 256) -> list[list[float]]:
    """Return a 2-D array-like as nested lists of numbers, or raise a TraitError."""
    array = as_array(value, f"{name} must be a 2-D array of numbers")
    if array.ndim != 2 or array.size == 0:
        raise traitlets.TraitError(
            f"{name} must be a 2-D array with at least one number, got shape {array.shape}"
        )
    if max(array.shape) > largest:
        raise traitlets.TraitError(
            f"{name} must have at most {largest} rows and columns in this widget, "
            f"got shape {array.shape}"
        )
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise traitlets.TraitError(
            f"{name} must hold finite numbers, "
            f"got {array[row, column]} in row {row}, column {column}"
        )
    return [[plain(number) for number in row] for row in array.tolist()]


def as_array(value: Any, rule: str) -> np.ndarray:
    """Return an array-like as float64, or raise a TraitError that states the rule and the value."""
    try:
        array = np.asarray(value)
        # A float32 0.1 should print as 0.1, not as 0.10000000149011612.
        text = array.astype(str) if array.dtype in (np.float32, np.float16) else array
        return np.asarray(text, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(f"{rule}, got {value!r:.80}") from error


class Integer(traitlets.Int):
    """An integer within bounds, with an error message that names them."""

    def validate(self, obj: Any, value: Any) -> int:
        """Return `value` as int, or raise a TraitError with the bounds."""
        try:
            return check_integer(self.name, value, self.min, self.max)
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None


class Number(traitlets.Float):
    """A finite number within bounds, with an error message that names them."""

    def validate(self, obj: Any, value: Any) -> int | float:
        """Return `value` as a plain number, or raise a TraitError."""
        if not is_number(value) or not math.isfinite(value):
            raise traitlets.TraitError(f"{self.name} must be a finite number, got {value!r}")
        if not self.min <= value <= self.max:
            raise traitlets.TraitError(
                f"{self.name} must be a number from {self.min:g} to {self.max:g}, got {value}"
            )
        return plain(value)
