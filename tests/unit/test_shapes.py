"""Output sizes, padding amounts, and what bad input is told."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook._engine.geometry import conv_geometry, output_size, padding_sides, pair, pool_geometry

ONES = np.ones


@given(st.integers(0, 30), *(st.integers(1, 5) for _ in range(3)), st.integers(0, 4))
def test_output_size_counts_the_windows_that_fit(n, kernel, stride, dilation, padding):
    reach = dilation * (kernel - 1) + 1
    fitting = len(range(0, n + 2 * padding - reach + 1, stride))
    size = output_size(n, kernel, stride=stride, padding=padding, dilation=dilation)
    assert max(size, 0) == fitting


def test_sizes_of_the_book():
    assert [output_size(28, 3), output_size(28, 3, padding=1), output_size(28, 2, stride=2)] == [
        26,
        28,
        14,
    ]


@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 12))
def test_same_padding_keeps_the_size(kernel, dilation, n):
    (before, after), _ = padding_sides("same", (kernel, 1), (1, 1), (dilation, 1))
    assert n + before + after - dilation * (kernel - 1) == n
    assert after - before in (0, 1)


def test_pairs():
    assert pair(3, "stride") == pair((3, 3), "stride") == pair([3, 3], "stride") == (3, 3)
    assert pair(np.int64(2), "stride") == pair(np.array([2, 2]), "stride") == (2, 2)


def test_floats_stay_rejected_after_equal_integers_were_taken():
    image, weight = (1, 1, 8, 8), (1, 1, 3, 3)
    conv_geometry(image, weight, 1, 1, 1, 1)
    for options in [(1.0, 1, 1, 1), (1, (1.0, 1), 1, 1), (1, 1, True, 1), (1, 1, 1, 1.0)]:
        with pytest.raises(TypeError):
            conv_geometry(image, weight, *options)


def test_geometry_of_a_pooling_with_overhang():
    assert pool_geometry((5, 5), 2, ceil_mode=True).sides == ((0, 1), (0, 1))
    assert pool_geometry((5, 4), 2, ceil_mode=True).output == (3, 2)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (
            (ONES((3, 8, 8)), ONES((4, 1, 3, 3))),
            {},
            ValueError,
            "input has 3 channels but each filter has 1: a filter needs one slice per input "
            "channel",
        ),
        (
            (ONES((1, 8, 8, 3)), ONES((4, 3, 3, 3))),
            {},
            ValueError,
            "if the channels come last, np.moveaxis(image, -1, -3) puts them first",
        ),
        (
            (ONES((4, 8, 8)), ONES((4, 4, 3, 3))),
            {"groups": 2},
            ValueError,
            "input has 4 channels in 2 groups of 2 but each filter has 4",
        ),
        (
            (ONES((3, 8, 8)), ONES((4, 1, 3, 3))),
            {"groups": 2},
            ValueError,
            "groups must divide the input channels: 3 channels, 2 groups",
        ),
        (
            (ONES((2, 8, 8)), ONES((3, 1, 3, 3))),
            {"groups": 2},
            ValueError,
            "groups must divide the number of filters: 3 filters, 2 groups",
        ),
        (
            (ONES((2, 8, 8)), ONES((2, 2, 3, 3))),
            {"groups": 0},
            ValueError,
            "groups must be a positive integer, got 0",
        ),
        (
            (ONES((2, 8, 8)), ONES((2, 2, 3, 3))),
            {"groups": 1.5},
            TypeError,
            "groups must be a positive integer, got 1.5",
        ),
        (
            (ONES((1, 1, 3, 3)), ONES((1, 1, 5, 5))),
            {},
            ValueError,
            "kernel 5×5 is larger than the padded input 3×3 (input (1, 1, 3, 3), padding 0)",
        ),
        (
            (ONES((3, 6)), ONES((3, 3))),
            {"dilation": 2, "padding": (0, 1)},
            ValueError,
            "kernel 3×3 with dilation 2 is larger than the padded input 3×8",
        ),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"stride": 0},
            ValueError,
            "stride must be at least 1, got 0",
        ),
        ((ONES((8, 8)), ONES((3, 3))), {"stride": 1.5}, TypeError, "got 1.5"),
        ((ONES((8, 8)), ONES((3, 3))), {"stride": (1, 2, 3)}, TypeError, "a pair (vertical, horiz"),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"stride": True},
            TypeError,
            "stride must be an integer",
        ),
        ((ONES((8, 8)), ONES((3, 3))), {"stride": "2"}, TypeError, "got '2'"),
        ((ONES((8, 8)), ONES((3, 3))), {"dilation": -1}, ValueError, "dilation must be at least 1"),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"padding": -1},
            ValueError,
            "padding must be at least 0, got -1: to cut pixels off, slice the array",
        ),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"padding": "full"},
            ValueError,
            'is "same" or "valid", got',
        ),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"padding": "same", "stride": 2},
            ValueError,
            'padding "same" keeps the size, which only stride 1 can do, got stride (2, 2)',
        ),
        (
            (ONES((8, 8)), ONES((3, 3))),
            {"padding_mode": "zeros"},
            ValueError,
            'PyTorch\'s "zeros" is "constant" here',
        ),
        (
            (ONES((8, 2)), ONES((5, 5))),
            {"padding": 2, "padding_mode": "reflect"},
            ValueError,
            "reflect padding must be smaller than the image, since it never repeats the edge: "
            "padding 2, width 2",
        ),
        (
            (ONES((2, 8)), ONES((3, 3))),
            {"padding": 3, "padding_mode": "circular"},
            ValueError,
            "circular padding goes round at most once: padding 3, height 2",
        ),
        (
            (ONES(8), ONES((3, 3))),
            {},
            ValueError,
            "input must be (H, W), (C, H, W) or (N, C, H, W)",
        ),
        (
            (ONES((8, 8)), ONES((4, 1, 3, 3))),
            {},
            ValueError,
            "input[np.newaxis] adds the channel axis that filters need",
        ),
        (
            (ONES((1, 8, 8)), ONES((3, 3))),
            {},
            ValueError,
            "a single kernel becomes one with weight[np.newaxis, np.newaxis]",
        ),
        ((ONES((8, 0)), ONES((3, 3))), {}, ValueError, "nothing to convolve: input (1, 1, 8, 0)"),
        (
            (ONES((1, 8, 8)), ONES((4, 1, 3, 3)), ONES(3)),
            {},
            ValueError,
            "bias needs one number per output: shape (4,), got (3,)",
        ),
        (
            ("digit.png", ONES((3, 3))),
            {},
            TypeError,
            "input must be an array of real numbers, got str",
        ),
        ((None, ONES((3, 3))), {}, TypeError, "got NoneType"),
        ((ONES((8, 8)), ONES((3, 3)) * 1j), {}, TypeError, "with dtype complex128"),
        (([[1, 2], [3]], ONES((1, 1))), {}, ValueError, "are all its rows equally long?"),
    ],
)
def test_what_bad_convolutions_are_told(arguments, options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        F.conv2d(*arguments, **options)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: F.max_pool2d(ONES((1, 4, 4)), 5), ValueError, "kernel 5×5 is larger than"),
        (lambda: F.max_pool2d(ONES((4, 4)), 2, 0), ValueError, "stride must be at least 1, got 0"),
        (lambda: F.max_pool2d(ONES((4, 4)), 0), ValueError, "kernel_size must be at least 1"),
        (
            lambda: F.avg_pool2d(ONES((4, 4)), 2, padding=2),
            ValueError,
            "at most half of",
        ),
        (lambda: F.avg_pool2d(ONES((4, 4)), 2, divisor_override=0), ValueError, "must not be 0"),
        (lambda: F.avg_pool2d(ONES(4), 2), ValueError, "input must be (H, W)"),
        (lambda: F.pad(ONES((2, 2)), ((1, 2), 3)), TypeError, "((top, bottom), (left, right))"),
        (lambda: F.pad(ONES((2, 2)), (1, 2, 3)), TypeError, "padding must be an integer"),
        (lambda: F.pad(ONES(2), 1), ValueError, "at least the two axes"),
        (lambda: F.pad(ONES((2, 2)), 1, mode="edge"), ValueError, "padding mode must be one of"),
        (lambda: F.linear(ONES((2, 3)), ONES((4, 5))), ValueError, "input (2, 3), weight (4, 5)"),
        (lambda: F.linear(ONES((2, 3)), ONES((3, 4))), ValueError, "is the weight transposed?"),
        (
            lambda: F.linear(ONES((2, 3, 7, 7)), ONES((10, 147))),
            ValueError,
            "flatten each image first",
        ),
        (lambda: F.linear(ONES(3), ONES(3)), ValueError, "must be (out_features, in_features)"),
        (
            lambda: F.linear(ONES(3), ONES((2, 3)), 1),
            ValueError,
            "bias needs one number",
        ),
        (lambda: F.softmax(ONES(3), 1), ValueError, "dim must be an axis of the input: got dim 1"),
        (
            lambda: F.cross_entropy(ONES((2, 3)), [0, 3]),
            ValueError,
            "class indices must be from 0 to 2",
        ),
        (lambda: F.cross_entropy(ONES((2, 3)), [0, -1]), ValueError, "got -1 to 0"),
        (
            lambda: F.cross_entropy(ONES((2, 3)), [0]),
            ValueError,
            "must have the shape (2,), got (1,)",
        ),
        (lambda: F.cross_entropy(ONES((2, 3)), [0.0, 1]), ValueError, "must be integers"),
        (
            lambda: F.cross_entropy(ONES(3), 0, reduction="max"),
            ValueError,
            "reduction must be",
        ),
        (lambda: F.cross_entropy(1.0, 0), ValueError, "input must be (C,), (N, C)"),
        (lambda: F.relu("high"), TypeError, "input must be an array of real numbers"),
    ],
)
def test_what_other_bad_calls_are_told(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
