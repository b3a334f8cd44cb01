"""Whether a result is the right one, and where it first is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

TOLERANCE = 1e-4  # of the largest value, wide enough for float32
_HALF = 1e-2  # the same for float16
_EXACT = 1e-9  # for integers: only what rounding to a float may do


class UnusableError(Exception):
    """A value that is no array of numbers; the text says what it is."""


@dataclass(frozen=True)
class Difference:
    """The first thing that is wrong with a result."""

    kind: str  # "type", "shape" or "values"
    words: str
    part: int | None = None  # which of several values
    place: tuple[int, ...] | None = None


def as_numbers(value: Any) -> np.ndarray:
    """Return a list, a number or anything like an array as an array of numbers.

    Examples
    --------
    >>> as_numbers([[1, True], (2.5, 3)])
    array([[1. , 1. ],
           [2.5, 3. ]])
    """
    if isinstance(value, str | bytes | dict | set | frozenset | type) or value is Ellipsis:
        raise UnusableError(f"{_kind(value)} came back where numbers were expected")
    if callable(value):
        raise UnusableError("a function came back: perhaps its brackets () are missing")
    if isinstance(value, Iterator):
        raise UnusableError(f"{_kind(value)} came back: list(…) around it makes it a list")
    try:
        array = np.asarray(value)
        if array.dtype.kind == "O":
            array = _plainer(array)
    except ValueError as error:
        if isinstance(value, tuple):
            raise UnusableError(f"{len(value)} values came back in the place of one") from error
        raise UnusableError("the rows that came back have different lengths") from error
    except Exception as error:
        raise UnusableError(f"{_kind(value)} came back{_odd(value)}") from error
    if array.dtype.kind == "c" and np.allclose(array.imag, 0):
        array = array.real
    if array.dtype.kind not in "biuf":
        raise UnusableError(f"values of type {array.dtype} came back where numbers were expected")
    return array


def _plainer(array: np.ndarray) -> np.ndarray:
    """Return an array of objects as one of numbers, if they are any."""
    if any(number is None for number in array.flat):
        raise TypeError
    found = np.array(array.tolist())
    return array.astype(float) if found.dtype.kind == "O" else found


def _kind(value: Any) -> str:
    name = {"str": "text", "ndarray": "array"}.get(type(value).__name__, type(value).__name__)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _odd(value: Any) -> str:
    if not isinstance(value, list | tuple | np.ndarray):
        return " where numbers were expected"
    found = next((v for v in np.asarray(value, dtype=object).flat if not np.isscalar(v)), None)
    return f" that holds {'None' if found is None else _kind(found)}"


def parts_of(value: Any, count: int) -> tuple:
    """Return the several values that a function returned."""
    try:
        parts = tuple(value)
    except TypeError:
        parts = (value,)
    if len(parts) != count or isinstance(value, str | dict | set):
        came = f"{_kind(value)} of {len(parts)}" if len(parts) != 1 else "one value"
        raise UnusableError(f"{count} values were expected, separated by commas, and {came} came")
    return parts


def normal(value: Any, expected: Any) -> Any:
    """Return what came as arrays, several values as a tuple of arrays."""
    if isinstance(expected, tuple):
        return tuple(as_numbers(part) for part in parts_of(value, len(expected)))
    return as_numbers(value)


def compare(value: Any, expected: Any, tolerance: float = TOLERANCE) -> Difference | None:
    """Return the first difference between a result and the right one, or None.

    Examples
    --------
    >>> compare([[1, 2], [3, 5]], np.array([[1, 2], [3, 4]])).words
    'row 1, column 1 is 5 and should be 4'
    >>> compare([1.0, 2.0], np.array([1, 2])) is None
    True
    """
    try:
        value = normal(value, expected)
    except UnusableError as error:
        return Difference("type", str(error))
    if not isinstance(expected, tuple):
        return _compare_array(value, np.asarray(expected), tolerance)
    for part, pair in enumerate(zip(value, expected, strict=True)):
        found = _compare_array(pair[0], np.asarray(pair[1]), tolerance)
        if found is not None:
            words = f"in {_ORDER[part]} of the {len(expected)} values, {found.words}"
            return Difference(found.kind, words, part, found.place)
    return None


_ORDER = ("the first", "the second", "the third")


def _compare_array(value: np.ndarray, expected: np.ndarray, tolerance: float) -> Difference | None:
    if value.shape != expected.shape:
        return Difference("shape", f"{_shape(value)} came, and {_shape(expected)} was expected")
    wrong = differing(value, expected, tolerance)
    if not wrong.any():
        return None
    place = tuple(int(n) for n in np.argwhere(wrong)[0])
    came, right = _told_apart(value[place], expected[place])
    where = f"{written_place(place)} is" if place else "it is"
    return Difference("values", f"{where} {came} and should be {right}", place=place)


def _shape(array: np.ndarray) -> str:
    return f"an array of shape {array.shape}" if array.ndim else "one number"


def _told_apart(came: Any, right: Any) -> tuple[str, str]:
    for digits in (6, 12, 17):
        texts = tuple(f"{v:.{digits}g}" if v.dtype.kind == "f" else str(v) for v in (came, right))
        if texts[0] != texts[1]:
            break
    return texts


def written_place(place: tuple[int, ...]) -> str:
    """Write where a number stands.

    Examples
    --------
    >>> written_place((2,)), written_place((0, 3)), written_place((1, 0, 3))
    ('place 2', 'row 0, column 3', 'map 1, row 0, column 3')
    """
    if len(place) < 2:
        return f"place {place[0]}"
    if len(place) > 3:
        return f"place {list(place)}"
    before = f"map {place[0]}, " if len(place) == 3 else ""
    return f"{before}row {place[-2]}, column {place[-1]}"


def differing(value: np.ndarray, expected: np.ndarray, tolerance: float = TOLERANCE) -> np.ndarray:
    """Return where two arrays of one shape differ by more than rounding."""
    if value.size == 0:
        return np.zeros(value.shape, bool)
    right = np.asarray(expected)
    share = max(_HALF, tolerance) if value.dtype == np.float16 else tolerance
    share = share if right.dtype.kind == "f" else _EXACT
    value, right = value.astype(float), right.astype(float)
    finite = np.abs(right[np.isfinite(right)])
    near = share * finite.max(initial=0) or min(share, TOLERANCE)
    with np.errstate(all="ignore"):
        alike = (value == right) | (np.abs(value - right) <= near)  # infinities are equal
    return ~(alike | (np.isnan(value) & np.isnan(right)))


def same(one: Any, other: Any) -> bool:
    """Tell whether two results are equal but for rounding; `other` sets the tolerance."""
    return compare(one, other) is None
