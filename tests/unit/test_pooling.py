"""Pooling against the loops, and against windows that one can check by eye."""

import numpy as np
import pytest
from cases import near, normal, pool_cases
from hypothesis import given

from cnnbook import functional as F
from cnnbook import reference
from cnnbook._engine.geometry import pool_geometry
from cnnbook.functional import pooling

NAMES = ["max_pool2d", "avg_pool2d"]


@pytest.mark.parametrize("name", NAMES)
@given(case=pool_cases())
def test_pooling_equals_the_loops(name, case):
    shape, options, seed = case
    image = normal(seed, shape)
    near(getattr(F, name)(image, **options), getattr(reference, name)(image, **options))


@given(pool_cases())
def test_either_axis_may_be_combined_first(case):
    """np.maximum takes the rows first, any other function the columns."""
    shape, options, seed = case
    geometry = pool_geometry(shape, **options)
    planes = pooling.padded_planes(normal(seed, shape), geometry, -np.inf, np.dtype(float))
    columns_first = pooling.reduce_windows(planes, geometry, np.fmax)
    near(pooling.reduce_windows(planes, geometry, np.maximum), columns_first)


def test_max_pooling_pads_with_minus_infinity():
    image = np.full((2, 2), -5.0)
    assert F.max_pool2d(image, 2, padding=1).tolist() == [[-5, -5], [-5, -5]]


def test_padding_counts_in_the_mean_unless_told_otherwise():
    image = np.full((2, 2), 8.0)
    assert F.avg_pool2d(image, 2, padding=1).tolist() == [[2, 2], [2, 2]]
    assert F.avg_pool2d(image, 2, padding=1, count_include_pad=False).tolist() == [[8, 8], [8, 8]]
    assert F.avg_pool2d(image, 2, divisor_override=2).tolist() == [[16]]


def test_ceil_mode_reads_the_last_pixels():
    image = np.arange(25.0).reshape(5, 5)
    assert F.max_pool2d(image, 2).tolist() == [[6, 8], [16, 18]]
    assert F.max_pool2d(image, 2, ceil_mode=True).tolist() == [
        [6, 8, 9],
        [16, 18, 19],
        [21, 23, 24],
    ]
    assert F.avg_pool2d(image, 2, ceil_mode=True)[2].tolist() == [20.5, 22.5, 24]


@pytest.mark.parametrize("name", NAMES)
def test_ceil_mode_takes_no_window_that_begins_behind_the_image(name):
    """The second window would begin at pixel 2 of 2, then at the padding behind three pixels."""
    pool = getattr(F, name)
    assert pool([[6, 7]], 1, (1, 2), ceil_mode=True).tolist() == [[6]]
    assert pool([[6, 7, 8]], 1, (1, 2), ceil_mode=True).tolist() == [[6, 8]]
    options = {"stride": (1, 4), "padding": (0, 1), "ceil_mode": True}
    assert pool([[6, 7, 8]], (1, 2), **options).tolist() == [[6 if name == "max_pool2d" else 3]]


def test_max_pooling_with_gaps():
    assert F.max_pool2d([[1, 9, 2, 9, 3]], (1, 3), dilation=2).tolist() == [[3]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("axes", [2, 3, 4])
def test_rank_and_type_are_kept(name, axes):
    image = normal(0, (2, 3, 6, 6)[-axes:], np.float32)
    result = getattr(F, name)(image, 2)
    assert result.shape == (2, 3, 3, 3)[-axes:]
    assert result.dtype == np.float32
    assert getattr(F, name)(image.astype(np.float16), 3).dtype == np.float16
    assert getattr(F, name)(image.astype(int), 3).dtype == np.float64


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1, (1, 2), (2, 1), 3])
def test_the_result_is_new_and_the_input_untouched(name, size):
    image = normal(0, (2, 3, 6, 6))
    copy = image.copy()
    image.flags.writeable = False
    result = getattr(F, name)(image, size)
    assert not np.shares_memory(result, image)
    assert result.flags.writeable
    np.testing.assert_array_equal(image, copy)


@pytest.mark.parametrize("name", NAMES)
def test_empty_batch(name):
    assert getattr(F, name)(np.zeros((0, 3, 4, 4), np.float32), 2).shape == (0, 3, 2, 2)


@pytest.mark.parametrize("name", NAMES)
def test_nan_wins_in_its_window_only(name):
    image = np.ones((4, 4))
    image[0, 1], image[3, 3] = np.nan, np.inf
    result = getattr(F, name)(image, 2)
    np.testing.assert_array_equal(result, [[np.nan, 1], [1, np.inf]])
