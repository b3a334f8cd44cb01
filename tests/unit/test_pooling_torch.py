"""Pooling and its gradients against PyTorch, over drawn shapes and every option."""

import numpy as np
import pytest
from cases import both, near, need_torch, normal, outcome, pairs
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G

torch = need_torch()


@st.composite
def calls(draw, *extra):
    """Shapes and options of which some fit and some do not."""
    sizes = st.integers(1, 9)
    shape = draw(st.tuples(st.integers(1, 2), st.integers(1, 2), sizes, sizes))
    options = {
        "kernel_size": draw(pairs(1, 4)),
        "stride": draw(st.none() | pairs(1, 4)),
        "padding": draw(st.just(0) | pairs(0, 2)),
        "ceil_mode": draw(st.booleans()),
    }
    for name, values in extra:
        options[name] = draw(values)
    # PyTorch's backward writes outside its memory when a window sees padding alone, which only a
    # dilation wider than the image brings about.
    assume(min(shape[-2:]) >= max(both(options.get("dilation", 1))))
    return shape[draw(st.integers(0, 1)) :], options, draw(st.integers(0, 2**16))


def check(name, image, options, seed, shape_only=False):
    leaf = torch.tensor(image, requires_grad=True)
    expected = outcome(getattr(torch.nn.functional, name), leaf, **options)
    result = outcome(getattr(F, name), image, **options)
    assert (result is None) == (expected is None)
    if result is None:
        return
    near(result, expected.detach(), image.dtype)
    grad = normal(seed + 1, result.shape, image.dtype)
    expected.backward(torch.tensor(grad))
    given = image.shape if shape_only else image
    near(getattr(G, f"{name}_backward")(grad, given, **options), leaf.grad, image.dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(case=calls(("dilation", pairs(1, 2))))
def test_max_pooling(dtype, case):
    shape, options, seed = case
    check("max_pool2d", normal(seed, shape, dtype), options, seed)


@given(case=calls(("dilation", pairs(1, 2))), equal=st.booleans(), nan=st.booleans())
def test_indices_of_the_largest(case, equal, nan):
    shape, options, seed = case
    image = normal(seed, shape, np.float32)
    if equal:
        image = np.sign(image)
    if nan:
        image[image > 1] = np.nan
    pool = torch.nn.functional.max_pool2d
    expected = outcome(pool, torch.tensor(image), **options, return_indices=True)
    result = outcome(F.max_pool2d, image, **options, return_indices=True)
    assert (result is None) == (expected is None)
    if result is None:
        return
    near(result[0], expected[0], np.float32)
    np.testing.assert_array_equal(result[1], expected[1].numpy(), strict=True)
    grad = normal(seed + 1, result[0].shape)
    with_indices = G.max_pool2d_backward(grad, image, **options, indices=result[1])
    near(with_indices, G.max_pool2d_backward(grad, image, **options), np.float32)


@given(calls(("dilation", pairs(1, 2))))
def test_the_first_of_equal_values_gets_the_gradient(case):
    shape, options, seed = case
    image = np.random.default_rng(seed).integers(0, 3, shape).astype(float)
    check("max_pool2d", image, options, seed)


@given(calls())
def test_max_pooling_of_nan_and_infinity(case):
    shape, options, seed = case
    values = [np.nan, np.inf, -np.inf, 0.0, 1.0]
    check("max_pool2d", np.random.default_rng(seed).choice(values, shape), options, seed)


@given(calls(("dilation", pairs(1, 2))))
def test_max_pooling_of_the_lowest_values(case):
    shape, options, seed = case
    check("max_pool2d", np.full(shape, -np.inf), options, seed)


counting = ("count_include_pad", st.booleans())
divisor = ("divisor_override", st.none() | st.integers(-2, 3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(case=calls(counting, divisor))
def test_average_pooling(dtype, case):
    shape, options, seed = case
    check("avg_pool2d", normal(seed, shape, dtype), options, seed, shape_only=True)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_half_precision(name):
    image = normal(0, (2, 3, 8, 8), np.float16)
    expected = getattr(torch.nn.functional, name)(torch.tensor(image), 2)
    near(getattr(F, name)(image, 2), expected, np.float16)
