"""The validation of integers, which the whole package shares."""

import re

import numpy as np
import pytest

from cnnbook._checks import check_integer

POSITIVE, NON_NEGATIVE = (
    "x must be a positive integer, got ",
    "x must be a non-negative integer, got ",
)


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_an_integer_becomes_an_int(value):
    assert type(check_integer("x", value)) is int
    assert check_integer("x", value, 3, 3) == 3


@pytest.mark.parametrize(
    "value", [1.0, np.float64(1), "1", True, np.True_, None, [1], np.array([1])]
)
def test_anything_else_is_a_type_error(value):
    with pytest.raises(TypeError, match=re.escape(f"{POSITIVE}{value!r}")):
        check_integer("x", value)


@pytest.mark.parametrize(
    ("value", "bounds", "message"),
    [
        (0, (), f"{POSITIVE}0"),
        (np.int64(0), (), f"{POSITIVE}0"),
        (-1, (0,), f"{NON_NEGATIVE}-1"),
        (4, (5,), "x must be an integer of at least 5, got 4"),
        (0, (1, 28), "x must be an integer from 1 to 28, got 0"),
        (29, (1, 28), "x must be an integer from 1 to 28, got 29"),
        (3, (None, 2), "x must be an integer of at most 2, got 3"),
    ],
)
def test_an_integer_out_of_bounds_is_a_value_error(value, bounds, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        check_integer("x", value, *bounds)


def test_without_bounds_any_integer_is_taken():
    assert check_integer("x", -(10**20), None) == -(10**20)
    with pytest.raises(TypeError, match=r"x must be an integer, got 0\.5"):
        check_integer("x", 0.5, None)
