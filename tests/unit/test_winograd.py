"""Convolution with fewer products: the same results as the plain way, and the same NaN and ∞."""

from contextlib import contextmanager

import numpy as np
import pytest
from cases import ConvCase, near, need_torch, normal
from cnnbook.functional.winograd import correlate_tiles, pays_in_tiles
from cnnbook.gradients.winograd import grad_weight_tiles
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import reference
from cnnbook._engine import windows
from cnnbook._engine.geometry import conv_geometry
from cnnbook.functional import convolution
from cnnbook.gradients import convolution as gradients


@st.composite
def tile_cases(draw):
    """Images far smaller than those for which tiles are taken."""
    height, width = draw(st.tuples(st.integers(1, 11), st.integers(1, 11)))
    dilation = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    padding = draw(st.tuples(st.integers(0, 7), st.integers(0, 7)))
    for size, p, d in zip((height, width), padding, dilation, strict=True):
        assume(size + 2 * p > 2 * d)
    images, channels, filters = draw(st.tuples(*[st.integers(1, 3)] * 3))
    return ConvCase(
        (images, channels, height, width),
        (filters, channels, 3, 3),
        {"padding": padding, "dilation": dilation},
        draw(st.booleans()),
        draw(st.integers(0, 2**16)),
    )


@contextmanager
def only_tiles(block_bytes=windows.BLOCK_BYTES):
    """Let ``conv2d`` take tiles for everything, and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "BLOCK_BYTES", block_bytes)
        patch.setattr(convolution, "SMALL_BYTES", -1)
        patch.setattr(convolution, "pays_in_tiles", lambda *_: True)
        patch.setattr(convolution, "correlate_columns", None)
        yield


@contextmanager
def no_tiles():
    with pytest.MonkeyPatch.context() as patch:
        for module in (convolution, gradients):
            patch.setattr(module, "pays_in_tiles", lambda *_: False)
        yield


@pytest.mark.parametrize("block_bytes", [1, 2**11, 2**21])
@given(case=tile_cases())
def test_tiles_equal_the_loops(block_bytes, case):
    image, weight, bias = case.arrays()
    with only_tiles(block_bytes):
        result = F.conv2d(image, weight, bias, **case.options)
    near(result, reference.conv2d(image, weight, bias, **case.options))


@given(case=tile_cases())
def test_whole_numbers_stay_exact(case):
    rng = np.random.default_rng(case.seed)
    image, weight = (rng.integers(-255, 256, s).astype("f") for s in (case.input, case.weight))
    with only_tiles():
        result = F.conv2d(image, weight, **case.options)
    np.testing.assert_array_equal(result, reference.conv2d(image, weight, **case.options))


@given(case=tile_cases(), value=st.sampled_from([np.nan, np.inf, -np.inf]), data=st.data())
def test_nothing_that_is_not_finite_slips_through(case, value, data):
    image, weight, _ = case.arrays()
    image[data.draw(st.tuples(*(st.integers(0, size - 1) for size in case.input)))] = value
    geometry = conv_geometry(case.input, case.weight, 1, *case.options.values(), 1)
    with np.errstate(all="ignore"):
        tiles = correlate_tiles(image, weight, geometry)
        plain = reference.conv2d(image, weight, **case.options)
    assert tiles is None or np.isfinite(plain).all()


DEEP = (2, 32, 15, 26)
FILTERS = (32, 32, 3, 3)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_computed_the_plain_way(value):
    image, weight = normal(0, DEEP, np.float32), normal(1, FILTERS, np.float32)
    image[1, 7, 3, 20] = value
    result = F.conv2d(image, weight, padding=1)
    with no_tiles():
        np.testing.assert_array_equal(result, F.conv2d(image, weight, padding=1))
    assert np.isfinite(result).sum() == result.size - 32 * 9


def test_sums_of_large_pixels_do_not_overflow():
    image, weight = np.full(DEEP, 3e38, np.float32), np.zeros(FILTERS, np.float32)
    weight[:, 0, 1, 1] = 1
    np.testing.assert_array_equal(F.conv2d(image, weight), image[:, :, 1:-1, 1:-1])


@pytest.mark.parametrize(
    ("image", "weight", "options", "pays"),
    [
        (DEEP, FILTERS, {}, True),
        (DEEP, FILTERS, {"dilation": (1, 2)}, False),  # 11 columns of each of two images
        (DEEP, FILTERS, {"stride": (1, 2)}, False),
        ((2, 64, 15, 26), (64, 32, 3, 3), {"groups": 2}, False),
        (DEEP, (32, 32, 3, 5), {}, False),
        (DEEP, (31, 32, 3, 3), {}, False),
        ((2, 31, 15, 26), (32, 31, 3, 3), {}, False),
        ((2, 32, 13, 26), FILTERS, {}, False),
    ],
)
def test_tiles_are_taken_where_they_pay(image, weight, options, pays):
    options = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1} | options
    geometry = conv_geometry(image, weight, *options.values())
    assert pays_in_tiles(np.empty(weight), geometry, options["groups"]) is pays


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("options", [{}, {"padding": (2, 1)}, {"padding": 2, "dilation": (1, 2)}])
def test_deep_layers_equal_pytorch(dtype, options):
    torch = need_torch()
    arrays = [normal(i, s, dtype) for i, s in enumerate([DEEP, FILTERS, FILTERS[:1]])]
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    output = torch.nn.functional.conv2d(*leaves, **options)
    near(F.conv2d(*arrays, **options), output.detach(), dtype)
    if dtype == np.float16:
        return  # PyTorch adds its gradients up in float16
    grad = normal(3, output.shape, dtype)
    output.backward(torch.tensor(grad))
    for part, leaf in zip(G.conv2d_backward(grad, *arrays[:2], **options), leaves, strict=True):
        near(part, leaf.grad, dtype)


@pytest.mark.parametrize("mode", ["replicate", "circular", "constant"])
def test_deep_layers_with_other_borders(mode):
    image, weight = normal(0, DEEP), normal(1, FILTERS)
    options = {"padding": 1, "padding_mode": mode, "padding_value": 2.0}
    result = F.conv2d(image, weight, **options)
    parts = G.conv2d_backward(result, image, weight, **options)
    with no_tiles():
        near(result, F.conv2d(image, weight, **options))
        for part, plain in zip(
            parts, G.conv2d_backward(result, image, weight, **options), strict=True
        ):
            near(part, plain)


def test_rounding_is_about_that_of_the_plain_way():
    image, weight = normal(0, (4, 64, 28, 28)), normal(1, (64, 64, 3, 3))
    with no_tiles():
        exact = F.conv2d(image, weight)
        plain = abs(F.conv2d(image.astype("f"), weight.astype("f")) - exact)
    tiles = abs(F.conv2d(image.astype("f"), weight.astype("f")) - exact)
    assert tiles.max() < 2 * plain.max()
    assert tiles.mean() < 2 * plain.mean()


@pytest.mark.parametrize("block_bytes", [1, 2**11, 2**21])
@given(case=tile_cases())
def test_gradient_of_the_weights_in_tiles(block_bytes, case):
    """It is what the plain way gives, which is held against PyTorch."""
    image, _, _ = case.arrays()
    geometry = conv_geometry(case.input, case.weight, 1, *case.options.values(), 1)
    grad = normal(case.seed, (case.input[0], case.weight[0], *geometry.output))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "BLOCK_BYTES", block_bytes)
        tiles = grad_weight_tiles(grad, image, geometry)
    _, expected, _ = G.conv2d_backward(grad, image, np.empty(case.weight), **case.options)
    near(tiles, expected)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("where", ["image", "grad"])
def test_gradients_that_are_not_finite_are_computed_the_plain_way(value, where):
    image, weight, grad = normal(0, DEEP), normal(1, FILTERS), normal(2, (2, 32, 13, 24))
    {"image": image, "grad": grad}[where][1, 7, 0, 20] = value
    parts = G.conv2d_backward(grad, image, weight)
    with no_tiles():
        for part, plain in zip(parts, G.conv2d_backward(grad, image, weight), strict=True):
            near(part, plain)
