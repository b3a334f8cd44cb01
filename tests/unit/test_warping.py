"""Warps: images turned, leant, stretched and moved, held against SciPy."""

import numpy as np
import pytest

from cnnbook.training.warping import warps

ndimage = pytest.importorskip("scipy.ndimage", reason="the oracle")


class Always:
    """A generator whose every draw is the upper limit."""

    def uniform(self, low, high, size):
        """Draw the upper limit."""
        return np.full(size, high)


@pytest.fixture
def images():
    blob = np.zeros((2, 3, 20, 24))
    blob[:, :, 6:14, 7:16] = np.random.default_rng(0).random((2, 3, 8, 9))
    return blob


@pytest.mark.parametrize(
    ("options", "matrix", "move"),
    [
        (
            {"rotation": 20},
            [[np.cos(0.34907), -np.sin(0.34907)], [np.sin(0.34907), np.cos(0.34907)]],
            0,
        ),
        ({"slant": 0.4}, [[1, 0], [0.4, 1]], 0),
        ({"stretch": 1.5}, [[1 / 1.5, 0], [0, 1 / 1.5]], 0),
        ({"shift": 2.5}, [[1, 0], [0, 1]], 2.5),
    ],
)
def test_each_warp_is_scipys_affine_transform(images, options, matrix, move):
    none = {"rotation": 0, "slant": 0, "stretch": 1, "shift": 0}
    warped = warps(**{**none, **options})(images, Always())
    centre = (np.array(images.shape[2:]) - 1) / 2
    offset = centre - np.array(matrix) @ (centre + move)
    for image, result in zip(images.reshape(-1, 20, 24), warped.reshape(-1, 20, 24), strict=True):
        expected = ndimage.affine_transform(image, matrix, offset, order=1, mode="nearest")
        np.testing.assert_allclose(result, expected, atol=1e-4)


def test_a_positive_rotation_is_clockwise_as_in_draw(images):
    upright = np.zeros((1, 1, 21, 21))
    upright[..., 2:10, 10] = 1  # from the middle upwards
    turned = warps(rotation=30, slant=0, stretch=1, shift=0)(upright, Always())
    assert turned[..., 11:].sum() > 5 * turned[..., :10].sum()


def test_a_positive_slant_leans_to_the_right_as_in_draw():
    upright = np.zeros((1, 1, 21, 21))
    upright[..., 2:19, 10] = 1
    leant = warps(rotation=0, slant=0.4, stretch=1, shift=0)(upright, Always())
    assert leant[0, 0, 3].argmax() > 10 > leant[0, 0, 17].argmax()


def test_type_shape_and_range_stay_and_the_seed_decides(images):
    small = images.astype(np.float32)
    first, again = (warps()(small, np.random.default_rng(1)) for _ in range(2))
    assert first.dtype == np.float32
    assert first.shape == small.shape
    assert 0 <= first.min() <= first.max() <= small.max()
    np.testing.assert_array_equal(first, again)
    assert (first != warps()(small, np.random.default_rng(2))).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rotation": -1}, "rotation must be a finite number of at least 0, got -1"),
        ({"slant": np.nan}, "slant must be a finite number of at least 0, got nan"),
        ({"stretch": 0.5}, "stretch must be a finite number of at least 1, got 0.5"),
        ({"shift": np.inf}, "shift must be a finite number of at least 0, got inf"),
    ],
)
def test_limits_that_are_none_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        warps(**options)
