"""Augmentation: shifts and affine transformations, by hand and by SciPy."""

import numpy as np
import pytest
from scipy import ndimage

from cnnbook import training


def test_shifts_move_without_losing_or_inventing_pixels():
    image = np.zeros((1, 1, 9, 9), np.float32)
    image[0, 0, 4, 4] = 7
    many = training.shifts(2)(np.repeat(image, 500, axis=0), np.random.default_rng(0))
    assert many.shape == (500, 1, 9, 9)
    assert many.dtype == np.float32
    np.testing.assert_array_equal(many.sum(axis=(1, 2, 3)), 7)
    places = {tuple(place[2:]) for place in np.argwhere(many)}
    assert places == {(r, c) for r in range(2, 7) for c in range(2, 7)}


def test_shifts_bring_zeros_in_from_outside():
    ones = np.ones((200, 2, 3, 3))
    moved = training.shifts(1)(ones, np.random.default_rng(0))
    assert set(moved.sum(axis=(1, 2, 3))) == {18, 12, 8}


def _only(limit, value, seed=3):
    still = {"rotation": 0, "shear": 0, "scale": 0, "shift": 0}
    image = np.zeros((1, 1, 21, 21))
    image[0, 0, 3:18, 10] = 1  # an upright line through the middle
    augment = training.affine(**(still | {limit: value}))
    return image[0, 0], augment(image, np.random.default_rng(seed))[0, 0]


def test_affine_turns_and_leans_about_the_middle():
    for limit, value in {"rotation": 30, "shear": 0.5}.items():
        before, after = _only(limit, value)
        assert after[10, 10] == pytest.approx(1)
        assert np.corrcoef(before.ravel(), after.ravel())[0, 1] < 0.9
        np.testing.assert_allclose(after, after[::-1, ::-1], atol=1e-12)  # still through the middle
    leaning = _only("shear", 0.5)[1]
    np.testing.assert_allclose(leaning[4:17].sum(axis=1), 1)  # each row only moved to the side


class Extreme:
    """A generator that always draws the upper limit."""

    def uniform(self, low, high, size):
        return np.full(size, float(high))


def test_affine_by_hand():
    """Rotated by 90° and sheared by 1, pixel (r, c) comes from (−c, r − c), from the centre."""
    image = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    augment = training.affine(rotation=90, shear=1, scale=0, shift=0)
    expected = [[8, 4, 0], [9, 5, 1], [0, 6, 2]]
    np.testing.assert_allclose(augment(image, Extreme())[0, 0], expected, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_affine_with_all_its_options_agrees_with_scipy(seed):
    rng = np.random.default_rng(seed)
    image = ndimage.gaussian_filter(rng.uniform(size=(15, 17)), 1)
    augment = training.affine(rotation=25, shear=0.4, scale=0.2, shift=1.5)
    ours = augment(image[None, None], np.random.default_rng(seed))[0, 0]
    rng = np.random.default_rng(seed)  # the same numbers in the same order
    angle, lean = np.deg2rad(rng.uniform(-25, 25, 1)[0]), rng.uniform(-0.4, 0.4, 1)[0]
    wide = np.exp(rng.uniform(-0.2, 0.2, 1)[0])
    tall = wide * np.exp(rng.uniform(-0.2, 0.2, 1)[0])
    move = rng.uniform(-1.5, 1.5, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = np.array([[1, 0], [lean, 1]]) @ turn @ np.diag([tall, wide])
    middle = np.array([7, 8])
    expected = ndimage.affine_transform(
        image, matrix, middle + move - matrix @ middle, order=1, mode="constant"
    )
    np.testing.assert_allclose(ours[4:-4, 4:-4], expected[4:-4, 4:-4], atol=1e-12)


def test_affine_keeps_shape_type_range_and_black_outside():
    images = np.ones((40, 2, 9, 12), np.float32)
    moved = training.affine(shift=20)(images, np.random.default_rng(0))
    assert moved.shape == images.shape
    assert moved.dtype == np.float32
    assert moved.min() == 0
    assert moved.max() <= 1 + 1e-6
    np.testing.assert_array_equal(moved[:, 0], moved[:, 1])  # channels move together
    assert (images == 1).all()
