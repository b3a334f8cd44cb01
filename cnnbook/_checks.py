"""Argument validation. Each error states the rule, the values given, and the likely mistake."""

from math import isfinite

import numpy as np


def is_integer(value) -> bool:
    """Return whether ``value`` is a Python or NumPy integer; booleans are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_number(value) -> bool:
    """Return whether ``value`` is a Python or NumPy number; booleans are not."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def check_integer(name: str, value, minimum: int | None = 1, maximum: int | None = None) -> int:
    """Return ``value`` as int; reject what is not an integer within the bounds.

    Raises
    ------
    TypeError
        If ``value`` is not an integer.
    ValueError
        If it is below ``minimum`` or above ``maximum``; None is no bound.

    Examples
    --------
    >>> check_integer("groups", np.int64(2))
    2
    >>> check_integer("groups", 0)
    Traceback (most recent call last):
    ValueError: groups must be a positive integer, got 0
    """
    rule = f"{name} must be {_integer_rule(minimum, maximum)}"
    if not is_integer(value):
        raise TypeError(f"{rule}, got {value!r}")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        raise ValueError(f"{rule}, got {value}")
    return int(value)


def _integer_rule(minimum: int | None, maximum: int | None) -> str:
    if maximum is not None:
        within = f"from {minimum} to" if minimum is not None else "of at most"
        return f"an integer {within} {maximum}"
    usual = {None: "an integer", 0: "a non-negative integer", 1: "a positive integer"}
    return usual.get(minimum, f"an integer of at least {minimum}")


def check_fraction(name: str, value) -> float:
    """Return ``value``; reject what is not a number from 0 to 1.

    Examples
    --------
    >>> check_fraction("p", 50)
    Traceback (most recent call last):
    ValueError: p must be a number from 0 to 1, got 50
    """
    if not is_number(value):
        raise TypeError(f"{name} must be a number from 0 to 1, got {value!r}")
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be a number from 0 to 1, got {value}")
    return value


def check_number(name: str, value) -> float:
    """Return ``value``; reject what is not a number."""
    if not is_number(value):
        raise TypeError(f"{name} must be a number, got {value!r}")
    return value


def check_finite(name: str, value) -> float:
    """Return ``value``; reject what is not a number, and NaN and ∞.

    Examples
    --------
    >>> check_finite("alpha", float("nan"))
    Traceback (most recent call last):
    ValueError: alpha must be a finite number, got nan
    """
    if not isfinite(check_number(name, value)):
        raise ValueError(f"{name} must be a finite number, got {value}")
    return value


def check_flag(name: str, value) -> bool:
    """Return ``value`` as bool; reject what is neither True nor False.

    Examples
    --------
    >>> check_flag("bias", "no")
    Traceback (most recent call last):
    TypeError: bias must be True or False, got 'no'
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return bool(value)


def check_choice(name: str, value, choices: tuple) -> str:
    """Return ``value``; reject what is not one of ``choices``."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {choices}, got {value!r}")
    return value


def check_float_dtype(dtype) -> np.dtype:
    """Return ``dtype`` as NumPy's; reject what is not a float type.

    Examples
    --------
    >>> check_float_dtype(int)
    Traceback (most recent call last):
    ValueError: dtype must be a float type such as numpy.float32, got int64
    """
    rule = "dtype must be a float type such as numpy.float32"
    try:
        found = np.dtype(dtype)
    except TypeError as error:
        raise TypeError(f"{rule}, got {dtype!r}") from error
    if found.kind != "f":
        raise ValueError(f"{rule}, got {found}")
    return found


def as_real(array, name: str) -> np.ndarray:
    """Return ``array`` as a NumPy array; reject anything but real numbers."""
    try:
        result = np.asarray(array)
    except ValueError as error:
        raise ValueError(f"{name} must be a full array: are all its rows equally long?") from error
    if result.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} must be an array of real numbers, got {type(array).__name__} "
            f"with dtype {result.dtype}"
        )
    return result


def as_numbers(value, name: str) -> np.ndarray:
    """Return as :func:`as_real` does what may also be a tensor or a parameter of PyTorch."""
    if callable(getattr(value, "detach", None)):
        value = value.detach().cpu()
        if "bfloat16" in str(value.dtype):  # NumPy has no such type
            value = value.float()
    return as_real(value, name)


def as_indices(values, name: str) -> np.ndarray:
    """Return class indices as an array of integers; reject anything else."""
    array = as_real(values, name)
    if array.dtype.kind not in "iu":
        if array.size:
            raise TypeError(f"class indices must be integers, got an array of {array.dtype}")
        array = array.astype(np.int64)  # an empty list
    return array


def as_float(input, name: str = "input") -> np.ndarray:
    """Return ``input`` as a float array, without a copy if it is one already."""
    array = as_real(input, name)
    return array.astype(float_type(array), copy=False)


def float_type(*arrays: np.ndarray) -> np.dtype:
    """Return the dtype of a result: the widest float given, or float64 if all are integers.

    Examples
    --------
    >>> float_type(np.zeros(1, np.float32), np.zeros(1, int)), float_type(np.zeros(1, int))
    (dtype('float32'), dtype('float64'))
    """
    kinds = {array.dtype for array in arrays if array.dtype.kind == "f"}
    if len(kinds) == 1:
        return kinds.pop()
    return np.result_type(*kinds) if kinds else np.dtype(np.float64)


def sum_type(dtype: np.dtype) -> np.dtype:
    """Return the dtype in which to add up: float32 for float16, which would lose too much.

    Examples
    --------
    >>> sum_type(np.dtype(np.float16)), sum_type(np.dtype(np.float64))
    (dtype('float32'), dtype('float64'))
    """
    return np.dtype(np.float32) if dtype == np.float16 else dtype
