"""Transposed convolution: stamps by hand, PyTorch over drawn shapes, and what is refused."""

import re

import numpy as np
import pytest
from cases import both, near, need_torch, normal, outcome, pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import reference
from cnnbook._engine import blocks
from cnnbook.layers import ConvTranspose2d


@st.composite
def calls(draw):
    """Shapes and options of which some fit and some do not."""
    groups = draw(st.sampled_from([1, 1, 2]))
    channels, filters = groups * draw(st.integers(1, 4)), draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    image = (draw(st.integers(0, 2)), channels, draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    options = {
        "stride": draw(pairs(1, 3)),
        "padding": draw(pairs(0, 2)),
        "output_padding": draw(st.just(0) | pairs(0, 2)),
        "dilation": draw(pairs(1, 3)),
        "groups": groups,
    }
    return image, (channels, filters, *kernel), options, draw(st.integers(0, 2**16))


@pytest.mark.parametrize("block_bytes", [64, blocks.BLOCK_BYTES])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=50)
@given(case=calls(), axes=st.sampled_from([3, 4]), bias=st.booleans())
def test_it_equals_pytorch(block_bytes, dtype, case, axes, bias):
    torch = need_torch()
    shape, kernel, options, seed = case
    image, weight = normal(seed, shape[4 - axes :], dtype), normal(seed + 1, kernel, dtype)
    offset = normal(seed + 2, kernel[1] * options["groups"], dtype) if bias else None
    given = [None if a is None else torch.tensor(a, requires_grad=True) for a in (image, weight)]
    theirs = None if offset is None else torch.tensor(offset, requires_grad=True)
    expected = outcome(torch.nn.functional.conv_transpose2d, *given, theirs, **options)
    if expected is not None and 0 in expected.shape:
        return  # PyTorch returns images of no pixels, and checks less where there are no images
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", block_bytes)
        result = outcome(F.conv_transpose2d, image, weight, offset, **options)
        assert (result is None) == (expected is None)
        if result is None:
            return
        near(result, expected.detach(), dtype)
        grad = normal(seed + 3, result.shape, dtype)
        expected.backward(torch.tensor(grad))
        parts = G.conv_transpose2d_backward(grad, image, weight, **options)
    leaves = given if theirs is None else [*given, theirs]
    for part, leaf in zip(parts, leaves, strict=False):
        near(part, leaf.grad, dtype)


@settings(max_examples=30)
@given(case=calls())
def test_plain_loops_say_the_same(case):
    shape, kernel, options, seed = case
    image, weight = normal(seed, shape), normal(seed + 1, kernel)
    result = outcome(F.conv_transpose2d, image, weight, **options)
    if result is not None and options["groups"] == 1:
        near(result, reference.conv_transpose2d(image, weight, **options))


def test_stamps_by_hand():
    """Two stamps that overlap in a column; a bias; one column cut off at each side."""
    stamp = [[1, 2, 3]]
    assert F.conv_transpose2d([[1, 10]], stamp, stride=2).tolist() == [[1, 2, 13, 20, 30]]
    options = {"stride": 2, "padding": (0, 1)}
    assert F.conv_transpose2d([[1, 10]], stamp, 5, **options).tolist() == [[7, 18, 25]]
    more = F.conv_transpose2d([[1, 10]], stamp, **options, output_padding=(0, 1))
    assert more.tolist() == [[2, 13, 20, 30]]


def test_it_is_the_gradient_of_a_convolution():
    weight, grad = normal(0, (3, 2, 3, 2)), normal(1, (2, 3, 4, 5))
    options = {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}
    image = np.zeros((2, 2, 7, 5))
    assert F.conv2d(image, weight, **options).shape == grad.shape
    back, _, _ = G.conv2d_backward(grad, image, weight, **options)
    near(F.conv_transpose2d(grad, weight, **options), back)


def test_float16_is_added_up_in_float32():
    image, weight = np.ones((1, 4096, 1, 1), np.float16), np.ones((4096, 1, 1, 1), np.float16)
    assert F.conv_transpose2d(image, weight).item() == 4096
    assert F.conv_transpose2d(image, weight).dtype == np.float16
    assert {p.dtype for p in G.conv_transpose2d_backward(image[:, :1], image, weight)} == {
        np.dtype(np.float16)
    }


def test_the_layer_equals_pytorch():
    torch = need_torch()
    options = {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}
    mine = ConvTranspose2d(4, 6, 3, **options)
    other = torch.nn.ConvTranspose2d(4, 6, 3, **options)
    mine.load_state_dict(other.state_dict())
    image = normal(0, (2, 4, 5, 5), np.float32)
    leaf = torch.tensor(image, requires_grad=True)
    expected = other(leaf)
    near(mine(image), expected.detach(), np.float32)
    assert mine.output_shape(image.shape) == tuple(expected.shape)
    grad = normal(1, tuple(expected.shape), np.float32)
    expected.backward(torch.tensor(grad))
    near(mine.backward(grad), leaf.grad, np.float32)
    near(mine.weight.grad, other.weight.grad, np.float32)
    near(mine.bias.grad, other.bias.grad, np.float32)
    assert repr(mine) == repr(other)
    assert ConvTranspose2d(1, 1, 2, bias=False).bias is None


def test_first_weights_have_pytorchs_law():
    torch = need_torch()
    mine, other = ConvTranspose2d(8, 200, 5, rng=0), torch.nn.ConvTranspose2d(8, 200, 5)
    for ours, theirs in zip(mine.parameters(), other.parameters(), strict=True):
        bound = float(theirs.detach().abs().max())
        assert abs(np.abs(ours.data).max() - bound) < 0.03 * bound
        assert abs(ours.data.std() - float(theirs.detach().std())) < 0.1 * bound


ONES = np.ones


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: F.conv_transpose2d(ONES((3, 4, 4)), ONES((2, 3, 2, 2))),
            ValueError,
            "input has 3 channels but the weight is for 2: a transposed convolution's weight is "
            "(in_channels, out_channels/groups, KH, KW) (input (1, 3, 4, 4), weight (2, 3, 2, 2)); "
            "the first two axes of a conv2d's weight change places",
        ),
        (
            lambda: F.conv_transpose2d(ONES((3, 4, 4)), ONES((3, 1, 2, 2)), groups=2),
            ValueError,
            "groups must divide the input channels: 3 channels, 2 groups",
        ),
        (
            lambda: F.conv_transpose2d(ONES((4, 4)), ONES((2, 2)), output_padding=1),
            ValueError,
            "output_padding must be smaller than stride or dilation",
        ),
        (
            lambda: F.conv_transpose2d(ONES((2, 2)), ONES((1, 1)), padding=1),
            ValueError,
            "padding takes pixels away here, and leaves none",
        ),
        (
            lambda: F.conv_transpose2d(ONES((2, 4, 4)), ONES((2, 3, 2, 2)), ONES(2)),
            ValueError,
            "bias needs one number per output: shape (3,), got (2,)",
        ),
        (
            lambda: F.conv_transpose2d(ONES((4, 4)), ONES((2, 2)), padding="same"),
            TypeError,
            "padding must be an integer",
        ),
        (
            lambda: G.conv_transpose2d_backward(ONES((2, 2)), ONES((4, 4)), ONES((2, 2))),
            ValueError,
            "shape of the forward output (5, 5), got (2, 2)",
        ),
        (lambda: ConvTranspose2d(2, 3, 2, groups=2), ValueError, "divide the output channels: 3"),
        (lambda: ConvTranspose2d(3, 2, 2, groups=2), ValueError, "divide the input channels: 3"),
        (lambda: ConvTranspose2d(0, 2, 2), ValueError, "in_channels must be a positive integer"),
        (lambda: ConvTranspose2d(1, 2, 2, output_padding=1), ValueError, "must be smaller than"),
        (lambda: ConvTranspose2d(1, 2, 0), ValueError, "kernel_size must be at least 1, got 0"),
        (
            lambda: ConvTranspose2d(1, 2, 2).output_shape((4, 4)),
            ValueError,
            "ConvTranspose2d needs images of shape (N, C, H, W), got (4, 4)",
        ),
    ],
)
def test_what_is_refused(call, error, message):
    assert both(1) == (1, 1)
    with pytest.raises(error, match=re.escape(message)):
        call()


def test_an_empty_batch_keeps_its_shapes():
    image, weight = np.zeros((0, 2, 4, 4)), np.ones((2, 3, 2, 2))
    output = F.conv_transpose2d(image, weight, stride=2)
    assert output.shape == (0, 3, 8, 8)
    parts = G.conv_transpose2d_backward(output, image, weight, stride=2)
    assert [part.shape for part in parts] == [image.shape, weight.shape, (3,)]
    assert not parts[1].any()
