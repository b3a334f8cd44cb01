"""The steps to a fast convolution: each gives what the loops give, and costs what it says."""

import inspect
import tracemalloc

import numpy as np
import pytest
from cases import near, need_torch, normal
from hypothesis import given
from hypothesis import strategies as st

from cnnbook import fast, reference

WAYS = [fast.conv2d_windows, fast.conv2d_columns, fast.conv2d_blocks]
ways = pytest.mark.parametrize("way", WAYS)
sizes = st.tuples(*[st.integers(1, 3)] * 5, st.integers(0, 5), st.integers(0, 5))


def arrays(sizes, dtype=float):
    n, c, f, kh, kw, more, wider = sizes
    return normal(0, (n, c, kh + more, kw + wider), dtype), normal(1, (f, c, kh, kw), dtype)


@ways
@given(sizes)
def test_every_way_gives_what_the_loops_give(way, sizes):
    images, filters = arrays(sizes)
    near(way(images, filters), reference.conv2d(images, filters))


@given(sizes, st.integers(1, 5000))
def test_blocks_of_any_size(sizes, block_bytes):
    images, filters = arrays(sizes)
    result = fast.conv2d_blocks(images, filters, block_bytes)
    near(result, reference.conv2d(images, filters))


@ways
def test_every_way_gives_what_pytorch_gives(way):
    torch = need_torch()
    images, filters = arrays((3, 3, 2, 3, 2, 7, 5), np.float32)
    expected = torch.nn.functional.conv2d(torch.from_numpy(images), torch.from_numpy(filters))
    near(way(images, filters), expected, np.float32)
    assert way(np.zeros((0, 3, 9, 9)), np.ones((2, 3, 3, 3))).shape == (0, 2, 7, 7)


@given(sizes)
def test_windows_and_columns_hold_the_pixels(sizes):
    images, filters = arrays(sizes)
    kh, kw = filters.shape[2:]
    view, matrix = fast.windows(images, (kh, kw)), fast.columns(images, (kh, kw))
    assert np.shares_memory(view, images)
    assert not view.flags.writeable
    for n, c, y, x in np.ndindex(view.shape[:4]):
        window = images[n, c, y : y + kh, x : x + kw]
        np.testing.assert_array_equal(view[n, c, y, x], window)
        column = matrix[n, c * kh * kw : (c + 1) * kh * kw, y * view.shape[3] + x]
        np.testing.assert_array_equal(column, window.ravel())


def test_strides_by_hand():
    """4 bytes to the next pixel, 5 · 4 to the next row, in a window as between windows."""
    image = np.zeros((1, 1, 4, 5), np.float32)
    assert fast.windows(image, 3).strides[2:] == (20, 4, 20, 4)
    assert fast.windows(image, 3).shape == (1, 1, 2, 3, 3, 3)
    assert fast.windows(image[..., ::2], 2).strides[2:] == (20, 8, 20, 8)


def test_blocks_need_less_memory_than_all_columns():
    images, filters = normal(0, (4, 8, 64, 64), np.float32), normal(1, (8, 8, 3, 3), np.float32)

    def peak(way, *options):
        tracemalloc.start()
        try:
            result = way(images, filters, *options)
            return tracemalloc.get_traced_memory()[1] - result.nbytes
        finally:
            tracemalloc.stop()

    assert peak(fast.conv2d_columns) > 9 * 0.8 * images.nbytes
    assert peak(fast.conv2d_blocks, 2**16) < images.nbytes
    assert peak(fast.conv2d_windows) < images.nbytes


@pytest.mark.parametrize("size", [4, 6])
def test_a_tile_of_winograd_is_the_sum_of_the_definition(size):
    pixels, kernel = normal(0, (size, size)), normal(1, (3, 3))
    near(fast.winograd_tile(pixels, kernel), reference.conv2d(pixels, kernel))
    near(fast.winograd_tile(pixels, kernel), fast.winograd(pixels, kernel, tile=size - 2))


def test_the_functions_are_short():
    """At most 15 lines of code each, since they are read in the lesson."""
    for name in fast.__all__:
        function = getattr(fast, name)
        if inspect.isfunction(function):
            lines = (
                inspect.getsource(inspect.unwrap(function)).split('"""')[-1].strip().splitlines()
            )
            assert len(lines) <= 15, name


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fast.windows(np.ones((3, 3)), 2), r"\(N, C, H, W\), .* 2×2 .* got \(3, 3\)"),
        (lambda: fast.windows(np.ones((1, 1, 3, 3)), (2, 4)), r"2×4 pixels, got \(1, 1, 3, 3\)"),
        (lambda: fast.columns(np.ones((1, 1, 3, 3)), 0), "kernel_size must be at least 1, got 0"),
        (lambda: fast.conv2d_windows(np.ones((3, 3)), np.ones((2, 2))), r"a batch .* got shape"),
        (
            lambda: fast.conv2d_columns(np.ones((1, 2, 5, 5)), np.ones((1, 3, 3, 3))),
            "input has 2 channels but each filter has 3",
        ),
        (
            lambda: fast.conv2d_blocks(np.ones((1, 1, 5, 5)), np.ones((1, 1, 3, 3)), 0),
            "block_bytes must be a positive integer, got 0",
        ),
        (
            lambda: fast.winograd_tile(np.ones((5, 5)), np.ones((3, 3))),
            r"4×4 or 6×6 pixels and a kernel of 3×3, got \(5, 5\) and \(3, 3\)",
        ),
    ],
)
def test_what_bad_calls_are_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
