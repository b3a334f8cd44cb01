"""Activations by their definitions, in extreme places, and against PyTorch with gradients."""

import numpy as np
import pytest
from cases import near, need_torch, normal
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import special

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import layers
from cnnbook.functional._normal import normal_share

DEFINITIONS = {
    "relu": (lambda x: max(x, 0.0), {}),
    "leaky_relu": (lambda x: x if x > 0 else 0.2 * x, {"negative_slope": 0.2}),
    "elu": (lambda x: x if x > 0 else 1.5 * (np.exp(x) - 1), {"alpha": 1.5}),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), {}),
    "tanh": (lambda x: (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1), {}),
    "relu6": (lambda x: min(max(x, 0.0), 6.0), {}),
    "silu": (lambda x: x / (1 + np.exp(-x)), {}),
    "gelu": (lambda x: x * special.ndtr(x), {}),
    "gelu_tanh": (
        lambda x: x / 2 * (1 + np.tanh((2 / np.pi) ** 0.5 * (x + 0.044715 * x**3))),
        {"approximate": "tanh"},
    ),
}
FROM_OUTPUT = {"sigmoid", "tanh"}
# Elsewhere PyTorch gives this or that, by the array's length.
KNOWN = {
    "elu": lambda x: ~np.isnan(x),
    "relu6": lambda x: ~np.isnan(x),
    "gelu": np.isfinite,
}
EXTREMES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e4, -1e4, 1e-7, -1e-7, 88.9, -103.5]


def ours(name):
    """Return the function of this package that a definition is of, and its gradient."""
    name = name.partition("_tanh")[0]
    return getattr(F, name), getattr(G, f"{name}_backward")


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definitions(name):
    define, options = DEFINITIONS[name]
    x = np.linspace(-8, 8, 33).reshape(3, 11)
    near(ours(name)[0](x, **options), np.vectorize(define)(x))


@pytest.mark.parametrize("name", DEFINITIONS)
def test_types_ranks_and_inputs_are_kept(name):
    function, _ = ours(name)
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
    function, backward = ours(name)
    where = torch.nn.functional if hasattr(torch.nn.functional, function.__name__) else torch
    expected = getattr(where, function.__name__)(leaf, **options)
    result = function(x, **options)
    finite = np.isfinite(x) | (name != "gelu")
    near(result[finite], expected.detach().numpy()[finite], dtype)
    grad = normal(0, x.shape, dtype)
    expected.backward(torch.tensor(grad))
    kept = result if name in FROM_OUTPUT else x
    grad_input = backward(grad, kept, **options)
    known = KNOWN.get(name, np.ones_like)(x).astype(bool)
    near(grad_input[known], leaf.grad.numpy()[known], dtype)


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


def test_long_floats_have_gradients_too():
    x = np.array([-1, 2, 8], np.longdouble)
    assert G.relu_backward(x, x).tolist() == [0, 2, 8]
    assert G.relu6_backward(x, x).tolist() == [0, 2, 0]
    assert G.relu_backward([np.inf, np.inf], [-1.0, 1.0]).tolist() == [0, np.inf]


def test_gelu_is_exact_to_the_last_digits_of_float64():
    x = np.linspace(-9, 9, 2001)
    np.testing.assert_allclose(F.gelu(x), x * special.ndtr(x), rtol=1e-15, atol=5e-16)
    slope = special.ndtr(x) + x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    np.testing.assert_allclose(G.gelu_backward(np.ones_like(x), x), slope, rtol=2e-15, atol=1e-15)


def test_the_normal_distribution_of_single_floats():
    x = np.concatenate([np.linspace(-20, 20, 40001), [-np.inf, np.inf, 1e30, -0.0]]).astype("f")
    with np.errstate(all="ignore"):
        ours = normal_share(x.reshape(5, -1))
    assert (ours.dtype, ours.shape) == (np.float32, (5, 8001))
    np.testing.assert_allclose(ours.ravel(), special.ndtr(x.astype(float)), atol=2e-7, rtol=0)
    assert (ours.min(), ours.max()) == (0, 1)
    assert np.isnan(normal_share(np.array([np.nan], "f")))


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_large_arrays_go_in_pieces(name):
    """As each number alone, also where neither rows nor columns are next to each other."""
    x = normal(0, (300, 400), np.float32)[:, ::2].T
    whole, back = getattr(F, name)(x), getattr(G, f"{name}_backward")(x, x)
    rows = [slice(i, i + 7) for i in range(0, len(x), 7)]
    near(whole, np.concatenate([getattr(F, name)(x[r]) for r in rows]), np.float32)
    parts = [getattr(G, f"{name}_backward")(x[r], x[r]) for r in rows]
    near(back, np.concatenate(parts), np.float32)


@pytest.mark.parametrize("call", [F.gelu, lambda x, a: G.gelu_backward(x, x, a)])
def test_an_unknown_approximation(call):
    with pytest.raises(ValueError, match=r"approximate must be one of .*'none', 'tanh'.*got 'erf'"):
        call([1.0], "erf")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_slope_that_is_no_number_would_make_everything_nan(value):
    """0 · NaN is NaN also where the value is positive."""
    for call in (F.leaky_relu, lambda x, a: layers.LeakyReLU(a)(x)):
        with pytest.raises(
            ValueError, match=f"negative_slope must be a finite number, got {value}"
        ):
            call([1.0], value)
    for call in (F.elu, lambda x, a: layers.ELU(a)(x)):
        with pytest.raises(ValueError, match=f"alpha must be a finite number, got {value}"):
            call([1.0], value)
