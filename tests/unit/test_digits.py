"""Drawn digits, real digits, and drawings resampled like the training data."""

import hashlib
import importlib.util

import numpy as np
import pytest
from scipy import ndimage

from cnnbook import digits
from cnnbook.digits import _resampling as resampling
from cnnbook.digits import _strokes as strokes
from cnnbook.digits import scanned


@pytest.mark.parametrize("size", [5, 7, 14, 28, 57])
@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_is_an_image_with_white_ink_and_a_black_border(digit, size):
    image = digits.draw(digit, size)
    assert image.shape == (size, size)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert 0.7 < image.max() <= 1
    border = max(1, size // 10) if size > 5 else 0
    inside = image[border : size - border, border : size - border]
    assert image.sum() - inside.sum() < 0.15 * image.sum() / size


@pytest.mark.parametrize("digit", range(10))
def test_at_28_pixels_the_digit_is_20_high_and_in_the_middle(digit):
    rows, columns = np.nonzero(digits.draw(digit) > 0.5)
    assert rows.min() in (4, 5)
    assert rows.max() in (22, 23)
    assert columns.min() >= 4
    assert columns.max() <= 23
    assert abs((columns.min() + columns.max()) / 2 - 13.5) <= 1


def test_the_edges_are_soft_and_the_pen_is_solid():
    image = digits.draw(0)
    assert 0.2 < np.mean((image > 0.02) & (image < 0.98)) / np.mean(image > 0.02) < 0.8
    assert image.max() == 1


def test_topology_holes_of_the_digits():
    """0, 4, 6 and 9 enclose one patch of paper, 8 two, the rest none."""
    for digit in range(10):
        paper = digits.draw(digit, 56) < 0.5
        _, patches = ndimage.label(paper)
        assert patches - 1 == {0: 1, 4: 1, 6: 1, 8: 2, 9: 1}.get(digit, 0)


def test_width_slant_rotation_and_shift_do_what_they_say():
    plain = digits.draw(1, 29)
    assert digits.draw(1, 29, width=0.2).sum() > 1.5 * plain.sum()
    moved = digits.draw(1, 29, shift=(2, -3))
    np.testing.assert_allclose(np.roll(plain, (2, -3), (0, 1)), moved, atol=1e-6)
    half_turn = digits.draw(8, 29, rotation=180)
    np.testing.assert_allclose(half_turn, digits.draw(8, 29)[::-1, ::-1], atol=1e-6)
    leaning = digits.draw(7, 29, slant=0.3)
    upright = digits.draw(7, 29)
    columns = np.arange(29)
    top, bottom = slice(3, 8), slice(20, 25)
    assert (leaning[top].sum(0) @ columns) / leaning[top].sum() > (
        upright[top].sum(0) @ columns
    ) / upright[top].sum()
    assert (leaning[bottom].sum(0) @ columns) / leaning[bottom].sum() < (
        upright[bottom].sum(0) @ columns
    ) / upright[bottom].sum()


def test_rotation_is_clockwise():
    quarter = digits.draw(7, 29, rotation=90)
    # The bar of the 7, at the top, comes to the right.
    assert quarter[:, 20:].sum() > 1.5 * quarter[:, :9].sum()


def test_distances_agree_with_a_loop_over_fine_points():
    starts, ends = strokes.segments(3)
    starts, ends = starts * 8 + 1, ends * 8 + 1
    fine = np.concatenate([starts + t * (ends - starts) for t in np.linspace(0, 1, 200)])
    centre = np.arange(10) + 0.5
    expected = [[np.hypot(fine[:, 0] - x, fine[:, 1] - y).min() for x in centre] for y in centre]
    np.testing.assert_allclose(strokes.distances(10, starts, ends), expected, atol=1e-3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: digits.draw(10), ValueError, "digit must be an integer from 0 to 9, got 10"),
        (lambda: digits.draw("3"), TypeError, "digit must be an integer from 0 to 9, got '3'"),
        (lambda: digits.draw(3, 4), ValueError, "size must be an integer of at least 5, got 4"),
        (
            lambda: digits.draw(3, 28.0),
            TypeError,
            "integer of at least 5, got 28.0",
        ),
        (lambda: digits.draw(3, width=0), ValueError, "width must be above 0.*got 0"),
        (lambda: digits.draw(3, width=3), ValueError, "fraction of the image's side"),
        (
            lambda: digits.draw(3, slant=np.nan),
            ValueError,
            "slant must be a finite number",
        ),
        (
            lambda: digits.draw(3, shift=(0, np.inf)),
            ValueError,
            "shift right must be.*inf",
        ),
    ],
)
def test_bad_arguments_get_the_rule_and_the_values(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.fixture(scope="module")
def real():
    return digits.load()


def test_the_real_digits(real):
    images, labels = real
    assert images.shape == (1797, 28, 28)
    assert images.dtype == np.float32
    assert labels.shape == (1797,)
    assert labels.dtype == np.int64
    assert images.min() == 0
    assert images.max() == 1
    np.testing.assert_array_equal(
        np.bincount(labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    )


def test_the_real_digits_are_the_same_to_the_last_bit(real):
    images, labels = real
    digest = {
        name: hashlib.sha256(a.tobytes()).hexdigest()[:16]
        for name, a in [("images", images), ("labels", labels)]
    }
    assert digest == {"images": "fd4e43246095c41f", "labels": "a3c91c262eddcf7b"}


def test_the_scanned_cells_are_those_of_scikit_learn_where_it_is_installed():
    with np.load(scanned.CELLS_FILE) as file:
        cells, labels = file["images"], file["labels"]
    assert (cells.dtype, labels.dtype) == (np.uint8, np.uint8)
    assert (cells.sum(), labels.sum()) == (561718, 8070)
    if importlib.util.find_spec("sklearn"):
        from sklearn.datasets import load_digits

        published = load_digits()
        np.testing.assert_array_equal(cells, published.images)
        np.testing.assert_array_equal(labels, published.target)


def test_the_real_digits_have_a_margin_and_drawings_weight(real):
    images, _ = real
    assert images[:, [0, -1]].max() == 0
    assert images[:, :, [0, 1, 2, -3, -2, -1]].max() == 0
    drawn = np.mean([digits.draw(d) for d in range(10)])
    assert images.mean() == pytest.approx(drawn, rel=0.15)


def test_the_centre_of_mass_is_in_the_middle(real):
    images, _ = real
    centres = np.array([ndimage.center_of_mass(image) for image in images])
    # The contrast step comes after the centring and moves the mass a little.
    assert np.abs(centres - 13.5).max() < 0.8
    assert np.abs(centres - 13.5).mean() < 0.15


def test_magnifying_is_scipys_kind_of_smooth():
    """A linear ramp stays one (cubic interpolation is exact on it), away from the border."""
    ramp = np.tile(np.linspace(0.3, 0.8, 8), (8, 1))
    image = resampling.magnify(ramp)
    t = (ramp[0] @ (np.arange(8) + 0.5)) / ramp[0].sum()
    position = (np.arange(28) + 0.5 - 14) / 2.5 + t
    value = np.interp(position, np.arange(8) + 0.5, ramp[0])
    s = (value - 0.2) / 0.7
    inside = (position > 2) & (position < 6)
    np.testing.assert_allclose(image[14, inside], (s * s * (3 - 2 * s))[inside], atol=1e-5)


def test_an_empty_page_stays_empty():
    assert resampling.magnify(np.zeros((8, 8))).max() == 0


def _area_mean(image, top, left, bottom, right, steps=200):
    """Mean of an image over a box, from many small samples: slow, and simple to trust."""
    y = top + (np.arange(steps) + 0.5) / steps * (bottom - top)
    x = left + (np.arange(steps) + 0.5) / steps * (right - left)
    inside = (y[:, None] >= 0) & (y[:, None] < 28) & (x >= 0) & (x < 28)
    values = image[np.clip(y.astype(int), 0, 27)[:, None], np.clip(x.astype(int), 0, 27)]
    return np.where(inside, values, 0).mean()


@pytest.mark.parametrize("digit", [1, 4, 8])
def test_cells_are_area_means_of_the_box_around_the_ink(digit):
    image = digits.draw(digit, width=0.08, slant=0.2, shift=(1.3, -2.6)).astype(float)
    rows, columns = np.nonzero(image > 0.1 * image.max())
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    cell = max((bottom - top) / 8, (right - left) / 7)
    y0, x0 = (top + bottom) / 2 - 4 * cell, (left + right) / 2 - 4 * cell
    expected = np.array(
        [
            [
                _area_mean(
                    image, y0 + r * cell, x0 + c * cell, y0 + (r + 1) * cell, x0 + (c + 1) * cell
                )
                for c in range(8)
            ]
            for r in range(8)
        ]
    )
    expected = np.minimum(expected / (0.75 * expected.max()), 1)
    np.testing.assert_allclose(resampling.to_cells(image), expected, atol=0.02)


def test_cells_of_a_wide_drawing_by_hand():
    """28 columns are 7 cells of 4 × 4 pixels: 8 cells reach from −2 to 30, the outer ones half."""
    bar = np.zeros((28, 28))
    bar[13:15] = 1  # a quarter of the cells of two rows
    cells = resampling.to_cells(bar)
    expected = [2 / 3, 1, 1, 1, 1, 1, 1, 2 / 3]  # 1/8 and 1/4, divided by 3/4 of 1/4, at most 1
    np.testing.assert_allclose(cells[3:5], [expected, expected])
    assert cells.sum() == pytest.approx(2 * sum(expected))


def test_faint_ink_does_not_count_for_the_bounding_box():
    drawing = np.zeros((28, 28))
    drawing[4:20, 13:15] = 1  # 16 × 2 pixels: cells of 2 × 2
    faint, visible = drawing.copy(), drawing.copy()
    faint[27, 0], visible[27, 0] = 0.09, 0.11
    np.testing.assert_allclose(resampling.to_cells(faint), resampling.to_cells(drawing))
    assert resampling.to_cells(visible)[7, 1] > 0  # the box is now 24 × 15: cells of 3 × 3


@pytest.mark.parametrize("digit", range(10))
def test_where_and_how_boldly_it_was_drawn_makes_little_difference(digit):
    home = digits.normalise(digits.draw(digit))
    for variant in (
        digits.draw(digit, shift=(2, -2)),
        digits.draw(digit, width=0.08),
        digits.draw(digit) * 0.4,
        np.pad(digits.draw(digit, 20), ((0, 8), (8, 0))),
    ):
        seen = digits.normalise(variant)
        assert seen.shape == (28, 28)
        assert seen.dtype == np.float32
        assert np.corrcoef(seen.ravel(), home.ravel())[0, 1] > 0.8


def test_a_real_digit_keeps_its_looks(real):
    images, _ = real
    again = np.stack([digits.normalise(image) for image in images[:100]])
    alike = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(again, images, strict=False)]
    assert np.median(alike) > 0.9


def test_an_empty_sheet_stays_empty_and_a_dot_is_no_trouble():
    assert digits.normalise(np.zeros((28, 28))).max() == 0
    dot = np.zeros((28, 28))
    dot[0, 27] = 1e-3
    assert digits.normalise(dot).max() == 1


@pytest.mark.parametrize(
    ("drawing", "message"),
    [
        (np.zeros((8, 8)), r"shape \(28, 28\), got \(8, 8\)"),
        (np.full((28, 28), np.nan), "finite ink from 0 to 1, got nan to nan"),
        (np.full((28, 28), -1.0), "finite ink from 0 to 1, got -1 to -1"),
    ],
)
def test_what_is_no_drawing_is_refused(drawing, message):
    with pytest.raises(ValueError, match=message):
        digits.normalise(drawing)
