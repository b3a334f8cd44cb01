"""The kinds of values that a widget's state holds, each checked where it is set."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import traitlets


def plain(value: float) -> int | float:
    """Return a whole number as int, so that Python and the page write it alike."""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def limit_of(trait: traitlets.TraitType) -> dict[str, Any] | None:
    """Return what the page may take for a trait from a link, or None when it may take nothing.

    Examples
    --------
    >>> limit_of(traitlets.Bool()), limit_of(traitlets.Enum(("max", "average")))
    ({'kind': 'flag'}, {'kind': 'choice', 'choices': ['max', 'average']})
    """
    if isinstance(trait, Whole | Number):
        bounds = {"min": trait.min, "max": trait.max}
        kept = {name: bound for name, bound in bounds.items() if bound is not None}
        finite = {name: bound for name, bound in kept.items() if math.isfinite(bound)}
        return {"kind": "whole" if isinstance(trait, Whole) else "number", **finite}
    if isinstance(trait, traitlets.Enum):
        return {"kind": "choice", "choices": list(trait.values)}
    if isinstance(trait, traitlets.Bool):
        return {"kind": "flag"}
    if trait.name == "image_code":  # an image that a link brings has no code
        return {"kind": "exactly", "exactly": ""}
    return getattr(trait, "limit", None)


class Matrix(traitlets.TraitType):
    """A two-dimensional grid of finite numbers, kept as nested lists.

    Parameters
    ----------
    largest : int
        The most rows or columns that are allowed.
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
        """Return `value` as nested lists, or raise a TraitError that says what is wrong with it."""
        return as_rows(value, name=self.name or "matrix", largest=self.largest)


def as_rows(value: Any, *, name: str, largest: int = 256) -> list[list[float]]:
    """Turn anything array-like into nested lists of numbers, or raise a TraitError."""
    array = _as_array(value, name)
    if array.ndim != 2 or array.size == 0:
        raise traitlets.TraitError(
            f"{name} must be a 2-D array with at least one number, not one of shape {array.shape}"
        )
    if max(array.shape) > largest:
        raise traitlets.TraitError(
            f"{name} of shape {array.shape} is too large for this widget: "
            f"{largest} rows and columns at most"
        )
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise traitlets.TraitError(
            f"{name} must hold finite numbers, "
            f"but row {row}, column {column} is {array[row, column]}"
        )
    return [[plain(number) for number in row] for row in array.tolist()]


def _as_array(value: Any, name: str) -> np.ndarray:
    try:
        array = np.asarray(value)
        # A float32 0.1 should read 0.1, not 0.10000000149011612.
        text = array.astype(str) if array.dtype in (np.float32, np.float16) else array
        return np.asarray(text, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise traitlets.TraitError(
            f"{name} must be a 2-D array of numbers, not {value!r:.80}"
        ) from error


class Whole(traitlets.Int):
    """A whole number between two bounds, with a message that names them."""

    def validate(self, obj: Any, value: Any) -> int:
        """Return `value` as int, or raise a TraitError with the bounds."""
        low = -math.inf if self.min is None else self.min
        high = math.inf if self.max is None else self.max
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise traitlets.TraitError(f"{self.name} must be a whole number, not {value!r}")
        if not low <= value <= high:
            raise traitlets.TraitError(f"{self.name} must be from {low} to {high}, not {value}")
        return int(value)


class Number(traitlets.Float):
    """A finite number."""

    def validate(self, obj: Any, value: Any) -> int | float:
        """Return `value` as a plain number, or raise a TraitError."""
        good = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not good or not math.isfinite(value):
            raise traitlets.TraitError(f"{self.name} must be a finite number, not {value!r}")
        low, high = self.min, self.max
        if not low <= value <= high:
            raise traitlets.TraitError(f"{self.name} must be from {low} to {high}, not {value}")
        return plain(value)
