"""The loops themselves, against sums on paper: they are the oracle of other tests."""

import numpy as np
from scipy import signal

from cnnbook import reference


def test_conv2d_by_hand():
    image = np.arange(1, 10).reshape(3, 3)
    assert reference.conv2d(image, np.ones((3, 3))).tolist() == [[45]]
    assert reference.conv2d(image, [[1, 0], [0, 2]], 1).tolist() == [[12, 15], [21, 24]]
    assert reference.conv2d(image, [[1]], stride=2).tolist() == [[1, 3], [7, 9]]
    assert reference.conv2d(image, [[1, 1]], dilation=2).tolist() == [[4], [10], [16]]
    assert reference.conv2d([[1, 2]], [[1, 1, 1]], padding="same").tolist() == [[3, 3]]
    assert reference.conv2d([[1, 2]], [[1, 0, 2]], padding=(0, 1), padding_value=5).tolist() == [
        [9, 11]
    ]


def test_channels_and_groups_by_hand():
    image = np.array([[[1, 2]], [[3, 4]]])
    weight = np.array([[[[1]], [[10]]], [[[0]], [[1]]]])
    assert reference.conv2d(image, weight).tolist() == [[[31, 42]], [[3, 4]]]
    assert reference.conv2d(image, [[[[1]]], [[[10]]]], [0, 5], groups=2).tolist() == [
        [[1, 2]],
        [[35, 45]],
    ]


def test_scipy_agrees():
    rng = np.random.default_rng(0)
    image, kernel = rng.random((9, 7)), rng.random((3, 4))
    expected = signal.correlate2d(image, kernel, "valid")
    np.testing.assert_allclose(reference.conv2d(image, kernel), expected)


def test_pooling_by_hand():
    image = [[1, 2, 0, 1], [3, 6, 1, 0]]
    assert reference.max_pool2d(image, 2).tolist() == [[6, 1]]
    assert reference.avg_pool2d(image, 2).tolist() == [[3, 0.5]]
    assert reference.max_pool2d(image, (1, 2), 1).tolist() == [[2, 2, 1], [6, 6, 1]]
    assert reference.max_pool2d([[-4]], 2, padding=1).tolist() == [[-4]]
    assert reference.avg_pool2d([[-4]], 2, padding=1).tolist() == [[-1]]
