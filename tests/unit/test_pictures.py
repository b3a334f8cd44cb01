"""A photograph, and pictures made small and grey: as Pillow and Matplotlib have them."""

import matplotlib.cbook
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnbook import pictures


def test_the_portrait_is_the_middle_of_matplotlibs_file():
    path = matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    with Image.open(path) as file:
        square = np.asarray(file.convert("RGB").crop((90, 20, 474, 404)), dtype=float)
    colour = pictures.portrait(colour=True)
    assert colour.shape == (3, 96, 96)
    assert colour.dtype == np.uint8
    means = square.reshape(96, 4, 96, 4, 3).mean(axis=(1, 3))
    # Decoders of JPEG may differ by a level or two; a mean of sixteen pixels by less.
    assert np.abs(np.moveaxis(colour, 0, -1) - means).max() <= 2
    np.testing.assert_array_equal(pictures.portrait(), pictures.grey(colour))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_grey_is_that_of_pillow(height, width, seed):
    colour = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    expected = np.asarray(Image.fromarray(colour).convert("L"))
    np.testing.assert_array_equal(pictures.grey(np.moveaxis(colour, -1, 0)), expected)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_a_small_pixel_is_the_rounded_mean_of_a_square(height, width, largest, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    side = next(s for s in range(1, 41) if max(height, width) <= s * largest)
    if side > min(height, width):
        with pytest.raises(ValueError, match=f"too narrow .* squares of {side} do not fit"):
            pictures.shrink(picture, largest)
        return
    small = pictures.shrink(picture, largest)
    assert small.shape == (height // side, width // side)
    top, left = height % side // 2, width % side // 2
    for r in range(small.shape[0]):
        for c in range(small.shape[1]):
            first, second = top + r * side, left + c * side
            mean = picture[first : first + side, second : second + side].mean()
            assert small[r, c] == np.floor(mean + 0.5)


def test_channels_are_shrunk_alike():
    colour = pictures.portrait(colour=True)
    small = pictures.shrink(colour, 24)
    assert small.shape == (3, 24, 24)
    for channel, given_ in zip(small, colour, strict=True):
        np.testing.assert_array_equal(channel, pictures.shrink(given_, 24))


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_a_digit_is_a_square_of_block_means_stretched(height, width, side, seed):
    picture = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    n = min(height, width)
    if n < side:
        with pytest.raises(ValueError, match=f"at least {side} rows and columns, got shape"):
            pictures.as_digit(picture, side)
        return
    middle = picture[(height - n) // 2 :, (width - n) // 2 :][:n, :n].astype(float)
    ends = [i * n // side for i in range(side + 1)]
    small = np.zeros((side, side))
    for r in range(side):
        for c in range(side):
            block = middle[ends[r] : ends[r + 1], ends[c] : ends[c + 1]]
            small[r, c] = np.floor(block.mean() + 0.5)
    low, high = small.min(), small.max()
    border = [small[r, c] for r in range(side) for c in range(side) if {r, c} & {0, side - 1}]
    if np.mean(border) > (low + high) / 2:
        small = low + high - small
    stretched = np.floor(255 * (small - low) / max(high - low, 1) + 0.5)
    np.testing.assert_array_equal(pictures.as_digit(picture, side), stretched)


@pytest.mark.parametrize(("paper", "ink"), [(230, 40), (20, 200)])
def test_ink_is_bright_whatever_it_was_written_with(paper, ink):
    picture = np.full((56, 84), paper)
    picture[14:42, 38:46] = ink
    digit = pictures.as_digit(picture)
    assert (digit[0] == 0).all()
    assert (digit[7:21, 12:16] == 255).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pictures.grey([[1]]), r"picture must have shape \(3, H, W\), got \(1, 1\)"),
        (lambda: pictures.grey(np.full((3, 1, 1), 0.5)), "integers from 0 to 255, got 0.5 to"),
        (lambda: pictures.shrink([[256]], 1), "from 0 to 255, got 256 to 256"),
        (lambda: pictures.shrink([[-1]], 1), "from 0 to 255, got -1 to -1"),
        (lambda: pictures.shrink([1, 2], 1), r"shape \(H, W\) or \(C, H, W\), got \(2,\)"),
        (lambda: pictures.shrink(np.zeros((0, 2)), 1), r"got \(0, 2\)"),
        (
            lambda: pictures.as_digit([[[1]]]),
            r"at least 28 rows and columns, got shape \(1, 1, 1\)",
        ),
        (lambda: pictures.as_digit([[1]], 0), "side must be a positive integer, got 0"),
        (lambda: pictures.shrink([[1]], 0), "largest must be a positive integer, got 0"),
    ],
)
def test_what_is_no_picture_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
