"""Layers: forward, backward, initial weights, repr and state, compared with PyTorch's."""

import copy
import re

import numpy as np
import pytest
from cases import near, need_torch, normal

from cnnbook import gradients as G
from cnnbook import layers
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
    Sigmoid,
    Tanh,
)


def network(kit, **options):
    """The same network from this package or from torch.nn."""
    return kit.Sequential(
        kit.Conv2d(2, 6, 3, padding=1, padding_mode="reflect", **options),
        kit.ReLU(),
        kit.MaxPool2d(2),
        kit.Sequential(
            kit.Conv2d(
                6, 4, (3, 2), stride=(1, 2), dilation=(2, 1), groups=2, bias=False, **options
            ),
            kit.ELU(0.5),
            kit.Conv2d(4, 4, 3, padding="same", **options),
            kit.LeakyReLU(0.2),
        ),
        kit.AvgPool2d(2, ceil_mode=True),
        kit.Tanh(),
        kit.MaxPool2d((2, 1), 1, (1, 0)),
        kit.Flatten(),
        kit.Linear(24, 5, **options),
        kit.Sigmoid(),
        kit.Linear(5, 3, bias=False, **options),
    )


SHAPE = (2, 2, 14, 13)


@pytest.fixture
def pair():
    """The network twice, with PyTorch's weights."""
    torch = need_torch()
    torch.manual_seed(0)
    theirs = network(torch.nn)
    ours = network(layers, rng=0)
    ours.load_state_dict(theirs.state_dict())
    return ours, theirs, torch


def test_max_pooling_hands_back_to_what_it_chose():
    layer, image = MaxPool2d(2), np.array([[1.0, 2.0], [3.0, 4.0]])
    layer(image)
    image[:] = -image  # the forward's choice stands
    assert layer.backward([[5.0]]).tolist() == [[0, 0], [0, 5]]


def test_a_network_equals_pytorch(pair):
    ours, theirs, torch = pair
    image = normal(0, SHAPE, np.float32)
    leaf = torch.tensor(image, requires_grad=True)
    expected = theirs(leaf)
    output = ours(image)
    near(output, expected.detach(), np.float32)
    grad = normal(1, output.shape, np.float32)
    expected.backward(torch.tensor(grad))
    near(ours.backward(grad), leaf.grad, np.float32)
    for (name, mine), (key, other) in zip(
        ours.named_parameters().items(), theirs.named_parameters(), strict=True
    ):
        assert name == key
        near(mine.grad, other.grad, np.float32)


def test_weights_travel_both_ways(pair):
    ours, theirs, torch = pair
    fresh = network(layers, rng=7)
    theirs.load_state_dict({key: torch.tensor(value) for key, value in fresh.state_dict().items()})
    image = normal(0, SHAPE, np.float32)
    near(fresh(image), theirs(torch.tensor(image)).detach(), np.float32)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for key, value in theirs.state_dict().items():
        assert fresh.state_dict()[key].shape == tuple(value.shape)


def test_they_look_like_pytorch(pair):
    ours, theirs, _ = pair
    assert repr(ours) == repr(theirs)


def test_first_weights_have_pytorch_s_law():
    torch = need_torch()
    torch.manual_seed(0)
    for ours, theirs in [
        (Conv2d(8, 200, 5, groups=2, rng=0), torch.nn.Conv2d(8, 200, 5, groups=2)),
        (Linear(100, 300, rng=0), torch.nn.Linear(100, 300)),
    ]:
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            mine, other = mine.data, other.detach().numpy()
            assert mine.dtype == other.dtype
            assert abs(mine.min() - other.min()) < 0.03 * other.max()
            assert abs(mine.max() - other.max()) < 0.03 * other.max()
            assert abs(mine.std() - other.std()) < 0.1 * other.std()
            assert abs(mine.mean()) < 0.2 * other.std()


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(4, 5000, 5, rng=0),  # 4 · 5 · 5 inputs to each output
        Conv2d(8, 5000, 5, groups=2, rng=0),
        Linear(100, 5000, rng=0),
    ],
    ids=str,
)
def test_initial_weights_and_biases_are_uniform_up_to_one_over_the_root_of_fan_in(layer):
    for parameter in layer.parameters():
        values = parameter.data
        assert 0.0998 < values.max() <= 0.1
        assert -0.1 <= values.min() < -0.0998
        assert values.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)


def test_a_seed_gives_the_same_weights_and_a_generator_goes_on():
    first, second = Conv2d(1, 8, 3, rng=0), Conv2d(1, 8, 3, rng=0)
    np.testing.assert_array_equal(first.weight.data, second.weight.data)
    rng = np.random.default_rng(0)
    first, second = Conv2d(1, 8, 3, rng=rng), Conv2d(1, 8, 3, rng=rng)
    assert not np.array_equal(first.weight.data, second.weight.data)


def test_types():
    image = normal(0, (1, 1, 8, 8), np.float32)
    net = Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten(), Linear(72, 3, rng=0))
    assert net(image).dtype == np.float32
    assert net.backward(np.ones((1, 3), np.float32)).dtype == np.float32
    assert {p.grad.dtype for p in net.parameters()} == {np.dtype(np.float32)}
    assert Conv2d(1, 2, 3, dtype=np.float64)(image).dtype == np.float64


def test_every_activation_can_be_seen():
    net = network(layers, rng=0)
    image = normal(0, SHAPE)
    for layer in net:
        assert layer.output_shape(image.shape) == layer(image).shape
        image = layer(image)
    near(net(normal(0, SHAPE)), image)
    assert net.output_shape(SHAPE) == image.shape
    assert len(net) == 11
    assert repr(net[0]).startswith("Conv2d(2, 6")
    assert [type(layer) for layer in net[1:3]] == [ReLU, MaxPool2d]


def test_parameters_change_in_place():
    layer = Linear(2, 1, bias=False, rng=0)
    before = layer([[1, 1]])
    for parameter in layer.parameters():
        parameter.data -= 1
    near(layer([[1, 1]]), before - 2, before.dtype)


def test_each_backward_replaces_the_gradient():
    layer = Linear(2, 1, rng=0)
    for _ in range(2):
        layer(np.array([[3, 4]]))
        layer.backward([[1]])
    assert layer.weight.grad.tolist() == [[3, 4]]
    assert layer.bias.grad.tolist() == [1]


@pytest.mark.parametrize("first", [Conv2d(2, 3, 3, rng=0), Linear(6, 3, rng=0), ReLU()])
def test_the_parameters_gradients_alone_are_the_same(first):
    net = Sequential(first, Tanh(), Flatten())
    shape = (2, 6) if isinstance(first, Linear) else (2, 2, 5, 5)
    grad = normal(1, net(normal(0, shape)).shape)
    net.backward(grad)
    expected = [p.grad for p in net.parameters()]
    for parameter in net.parameters():
        parameter.grad = None
    assert net.backward_parameters(grad) is None
    for parameter, whole in zip(net.parameters(), expected, strict=True):
        np.testing.assert_array_equal(parameter.grad, whole)


def test_a_first_convolution_leaves_the_images_gradient_out():
    layer = Conv2d(1, 8, 3, rng=0)
    grad = normal(1, layer(normal(0, (2, 1, 9, 9))).shape)
    whole = G.conv2d_backward(grad, normal(0, (2, 1, 9, 9)), layer.weight.data)
    alone = G.conv2d_backward(
        grad, normal(0, (2, 1, 9, 9)), layer.weight.data, needs_input_grad=False
    )
    assert alone[0] is None
    for part, other in zip(alone[1:], whole[1:], strict=True):
        np.testing.assert_array_equal(part, other)


def test_state_is_a_copy():
    layer = Linear(2, 1, rng=0)
    state = layer.state_dict()
    state["weight"][:] = 9
    assert layer.weight.data.max() < 1
    layer.load_state_dict(state)
    state["weight"][:] = 5
    assert layer.weight.data.max() == 9
    assert copy.deepcopy(layer).weight.data.max() == 9


def test_reprs_name_no_address():
    for layer in (network(layers), Parameter(np.ones(2)), Linear(1, 1).weight, AvgPool2d(2)):
        assert "0x" not in repr(layer)
    assert repr(Parameter(np.ones(2))) == "Parameter(shape=(2,), dtype=float64)"
    assert repr(Sequential()) == "Sequential()"
    assert np.asarray(Parameter([1.0, 2])).tolist() == [1, 2]


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(1, 1, 1),
        Linear(1, 1),
        ReLU(),
        LeakyReLU(),
        ELU(),
        Sigmoid(),
        Tanh(),
        MaxPool2d(1),
        AvgPool2d(1),
        Flatten(),
    ],
    ids=str,
)
def test_backward_needs_a_forward(layer):
    with pytest.raises(RuntimeError, match=f"{type(layer).__name__}.backward needs a forward pass"):
        layer.backward(np.ones((1, 1, 1, 1)))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Conv2d(3, 4, 3, groups=2), ValueError, "groups must divide the input channels"),
        (lambda: Conv2d(4, 3, 3, groups=2), ValueError, "groups must divide the number of filters"),
        (lambda: Conv2d(0, 4, 3), ValueError, "in_channels must be a positive integer, got 0"),
        (lambda: Conv2d(1, 4.0, 3), TypeError, "out_channels must be a positive integer, got 4.0"),
        (lambda: Conv2d(1, 4, 3, 0), ValueError, "stride must be at least 1"),
        (lambda: Conv2d(1, 4, 0), ValueError, "kernel_size must be at least 1"),
        (lambda: Conv2d(1, 4, 3, padding_mode="edge"), ValueError, "padding_mode must be one of"),
        (lambda: Linear(0, 4), ValueError, "in_features must be a positive integer, got 0"),
        (lambda: Sequential([ReLU()]), TypeError, "unpack the list, Sequential(*layers)"),
        (lambda: Sequential(ReLU), TypeError, "create one with ReLU()"),
        (
            lambda: Flatten(2)(np.ones((2, 2))),
            ValueError,
            "input (2, 2) does not have the axes of Flatten",
        ),
        (lambda: Flatten(1, 0)(np.ones((2, 2))), ValueError, "must not come after end_dim"),
        (
            lambda: Linear(2, 1).load_state_dict({"weight": np.ones((1, 2)), "w": 0}),
            ValueError,
            "missing keys ['bias'], unknown ['w']",
        ),
        (
            lambda: Linear(2, 1, bias=False).load_state_dict({"weight": np.ones((2, 1))}),
            ValueError,
            "weight must have shape (1, 2), got (2, 1)",
        ),
        (
            lambda: Conv2d(1, 1, 3).output_shape((8, 8)),
            ValueError,
            "(N, C, H, W), got (8, 8)",
        ),
    ],
)
def test_what_bad_layers_are_told(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


def test_a_state_that_does_not_fit_changes_nothing():
    layer = Linear(2, 1, rng=0)
    before = layer.state_dict()
    with pytest.raises(ValueError, match="bias must have shape"):
        layer.load_state_dict({"weight": np.ones((1, 2)), "bias": np.ones(3)})
    np.testing.assert_array_equal(layer.weight.data, before["weight"])
