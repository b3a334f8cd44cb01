"""Activations by their definitions, in extreme places, and against PyTorch with gradients."""

import numpy as np
import pytest
from cases import near, need_torch, normal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnbook import functional as F
from cnnbook import gradients as G

DEFINITIONS = {
    "relu": (lambda x: max(x, 0.0), {}),
    "leaky_relu": (lambda x: x if x > 0 else 0.2 * x, {"negative_slope": 0.2}),
    "elu": (lambda x: x if x > 0 else 1.5 * (np.exp(x) - 1), {"alpha": 1.5}),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), {}),
    "tanh": (lambda x: (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1), {}),
}
FROM_OUTPUT = {"sigmoid", "tanh"}
EXTREMES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e4, -1e4, 1e-7, -1e-7, 88.9, -103.5]


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions(name):
    define, options = DEFINITIONS[name]
    x = np.linspace(-4, 4, 33).reshape(3, 11)
    near(getattr(F, name)(x, **options), np.vectorize(define)(x))


@pytest.mark.parametrize("name", DEFINITIONS)
def test_types_ranks_and_inputs_are_kept(name):
    function = getattr(F, name)
    for dtype in (np.float16, np.float32, np.float64):
        x = normal(0, (2, 3), dtype)
        x.flags.writeable = False
        assert function(x).dtype == dtype
        assert not np.shares_memory(function(x), x)
    assert function([1, 2]).dtype == np.float64
    assert function(np.zeros((0, 2), np.float32)).shape == (0, 2)
    assert function(3).shape == ()


def test_sigmoid_is_exact_far_out():
    near(F.sigmoid([-700.0]), [np.exp(-700.0)])
    assert F.sigmoid(np.array([-1e4, 1e4], np.float32)).tolist() == [0, 1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", DEFINITIONS)
@given(data=st.data())
def test_values_and_gradients_equal_pytorch(name, dtype, data):
    torch = need_torch()
    options = DEFINITIONS[name][1]
    elements = st.sampled_from(EXTREMES) | st.floats(-20, 20, width=32)
    x = data.draw(hnp.arrays(dtype, hnp.array_shapes(max_dims=4, max_side=4), elements=elements))
    leaf = torch.tensor(x, requires_grad=True)
    where = torch.nn.functional if hasattr(torch.nn.functional, name) else torch
    expected = getattr(where, name)(leaf, **options)
    result = getattr(F, name)(x, **options)
    near(result, expected.detach(), dtype)
    grad = normal(0, x.shape, dtype)
    expected.backward(torch.tensor(grad))
    kept = result if name in FROM_OUTPUT else x
    grad_input = getattr(G, f"{name}_backward")(grad, kept, **options)
    known = ~np.isnan(x) | (name != "elu")  # there PyTorch gives NaN or grad, by the array's length
    near(grad_input[known], leaf.grad.numpy()[known], dtype)


@given(st.integers(0, 2**16), st.sampled_from(["mean", "sum", "none"]), st.booleans())
def test_cross_entropy_equals_pytorch(seed, reduction, hard):
    torch = need_torch()
    rng = np.random.default_rng(seed)
    shape = [(4,), (3, 4), (2, 4, 3), (2, 4, 2, 3)][seed % 4]
    scores = rng.standard_normal(shape) * 10
    target_shape = shape[:-1] if len(shape) < 3 else (shape[0], *shape[2:])
    target = rng.integers(0, 4, target_shape) if hard else rng.random(shape)
    leaf = torch.tensor(scores, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(leaf, torch.tensor(target), reduction=reduction)
    near(np.asarray(F.cross_entropy(scores, target, reduction=reduction)), expected.detach())
    grad = rng.standard_normal(expected.shape)
    expected.backward(torch.tensor(grad))
    near(G.cross_entropy_backward(grad, scores, target, reduction=reduction), leaf.grad)


@given(st.integers(0, 2**16), st.integers(-2, 1))
def test_softmax_and_linear_gradients_equal_pytorch(seed, dim):
    torch = need_torch()
    x, weight, bias = normal(seed, (3, 4)), normal(seed + 1, (2, 4)), normal(seed + 2, 2)
    grad = normal(seed + 3, (3, 2))
    leaves = [torch.tensor(a, requires_grad=True) for a in (x, weight, bias)]
    torch.nn.functional.linear(*leaves).backward(torch.tensor(grad))
    for part, leaf in zip(G.linear_backward(grad, x, weight), leaves, strict=True):
        near(part, leaf.grad)
    for name in ("softmax", "log_softmax"):
        leaf = torch.tensor(grad, requires_grad=True)
        output = getattr(torch.nn.functional, name)(leaf, dim)
        output.backward(torch.tensor(grad[::-1].copy()))
        kept = getattr(F, name)(grad, dim)
        near(getattr(G, f"{name}_backward")(grad[::-1], kept, dim), leaf.grad)
