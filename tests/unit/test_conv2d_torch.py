"""Convolution, padding and their gradients against PyTorch, over drawn shapes and every option."""

import numpy as np
import pytest
from cases import MODES, TORCH_MODES, both, conv_cases, near, need_torch, normal, outcome, pairs
from hypothesis import given
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook._engine import blocks
from cnnbook.functional import transposed
from cnnbook.gradients import convolution

torch = need_torch()
pytestmark = pytest.mark.filterwarnings(
    "ignore:Using padding='same' with even kernel:UserWarning"  # PyTorch, on its own memory
)
DTYPES = [np.float16, np.float32, np.float64]


def tensors(*arrays, grad=False):
    return [None if a is None else torch.tensor(a, requires_grad=grad) for a in arrays]


def torch_conv2d(image, weight, bias, *, padding_mode="constant", **options):
    """torch.nn.Conv2d's forward, since torch's conv2d has no padding mode."""
    if padding_mode == "constant":
        return torch.nn.functional.conv2d(image, weight, bias, **options)
    layer = torch.nn.Conv2d(
        weight.shape[1] * options["groups"],
        weight.shape[0],
        weight.shape[2:],
        padding_mode=TORCH_MODES.get(padding_mode, padding_mode),
        **options,
    )
    return layer._conv_forward(image, weight, bias)


@pytest.mark.parametrize("dtype", DTYPES)
@given(case=conv_cases())
def test_values(dtype, case):
    arrays = case.arrays(dtype)
    expected = torch_conv2d(*tensors(*arrays), **case.options)
    near(F.conv2d(*arrays, **case.options), expected, dtype)


@pytest.mark.parametrize("dtype", DTYPES[1:])
@given(case=conv_cases())
def test_gradients(dtype, case):
    image, weight, _ = case.arrays(dtype)
    bias = normal(case.seed, case.weight[0], dtype)
    leaves = tensors(image, weight, bias, grad=True)
    output = torch_conv2d(*leaves, **case.options)
    grad = normal(case.seed + 1, output.shape, dtype)
    output.backward(torch.tensor(grad))
    for part, leaf in zip(
        G.conv2d_backward(grad, image, weight, **case.options), leaves, strict=True
    ):
        near(part, leaf.grad, dtype)


@pytest.mark.parametrize("block_bytes", [1, 2**8, 2**20])
@pytest.mark.parametrize("way", [transposed._scatter, transposed._convolve_strided])
@given(case=conv_cases(modes=["constant"]))
def test_gradients_in_blocks_and_parts(way, block_bytes, case):
    """Whatever the size of a block, the number of parts, and the way back to the pixels."""
    image, weight, _ = case.arrays()
    leaves = tensors(image, weight, grad=True)
    output = torch_conv2d(*leaves, None, **case.options)
    grad = normal(case.seed + 1, output.shape)
    output.backward(torch.tensor(grad))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", block_bytes)
        patch.setattr(convolution, "transposed", way)
        for parts in (1, weight.shape[2]) if both(case.options["stride"])[0] == 1 else (1,):
            patch.setattr(blocks, "count_parts", lambda *_, parts=parts: parts)
            grads = G.conv2d_backward(grad, image, weight, **case.options)
            for part, leaf in zip(grads, leaves, strict=False):
                near(part, leaf.grad)


@st.composite
def careless_calls(draw):
    """Shapes and options of which some fit and some do not."""
    sizes = st.integers(1, 4)
    image = draw(st.tuples(sizes, sizes, sizes, sizes) | st.tuples(sizes, sizes, sizes))
    weight = draw(st.tuples(sizes, sizes, sizes, sizes) | st.tuples(sizes, sizes, sizes))
    options = {
        "stride": draw(pairs(0, 2)),
        "padding": draw(pairs(-1, 2) | st.sampled_from(["same", "valid", "full"])),
        "dilation": draw(pairs(0, 2)),
        "groups": draw(st.integers(0, 3)),
    }
    bias = draw(st.none() | st.tuples(sizes))
    return image, weight, bias, options


@given(careless_calls())
def test_rejects_what_pytorch_rejects(call):
    image, weight, bias, options = call
    arrays = [None if shape is None else np.ones(shape) for shape in (image, weight, bias)]
    expected = outcome(torch.nn.functional.conv2d, *tensors(*arrays), **options)
    result = outcome(F.conv2d, *arrays, **options)
    assert (result is None) == (expected is None)
    if result is not None:
        near(result, expected)


@given(
    st.tuples(st.integers(1, 2), st.integers(1, 2), st.integers(1, 5), st.integers(1, 5)),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
    st.sampled_from(MODES),
    st.integers(0, 2**16),
)
def test_pad_and_its_gradient(shape, amounts, mode, seed):
    top, bottom, left, right = amounts
    image, sides = normal(seed, shape), ((top, bottom), (left, right))
    (leaf,) = tensors(image, grad=True)
    options = {"value": 1.5} if mode == "constant" else {}
    expected = outcome(torch.nn.functional.pad, leaf, (left, right, top, bottom), mode, **options)
    result = outcome(F.pad, image, sides, mode=mode, value=1.5)
    assert (result is None) == (expected is None)
    if result is not None:
        near(result, expected.detach())
        grad = normal(seed + 1, result.shape)
        expected.backward(torch.tensor(grad))
        near(G.pad_backward(grad, sides, mode=mode), leaf.grad)


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("groups", [1, 2])
def test_nan_and_infinity(padding, groups):
    image, weight = (
        normal(0, (2, 4, 8, 8), np.float32),
        normal(1, (4, 4 // groups, 3, 3), np.float32),
    )
    image[0, 0, 1, 1], image[1, 2, 4, 5], image[1, 3, 0, 7] = np.nan, np.inf, -np.inf
    leaves = tensors(image, weight, grad=True)
    output = torch.nn.functional.conv2d(*leaves, padding=padding, groups=groups)
    near(F.conv2d(image, weight, padding=padding, groups=groups), output.detach(), np.float32)
    grad = normal(2, output.shape, np.float32)
    grad[0, 1, 3, 3] = np.nan
    output.backward(torch.tensor(grad))
    parts = G.conv2d_backward(grad, image, weight, padding=padding, groups=groups)
    near(parts[1], leaves[1].grad, np.float32)
    np.testing.assert_array_equal(np.isnan(parts[0]), np.isnan(leaves[0].grad.numpy()))


@pytest.mark.parametrize("stride", [1, 2])
def test_errors_are_bounded_by_an_outputs_own_products(stride):
    """As in PyTorch, also beside pixels a million times as large."""
    image, weight = normal(0, (2, 32, 15, 26), np.float32), normal(1, (32, 32, 3, 3), np.float32)
    image[:, :, 5:8, 9:12] *= 1e6
    exact = [torch.tensor(a.astype(float), requires_grad=True) for a in (image, weight)]
    sizes = [torch.tensor(abs(a).astype(float), requires_grad=True) for a in (image, weight)]
    output, size = (torch.nn.functional.conv2d(*pair, stride=stride) for pair in (exact, sizes))
    grad = normal(2, output.shape, np.float32)
    grad[:, :, 2:4, 3:5] *= 1e6
    output.backward(torch.tensor(grad, dtype=float))
    size.backward(torch.tensor(abs(grad), dtype=float))
    results = (
        F.conv2d(image, weight, stride=stride),
        *G.conv2d_backward(grad, image, weight, stride=stride),
    )
    expected = output, exact[0].grad, exact[1].grad
    bounds = size, sizes[0].grad, sizes[1].grad
    for result, right, bound in zip(results, expected, bounds, strict=False):
        assert (abs(result - right.detach().numpy()) <= 3e-6 * bound.detach().numpy()).all()


@pytest.mark.parametrize("case", ["large", "wide", "deep", "strided"])
def test_work_in_several_blocks(case):
    """Sizes at which the quick code cuts the work up."""
    shapes = {
        "large": ((1, 1, 520, 600), (1, 1, 5, 5), {}),
        "wide": ((2, 3, 40, 3000), (4, 3, 3, 3), {"padding": 1}),
        "deep": ((3, 64, 40, 40), (64, 64, 3, 3), {"padding": 1}),
        "strided": ((7, 16, 61, 60), (8, 8, 5, 3), {"stride": (2, 1), "groups": 2, "dilation": 2}),
    }
    image_shape, weight_shape, options = shapes[case]
    image, weight = normal(0, image_shape, np.float32), normal(1, weight_shape, np.float32)
    leaves = tensors(image.astype(float), weight.astype(float), grad=True)
    output = torch.nn.functional.conv2d(*leaves, **options)
    near(F.conv2d(image, weight, **options), output.detach(), np.float32)
    grad = normal(2, output.shape, np.float32)
    output.backward(torch.tensor(grad, dtype=float))
    parts = G.conv2d_backward(grad, image, weight, **options)
    for part, leaf in zip(parts, leaves, strict=False):
        near(part, leaf.grad, np.float32)


def test_accepts_tensors():
    image = torch.ones(1, 1, 4, 4)
    near(F.conv2d(image, torch.ones(1, 1, 3, 3)), np.full((1, 1, 2, 2), 9.0), np.float32)
