"""Mistakes that anybody can make in any function, known by what came beside what should."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .comparing import differing, same
from .printing import written_number

Pairs = list[tuple[np.ndarray, np.ndarray]]  # what came, and what should


def general(pairs: Pairs) -> tuple[str, str] | None:
    """Return key and words of the mistake that explains all pairs, or None."""
    if sum(got.size for got, _ in pairs) < 3:
        return None  # too few to tell
    for key, words, explains in _GENERAL:
        if all(explains(*pair) for pair in pairs):
            return key, words
    return _constant(pairs)


def about_shape(got: np.ndarray, expected: np.ndarray, arguments: dict[str, Any]) -> str:
    """Say how to look at a wrong shape."""
    alike = [n for n, a in arguments.items() if isinstance(a, np.ndarray) and a.shape == got.shape]
    if alike:
        return f"This is the shape of {alike[0]}. How large should the result be, on each axis?"
    if got.ndim == expected.ndim:
        return "Print the shape after each line, and see where it first is not what you expect."
    return (
        f"{expected.ndim} axes were expected and {got.ndim} came: an axis was added or lost, "
        "perhaps by reshape, by a sum over an axis too many or too few, or by [ ] around a result."
    )


def _transposed(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.ndim == 2 == expected.ndim and same(got.T, expected)


def _truncated(got: np.ndarray, expected: np.ndarray) -> bool:
    near = (np.floor(expected), np.trunc(expected), np.round(expected))
    return got.shape == expected.shape and any(same(got, whole) for whole in near)


def _negative(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.dtype.kind in "if" and same(-got.astype(float), expected)


def _infinite(got: np.ndarray, expected: np.ndarray) -> bool:
    return (
        got.dtype.kind == "f" and not np.isfinite(got).all() and bool(np.isfinite(expected).all())
    )


def _zeros(got: np.ndarray, expected: np.ndarray) -> bool:
    return got.shape == expected.shape and not got.any() and got.size > 0


def _zero_where(wrong: np.ndarray, got: np.ndarray, allowed: np.ndarray) -> bool:
    """Tell whether all that is wrong is still 0, and stands where it may."""
    return bool((wrong <= allowed).all() and not got[wrong].any())


def _edge(shape: tuple[int, ...], place: int) -> np.ndarray:
    """Mark the first or the last of each axis."""
    marked = np.zeros(shape, bool)
    for axis in range(len(shape)):
        np.moveaxis(marked, axis, 0)[place] = True
    return marked


def _short(got: np.ndarray, expected: np.ndarray) -> bool:
    """One too few: a smaller result, or the last row or column left at 0."""
    if got.ndim != expected.ndim or not got.ndim:
        return False
    if got.shape == expected.shape:
        return _zero_where(differing(got, expected), got, _edge(got.shape, -1))
    missing = np.subtract(expected.shape, got.shape)
    overlap = tuple(map(slice, got.shape))
    return bool(((missing == 0) | (missing == 1)).all()) and same(got, expected[overlap])


def _late(got: np.ndarray, expected: np.ndarray) -> bool:
    """Tell whether the first row or column is left at 0."""
    if got.shape != expected.shape or not got.ndim:
        return False
    return _zero_where(differing(got, expected), got, _edge(got.shape, 0))


def _early(got: np.ndarray, expected: np.ndarray) -> bool:
    """Only the first number, or only the first row, is there."""
    if got.shape != expected.shape or not got.ndim:
        return False
    first, row = np.zeros(got.shape, bool), np.zeros(got.shape, bool)
    first.flat[0] = row[0] = True
    wrong = differing(got, expected)
    return any(_zero_where(wrong, got, ~kept) and not got[~kept].any() for kept in (first, row))


def _constant(pairs: Pairs) -> tuple[str, str] | None:
    """Return a factor, or a difference, that all numbers have in common."""
    if any(got.shape != expected.shape for got, expected in pairs):
        return None
    came = np.concatenate([got.ravel().astype(float) for got, _ in pairs])
    right = np.concatenate([expected.ravel().astype(float) for _, expected in pairs])
    if len(came) < 4 or not np.isfinite(came).all():
        return None
    factor = (came @ right) / ((right @ right) or 1)
    if factor and same(came, factor * right):
        return "constant-factor", _FACTOR.format(written_number(factor, 4))
    if same(came, right + (came - right).mean()):
        return "constant-difference", _OFF.format(written_number((came - right).mean(), 4))
    return None


_FACTOR = (
    "Every number is {} times the right one, in this call and in the others that fail: something "
    "is multiplied or divided once too often, or once too seldom."
)
_OFF = (
    "Every number differs from the right one by {}, in this call and in the others that fail: "
    "something is added that should not be, or left out."
)

_GENERAL: tuple[tuple[str, str, Callable[[np.ndarray, np.ndarray], bool]], ...] = (
    (
        "rows-and-columns-exchanged",
        "Probably rows and columns are exchanged: the right numbers stand mirrored along the "
        "diagonal. The first index counts rows, downwards; the second columns, to the right.",
        _transposed,
    ),
    (
        "integer-division",
        "Probably something was rounded to whole numbers: // divides without remainder, and an "
        "array made of integers keeps no fractions.",
        _truncated,
    ),
    (
        "sign",
        "Probably a sign is the other way round: each number is right but for its minus.",
        _negative,
    ),
    (
        "all-zeros",
        "Every number is still 0, as it was when the array was made. Is something written into "
        "it, and do the loops run at all?",
        _zeros,
    ),
    (
        "returns-early",
        "Only the beginning is filled in, and the rest is still 0: probably return stands inside "
        "of a loop. It ends the function at once, so it should be as far left as the first for.",
        _early,
    ),
    (
        "off-by-one",
        "Probably a loop begins one too late: range(1, n) leaves out place 0.",
        _late,
    ),
    (
        "off-by-one",
        "Probably a loop ends one too early: range(n) already stops before n, so the last place "
        "needs no − 1.",
        _short,
    ),
    (
        "not-finite",
        "NaN or infinity came: something was divided by 0, or grew beyond what a float can hold. "
        "Print the parts of the formula one by one.",
        _infinite,
    ),
)
