"""Batch normalisation: by hand, and PyTorch's values, gradients, running statistics and errors."""

import re

import numpy as np
import pytest
from cases import near, need_torch, normal, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook.layers import BatchNorm2d
from cnnbook.training import he_normal

OPTIONS = st.fixed_dictionaries(
    {
        "eps": st.sampled_from([1e-5, 0.1, 1]),
        "momentum": st.sampled_from([0.1, None, 0, 1.0]),
        "affine": st.booleans(),
        "track_running_stats": st.booleans(),
    }
)


def test_by_hand():
    """Mean 2, variance 1, so that ±1 is left; times 10, plus 5. Kept: half, and of n − 1."""
    layer = BatchNorm2d(1, eps=0, momentum=0.5, dtype=np.float64)
    layer.weight.data[:], layer.bias.data[:] = 10, 5
    assert layer([[[[1]]], [[[3]]]]).ravel().tolist() == [-5, 15]
    assert layer.running_mean.tolist() == [1]
    assert layer.running_var.tolist() == [1.5]  # half of 1 and half of 2
    assert layer.num_batches_tracked == 1
    layer.eval()
    near(layer([[[[1]]], [[[3]]]]).ravel(), np.array([5, 5 + 20 / 1.5**0.5]))
    assert layer.num_batches_tracked == 1


@settings(max_examples=60)
@given(
    shape=st.tuples(*(st.integers(low, 4) for low in (0, 1, 1, 1))),
    options=OPTIONS,
    modes=st.lists(st.booleans(), min_size=1, max_size=4),
    seed=st.integers(0, 2**16),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_steps_of_the_layer_equal_pytorch(shape, options, modes, seed, dtype):
    """Several batches, in training mode and not: values, gradients, and what is kept of them."""
    torch = need_torch()
    ours = BatchNorm2d(shape[1], **options, dtype=dtype)
    theirs = torch.nn.BatchNorm2d(shape[1], **options, dtype=torch.tensor(dtype(0)).dtype)
    if options["affine"]:
        ours.weight.data[:], ours.bias.data[:] = normal(seed, (2, shape[1]), dtype)
        theirs.load_state_dict({k: torch.tensor(v) for k, v in ours.state_dict().items()})
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == re.sub(r" bias=\w+,", "", repr(theirs))
    for place, mode in enumerate(modes):
        image = 3 + 2 * normal(seed + place, shape, dtype)
        leaf = torch.tensor(image, requires_grad=True)
        expected, result = outcome(theirs.train(mode), leaf), outcome(ours.train(mode), image)
        assert (result is None) == (expected is None)
        if result is None:
            return
        near(result, expected.detach(), dtype)
        grad = normal(seed + 7, shape, dtype)
        expected.backward(torch.tensor(grad))
        np.testing.assert_allclose(ours.backward(grad), leaf.grad, rtol=2e-3, atol=2e-4)
        if dtype == np.float64:
            near(ours.backward(grad), leaf.grad)
    for (name, mine), other in zip(
        ours.state_dict().items(), theirs.state_dict().values(), strict=True
    ):
        assert mine.dtype == (np.int64 if name == "num_batches_tracked" else dtype)
        np.testing.assert_allclose(mine, other, rtol=1e-5 if dtype == np.float32 else 1e-12)
    if options["affine"] and shape[0]:
        theirs.zero_grad()
        theirs(torch.tensor(image)).backward(torch.tensor(grad))
        near(ours.bias.grad, theirs.bias.grad, dtype)
        np.testing.assert_allclose(ours.weight.grad, theirs.weight.grad, rtol=1e-3, atol=1e-4)


@settings(max_examples=30)
@given(st.sampled_from([(5, 3), (4, 3, 2), (2, 3, 2, 2)]), st.booleans(), st.booleans())
def test_the_function_equals_pytorch(shape, training, affine):
    torch = need_torch()
    x = normal(0, shape)
    arrays = [normal(1, 3), normal(2, 3) ** 2]
    arrays += [normal(3, 3), normal(4, 3)] if affine else [None, None]
    kept = [None if a is None else a.copy() for a in arrays]
    theirs = [None if a is None else torch.tensor(a) for a in arrays]
    expected = torch.nn.functional.batch_norm(torch.tensor(x), *theirs, training=training)
    near(F.batch_norm(x, *arrays, training=training), expected)
    for array, copy in zip(arrays, kept, strict=True):
        assert array is None or (array == copy).all()


@pytest.mark.parametrize("training", [True, False])
def test_central_differences(training):
    x, weight, bias = normal(0, (3, 2, 2, 1)), normal(1, 2), normal(2, 2)
    grad, running = normal(3, x.shape), (np.array([0.5, 1]), np.array([2.0, 3]))

    def loss(x, weight, bias):
        return (F.batch_norm(x, *running, weight, bias, training=training) * grad).sum()

    options = {"training": training, "return_statistics": True}
    _, mean, variance = F.batch_norm(x, *running, weight, bias, **options)
    parts = G.batch_norm_backward(grad, x, mean, variance, weight, training=training)
    for place, part in enumerate(parts):
        for index in np.ndindex(part.shape):
            values = []
            for step in (1e-5, -1e-5):
                moved = [x.copy(), weight.copy(), bias.copy()]
                moved[place][index] += step
                values.append(loss(*moved))
            assert part[index] == pytest.approx((values[0] - values[1]) / 2e-5, abs=1e-7)


def test_a_large_mean_does_not_hide_the_variance():
    torch = need_torch()
    x = (1e4 + normal(0, (8, 2, 6, 6))).astype(np.float32)
    expected = torch.nn.functional.batch_norm(torch.tensor(x).double(), None, None, training=True)
    np.testing.assert_allclose(F.batch_norm(x, training=True), expected, atol=5e-3)


def test_float16_is_added_up_in_float32():
    x = np.ones((100, 1, 30, 30), np.float16)
    x[::2] = 3
    output, mean, variance = F.batch_norm(x, training=True, return_statistics=True)
    assert (output.dtype, mean.dtype) == (np.float16, np.float32)
    assert (mean, variance) == (2, 1)
    assert np.unique(output).tolist() == [-1, 1]


def test_the_backward_uses_what_the_forward_used():
    layer = BatchNorm2d(1, dtype=np.float64).eval()
    image = normal(0, (2, 1, 3, 3))
    layer(image)
    before = layer.backward(image)
    layer.running_var[:] = 9
    np.testing.assert_array_equal(layer.backward(image), before)


def test_he_initialisation_leaves_it_alone():
    layer = BatchNorm2d(3)
    he_normal(layer, seed=0)
    assert layer.weight.data.tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: BatchNorm2d(2)(np.ones((1, 2, 1, 1))),
            ValueError,
            "batch_norm in training needs more than one value per channel, got input (1, 2, 1, 1): "
            "its variance would be 0. Take larger batches, or net.eval() outside of training",
        ),
        (
            lambda: BatchNorm2d(2)(np.ones((4, 3, 5, 5))),
            ValueError,
            "needs images of shape (N, 2, H, W), got (4, 3, 5, 5)",
        ),
        (lambda: BatchNorm2d(2)(np.ones((2, 5, 5))), ValueError, "(N, 2, H, W), got (2, 5, 5)"),
        (lambda: BatchNorm2d(0), ValueError, "num_features must be a positive integer, got 0"),
        (lambda: BatchNorm2d(2, eps=-1), ValueError, "eps must be a number of at least 0, got -1"),
        (lambda: BatchNorm2d(2, momentum=2), ValueError, "momentum must be a number from 0 to 1"),
        (lambda: BatchNorm2d(2, affine=1), TypeError, "affine must be True or False, got 1"),
        (lambda: BatchNorm2d(2, dtype=int), ValueError, "dtype must be a float type"),
        (lambda: F.batch_norm([1.0]), ValueError, "batch_norm needs a batch (N, C, …)"),
        (
            lambda: F.batch_norm(np.ones((3, 2)), running_mean=[0, 0]),
            ValueError,
            "running_mean and running_var must be given together",
        ),
        (
            lambda: F.batch_norm(np.ones((3, 2)), weight=[1, 2, 3]),
            ValueError,
            "one number per channel: shape (2,) for input (3, 2), got (3,)",
        ),
        (
            lambda: BatchNorm2d(1).load_state_dict(
                BatchNorm2d(1).state_dict() | {"num_batches_tracked": 0.5}
            ),
            TypeError,
            "num_batches_tracked must hold integers, got float64",
        ),
        (lambda: BatchNorm2d(1).backward([1]), RuntimeError, "needs a forward pass"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
