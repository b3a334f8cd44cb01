"""What was reported of this engine by its peers' test suites, each with PyTorch's answer."""

import re

import numpy as np
import pytest
from cases import need_torch, normal
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import layers, training
from cnnbook.layers import (
    ELU,
    AvgPool2d,
    Conv2d,
    Flatten,
    LeakyReLU,
    Linear,
    MaxPool2d,
    Parameter,
    ReLU,
    Sequential,
)
from cnnbook.summary import summarize


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_four_numbers_pad_as_in_pytorch(sides):
    torch = need_torch()
    image = normal(0, (2, 3, 4))
    expected = torch.nn.functional.pad(torch.tensor(image), tuple(sides))
    np.testing.assert_array_equal(F.pad(image, tuple(sides)), expected)
    left, right, top, bottom = sides
    np.testing.assert_array_equal(F.pad(image, ((top, bottom), (left, right))), expected)
    grad = normal(1, tuple(expected.shape))
    back = G.pad_backward(grad, np.array(sides))
    np.testing.assert_array_equal(back, grad[:, top : top + 3, left : left + 4])


def test_a_pair_pads_rows_then_columns_here():
    assert F.pad([[1]], (0, 1)).tolist() == [[0, 1, 0]]
    assert "There a pair means something else" in F.pad.__doc__


def test_one_large_pixel_and_one_nan_touch_their_own_windows_alone():
    image = np.ones((1, 32, 20, 20), np.float32)
    image[0, 0, 5, 5] = 1e8
    weight = np.zeros((32, 32, 3, 3), np.float32)
    weight[0, 0, 0, 0] = 1
    assert np.unique(F.conv2d(image, weight, padding=1)[0, 0, 1:, 1:]).tolist() == [1, 1e8]
    two, filters = normal(0, (2, 3, 9, 9), np.float32), normal(1, (4, 3, 3, 3), np.float32)
    before = F.conv2d(two, filters)[1]
    two[0, 0, 4, 4] = np.nan
    assert (F.conv2d(two, filters)[1] == before).all()


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("filters", [1, 9])
def test_an_empty_batch_has_a_backward(stride, filters):
    image, weight = np.zeros((0, 2, 9, 9)), np.ones((filters, 2, 3, 3))
    output = F.conv2d(image, weight, stride=stride)
    grads = G.conv2d_backward(output, image, weight, stride=stride)
    assert [part.shape for part in grads] == [image.shape, weight.shape, (filters,)]
    assert not grads[1].any()


@settings(max_examples=50)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.integers(2, 3),
    st.integers(1, 3),
    st.integers(1, 5),
    st.integers(1, 2),
)
def test_a_window_in_the_padding_sees_nothing(size, kernel, stride, dilation, padding):
    """As PyTorch, it is −∞; unlike there, its index is none, and its gradient goes nowhere."""
    padding = min(padding, kernel // 2)
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    reach = dilation * (kernel - 1) + 1
    if min(size) + 2 * padding < reach:
        return
    image = normal(0, size)
    output, indices = F.max_pool2d(image, kernel, **options, return_indices=True)
    back = G.max_pool2d_backward(np.ones_like(output), image, kernel, **options, indices=indices)
    again = G.max_pool2d_backward(np.ones_like(output), image, kernel, **options)
    expected = np.zeros(size)
    for y, x in np.ndindex(output.shape):
        rows = [y * stride - padding + i * dilation for i in range(kernel)]
        columns = [x * stride - padding + j * dilation for j in range(kernel)]
        seen = [(r, c) for r in rows for c in columns if 0 <= r < size[0] and 0 <= c < size[1]]
        if not seen:
            assert (output[y, x], indices[y, x]) == (-np.inf, -1)
            continue
        best = max(seen, key=lambda place: image[place])
        assert output[y, x] == image[best]
        assert indices[y, x] == best[0] * size[1] + best[1]
        expected[best] += 1
    assert back.tolist() == again.tolist() == expected.tolist()


def test_a_window_in_the_padding_by_hand():
    torch = need_torch()
    image, options = np.ones((1, 3, 3)), {"padding": 1, "dilation": 4}
    theirs = torch.nn.functional.max_pool2d(torch.tensor(image), 2, 1, **options)
    output, indices = F.max_pool2d(image, 2, 1, **options, return_indices=True)
    assert output.tolist() == theirs.tolist() == [[[-np.inf]]]
    assert indices.tolist() == [[[-1]]]
    layer = MaxPool2d(2, 1, 1, 4)
    layer(image)
    assert not layer.backward([[[1.0]]]).any()
    with pytest.raises(ValueError, match="indices must be pixels of a channel"):
        G.max_pool2d_backward([[1.0]], np.ones((2, 2)), 2, indices=[[-1]])


STATES = {
    "None": {"bias": None},
    "text": {"bias": np.array(["a"])},
    "objects": {"bias": np.array([None])},
    "complex": {"bias": np.array([1j])},
    "shape": {"bias": np.ones(2)},
    "axes": {"bias": np.ones((1, 1))},
    "scalar": {"bias": 1.0},
    "ragged": {"bias": [[1], [1, 2]]},
    "too large": {"bias": np.array([1e300])},
    "unknown": {"bias": np.ones(1), "b": 1},
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_that_does_not_fit_changes_nothing(name):
    layer = Linear(2, 1, rng=0)
    before = layer.state_dict()
    with pytest.raises((TypeError, ValueError), match="state_dict does not match"):
        layer.load_state_dict({"weight": np.full((1, 2), 7.0), **STATES[name]})
    for key, value in layer.state_dict().items():
        np.testing.assert_array_equal(value, before[key])


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("weights.npz", "got str: net.load_state_dict(training.load(path)) reads a file"),
        (Linear(2, 1), "got Linear: net.load_state_dict(other.state_dict()) copies another"),
        (None, "got NoneType"),
        ([1], "got list"),
    ],
)
def test_what_is_no_state_is_told(state, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        Linear(2, 1).load_state_dict(state)


def test_loading_a_layers_own_arrays_in_exchange():
    net = Sequential(Linear(1, 1, bias=False), Linear(1, 1, bias=False))
    net[0].weight.data[:], net[1].weight.data[:] = 1, 2
    net.load_state_dict({"0.weight": net[1].weight, "1.weight": net[0].weight.data})
    assert [p.data.item() for p in net.parameters()] == [2, 1]


def test_no_outputs_and_no_images():
    x, weight = normal(0, (2, 3)), np.ones((0, 3))
    assert F.linear(x, weight).shape == (2, 0)
    shapes = [part.shape for part in G.linear_backward(np.ones((2, 0)), x, weight)]
    assert shapes == [(2, 3), (0, 3), (0,)]
    for pool in (F.max_pool2d, F.avg_pool2d):
        assert pool(np.ones((0, 2, 4, 4)), 2).shape == (0, 2, 2, 2)
        for empty in ((2, 0, 4, 4), (2, 0, 4), (0, 4), (1, 2, 4, 0)):
            with pytest.raises(ValueError, match=r"nothing to pool: input .* has an empty axis"):
                pool(np.ones(empty), 2, padding=1)


RNG = "a source of random numbers is a non-negative integer, a generator or None, got"
BAD_LAYERS = [
    (lambda: MaxPool2d(0), ValueError, "kernel_size must be at least 1, got 0"),
    (lambda: MaxPool2d("2"), TypeError, "kernel_size must be an integer or a pair"),
    (lambda: MaxPool2d(2.0), TypeError, "kernel_size must be an integer or a pair"),
    (lambda: MaxPool2d(2, 0), ValueError, "stride must be at least 1, got 0"),
    (lambda: MaxPool2d(2, dilation=0), ValueError, "dilation must be at least 1, got 0"),
    (lambda: MaxPool2d(2, padding=-1), ValueError, "padding must be at least 0, got -1"),
    (lambda: MaxPool2d(2, ceil_mode=3), TypeError, "ceil_mode must be True or False, got 3"),
    (lambda: AvgPool2d(2, padding=5), ValueError, "pooling padding may be at most half of"),
    (lambda: AvgPool2d((1, 2, 3)), TypeError, "kernel_size must be an integer or a pair"),
    (lambda: AvgPool2d(2, count_include_pad=None), TypeError, "count_include_pad must be True or"),
    (lambda: AvgPool2d(2, divisor_override=0), ValueError, "divisor_override must not be 0"),
    (lambda: AvgPool2d(2, divisor_override=1.5), TypeError, "divisor_override must be an integer"),
    (lambda: Flatten("a"), TypeError, "start_dim must be an integer, got 'a'"),
    (lambda: LeakyReLU("a"), TypeError, "negative_slope must be a number, got 'a'"),
    (lambda: ELU(None), TypeError, "alpha must be a number, got None"),
    (lambda: layers.GELU("erf"), ValueError, "approximate must be one of ('none', 'tanh')"),
    (lambda: layers.Softmax(0.5), TypeError, "dim must be an integer, got 0.5"),
    (lambda: Linear(2, 1, dtype=int), ValueError, "dtype must be a float type such as numpy.float"),
    (lambda: Conv2d(1, 1, 3, dtype="f8!"), TypeError, "dtype must be a float type such as numpy"),
    (lambda: Conv2d(1, 1, 3, bias="no"), TypeError, "bias must be True or False, got 'no'"),
    (lambda: Linear(2, 1, "no"), TypeError, "bias must be True or False, got 'no'"),
    (lambda: Conv2d(1, 1, 3, 2, "same"), ValueError, "which only stride 1 can do, got stride"),
    (lambda: Linear(2, 1, rng="a"), TypeError, f"{RNG} 'a'"),
    (lambda: Conv2d(1, 1, 3, rng=-1), ValueError, f"{RNG} -1"),
    (lambda: Parameter("a"), TypeError, "data must be an array of real numbers"),
]


@pytest.mark.parametrize(("make", "error", "message"), BAD_LAYERS)
def test_a_layer_that_cannot_be_is_refused_at_once(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


def test_integers_become_trainable_floats():
    assert Parameter([1, 2]).data.dtype == np.float64
    assert (
        Conv2d(np.int64(1), np.int32(2), np.int64(3), bias=np.True_)(np.ones((1, 3, 3))).size == 2
    )


IMAGES = normal(0, (6, 28, 28), np.float32)
LABELS = np.arange(6) % 2


def net():
    return Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(1352, 2, rng=0))


def fit(**options):
    return training.fit(net(), IMAGES, LABELS, batch_size=3, progress=False, **options)


CALLS = [
    (
        lambda: fit(optimizer=training.Adam),
        TypeError,
        "optimizer must be made for the network: training.Adam(net.parameters(), lr=0.01), got the "
        "class Adam",
    ),
    (
        lambda: fit(optimizer="adam"),
        TypeError,
        "optimizer must be an optimiser such as training.Adam(net.parameters(), lr=0.01), got str",
    ),
    (
        lambda: fit(optimizer=training.SGD(net().parameters())),
        ValueError,
        "parameters that the network does not have: training.SGD(net.parameters(), …) makes one",
    ),
    (
        lambda: fit(lr=0.1),
        TypeError,
        "fit has no argument 'lr': the optimiser has it, "
        "optimizer=training.Adam(net.parameters(), lr=0.1)",
    ),
    (lambda: fit(learning_rate=1), TypeError, "optimizer=training.Adam(net.parameters(), lr=1)"),
    (lambda: fit(momentum=0.9), TypeError, "training.SGD(net.parameters(), momentum=0.9)"),
    (lambda: fit(verbose=1), TypeError, "it is called progress"),
    (lambda: fit(n_epochs=1), TypeError, "fit has no argument 'n_epochs': help(training.fit)"),
    (
        lambda: training.fit([ReLU()], IMAGES, LABELS),
        TypeError,
        "net must be a layer, such as a Sequential, got list",
    ),
    (
        lambda: net()(IMAGES),
        ValueError,
        "if these are 6 grey images, images[:, np.newaxis] adds their channel axis",
    ),
    (lambda: net()(IMAGES[0]), ValueError, "input[np.newaxis] adds the channel axis"),
    (
        lambda: training.predict(net(), IMAGES[0]),
        ValueError,
        "images must have shape (N, H, W) or (N, C, H, W), got (28, 28): images[np.newaxis] is a "
        "batch of one image",
    ),
    (
        lambda: summarize(net(), (28, 28)),
        ValueError,
        "layer 0 Conv2d does not accept the shape (28, 28): Conv2d needs images of shape "
        "(N, C, H, W), got (1, 28, 28); (1, 28, 28) is the shape of a grey image",
    ),
    (
        lambda: summarize(net(), 28),
        TypeError,
        "input_shape must be that of one image, such as (1, 28, 28), got 28",
    ),
    (
        lambda: summarize(net(), IMAGES),
        TypeError,
        "input_shape must be that of one image, image.shape, not the image itself",
    ),
    (
        lambda: summarize(net(), (1, 28.0, 28)),
        TypeError,
        "input_shape's sizes must be a positive integer, got 28.0",
    ),
    (
        lambda: training.Adam(net().parameters(), betas=(0.9,)),
        TypeError,
        "betas must be a pair of numbers such as (0.9, 0.999), got (0.9,)",
    ),
    (lambda: training.Adam(net().parameters(), betas=0.9), TypeError, "got 0.9"),
    (
        lambda: training.Adam(net().parameters(), lr="fast"),
        TypeError,
        "lr must be a number, at least 0, got 'fast'",
    ),
    (
        lambda: training.Adam(net()),
        TypeError,
        "parameters must hold Parameter objects: give net.parameters(), not net",
    ),
    (
        lambda: training.SGD(net().parameters() + net().parameters()[:0] * 2 + [None]),
        TypeError,
        "parameters must hold Parameter objects, got NoneType; net.parameters() returns them",
    ),
    (
        lambda: training.SGD([Parameter([1.0])] * 2),
        ValueError,
        "parameters must hold each parameter once, got one of them twice",
    ),
    (
        lambda: training.SGD(net().parameters(), nesterov=True),
        ValueError,
        "nesterov needs a momentum above 0 and no dampening, got momentum 0.0, dampening 0.0",
    ),
    (lambda: F.pad([[1]], (1, 2, 3)), TypeError, "PyTorch's (left, right, top, bottom) do, too"),
]


@pytest.mark.parametrize(("call", "error", "message"), CALLS)
def test_a_wrong_call_is_led_to_the_right_one(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
