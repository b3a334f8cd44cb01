"""Padding, the fully connected layer, softmax and cross-entropy."""

import numpy as np
import pytest
from cases import near, normal
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from cnnbook import functional as F


@pytest.mark.parametrize(
    ("mode", "name"), [("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")]
)
@given(
    st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6)),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
)
def test_pad_equals_numpy(mode, name, shape, amounts):
    h, w = shape[1:]
    limit = -1 if mode == "reflect" else 0
    sides = (
        tuple(min(amount, h + limit) for amount in amounts[:2]),
        tuple(min(amount, w + limit) for amount in amounts[2:]),
    )
    image = normal(0, shape)
    near(F.pad(image, sides, mode=mode), np.pad(image, [(0, 0), *sides], name))


def test_pad_by_hand():
    assert F.pad([[1]], 1, value=7).tolist() == [[7, 7, 7], [7, 1, 7], [7, 7, 7]]
    assert F.pad([[1, 2]], (0, 1)).tolist() == [[0, 1, 2, 0]]
    assert F.pad([[1]], ((1, 0), (0, 2))).tolist() == [[0, 0, 0], [1, 0, 0]]


def test_pad_returns_a_new_array():
    image = normal(0, (3, 3), np.float32)
    result = F.pad(image, 0)
    assert not np.shares_memory(image, result)
    assert result.dtype == np.float32


@given(st.lists(st.integers(0, 4), max_size=2), st.integers(1, 5), st.integers(1, 5))
def test_linear_equals_a_sum(batch, features, outputs):
    x, weight = normal(0, (*batch, features)), normal(1, (outputs, features))
    bias = normal(2, outputs)
    near(F.linear(x, weight, bias), np.einsum("...i,oi->...o", x, weight) + bias)


def test_linear_keeps_types_and_inputs():
    x, weight, bias = (np.ones(s, np.float32) for s in [(2, 3), (4, 3), 4])
    for array in (x, weight, bias):
        array.flags.writeable = False
    near(F.linear(x, weight, bias), np.full((2, 4), 4.0), np.float32)
    assert F.linear(x.astype(np.float16), weight.astype(np.float16)).dtype == np.float16
    assert F.linear([[1, 2]], [[3, 4]]).tolist() == [[11]]


@given(st.integers(0, 2), st.integers(0, 2**16), st.sampled_from([1.0, 30.0, 1e4]))
def test_softmax_equals_scipy(dim, seed, scale):
    scores = normal(seed, (2, 3, 4)) * scale
    near(F.softmax(scores, dim), special.softmax(scores, axis=dim))
    near(F.log_softmax(scores, dim), special.log_softmax(scores, axis=dim))
    near(F.softmax(scores, dim).sum(axis=dim), np.ones(np.delete((2, 3, 4), dim)))


def test_softmax_of_large_scores():
    assert F.softmax([1e308, 1e308]).tolist() == [0.5, 0.5]
    assert F.softmax(np.array([-np.inf, 0.0])).tolist() == [0, 1]
    assert np.isnan(F.softmax([np.inf, 0])).all()
    assert F.softmax(np.zeros((0, 3))).shape == (0, 3)


def test_cross_entropy_by_hand():
    scores = np.log([[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]])
    losses = -np.log([0.5, 0.6])
    near(F.cross_entropy(scores, [2, 0], reduction="none"), losses)
    assert F.cross_entropy(scores, [2, 0]) == pytest.approx(losses.mean())
    assert F.cross_entropy(scores, [2, 0], reduction="sum") == pytest.approx(losses.sum())
    assert F.cross_entropy(scores, [[0, 0, 1.0], [0.5, 0.5, 0]]) == pytest.approx(
        -(np.log(0.5) + (np.log(0.6) + np.log(0.3)) / 2) / 2
    )


def test_cross_entropy_of_pixels_by_hand():
    """Four pixels with probabilities 1/2, 1/4, 1/2, 1/4 of their class: log 2, 2 log 2, …"""
    right = np.array([[[0.5, 0.25]], [[0.5, 0.25]]])  # (N, H, W)
    scores = np.log(np.stack([right, 1 - right], axis=1))  # (N, 2, H, W)
    target = np.zeros((2, 1, 2), int)
    losses = F.cross_entropy(scores, target, reduction="none")
    near(losses, np.log(2) * np.array([[[1, 2]], [[1, 2]]]))
    assert F.cross_entropy(scores, target) == pytest.approx(1.5 * np.log(2))


def test_float16_is_accumulated_in_float32():
    """2048 + 1 is 2048 in float16, and so is 2048 + 1 + 1 if each sum is rounded."""
    x, weight, bias = (np.array(a, np.float16) for a in ([2048, 1], [[1, 1]], [1]))
    assert F.linear(x, weight, bias).tolist() == [2050]


def test_cross_entropy_does_not_lose_certain_mistakes():
    assert F.cross_entropy([[1000.0, 0.0]], [1]) == 1000
    assert F.cross_entropy(np.array([[1000, 0]], np.float32), [1]).dtype == np.float32
    assert np.isnan(F.cross_entropy(np.zeros((0, 3)), np.zeros(0, int)))
