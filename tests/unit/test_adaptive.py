"""Adaptive pooling: windows by hand, PyTorch over drawn sizes, and what is refused."""

import re

import numpy as np
import pytest
from cases import near, need_torch, normal, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import reference
from cnnbook.layers import AdaptiveAvgPool2d

SIZES = st.integers(1, 9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=50)
@given(
    shape=st.tuples(st.integers(0, 2), st.integers(1, 3), SIZES, SIZES),
    axes=st.sampled_from([3, 4]),
    size=SIZES | st.tuples(SIZES | st.none(), SIZES | st.none()),
    seed=st.integers(0, 2**16),
)
def test_it_equals_pytorch(dtype, shape, axes, size, seed):
    torch = need_torch()
    image = normal(seed, shape[4 - axes :], dtype)
    leaf = torch.tensor(image, requires_grad=True)
    expected = outcome(torch.nn.functional.adaptive_avg_pool2d, leaf, size)
    result = F.adaptive_avg_pool2d(image, size)
    near(result, expected.detach(), dtype)
    near(np.asarray(reference.adaptive_avg_pool2d(image, size)).astype(dtype), result, dtype)
    grad = normal(seed + 1, result.shape, dtype)
    expected.backward(torch.tensor(grad))
    near(G.adaptive_avg_pool2d_backward(grad, image.shape, size), leaf.grad, dtype)
    layer = AdaptiveAvgPool2d(size)
    assert layer.output_shape(image.shape) == result.shape


def test_windows_by_hand():
    """Of 5 pixels 2 windows: 0 to 2, 2 to 4; of 2 rows 3 windows: the first, both, the second."""
    image = [[1, 2, 3, 4, 5], [11, 12, 13, 14, 15]]
    assert F.adaptive_avg_pool2d(image, (3, 2)).tolist() == [[2, 4], [7, 9], [12, 14]]
    assert F.adaptive_avg_pool2d(image, (None, 1)).tolist() == [[3], [13]]
    back = G.adaptive_avg_pool2d_backward([[6], [12], [6]], (2, 3), (3, 1))
    assert back.tolist() == [[4, 4, 4], [4, 4, 4]]


def test_float16_is_added_up_in_float32():
    image = np.ones((1, 1, 300, 300), np.float16)
    assert F.adaptive_avg_pool2d(image, 1).item() == 1
    assert F.adaptive_avg_pool2d(image, 1).dtype == np.float16
    assert F.avg_pool2d(image, 300).item() == 1


def test_nan_stays_in_its_windows():
    image = np.zeros((4, 4))
    image[0, 0] = np.nan
    assert np.isnan(F.adaptive_avg_pool2d(image, 2)).tolist() == [[True, False], [False, False]]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: AdaptiveAvgPool2d(0), ValueError, "output_size must be a positive integer, got 0"),
        (lambda: AdaptiveAvgPool2d("1"), TypeError, "output_size must be a positive integer, got"),
        (lambda: AdaptiveAvgPool2d((1, 2, 3)), TypeError, "must be a positive integer, got (1, 2"),
        (lambda: F.adaptive_avg_pool2d([1.0], 1), ValueError, "input must be (H, W), (C, H, W)"),
        (
            lambda: F.adaptive_avg_pool2d(np.ones((2, 3, 0, 4)), 1),
            ValueError,
            "nothing to pool: input (2, 3, 0, 4) has an empty axis",
        ),
        (
            lambda: G.adaptive_avg_pool2d_backward([[1.0]], (4, 4), 2),
            ValueError,
            "shape of the forward output (2, 2), got (1, 1)",
        ),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
