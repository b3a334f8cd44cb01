"""Layers used more than once, arrays changed after the forward, empty batches, pickles, float16."""

import copy
import pickle

import numpy as np
import pytest
from cases import near, need_torch, normal

from cnnbook import layers, training
from cnnbook.layers import (
    BatchNorm2d,
    Conv2d,
    CrossEntropyLoss,
    Flatten,
    Identity,
    Layer,
    Linear,
    Parameter,
    ReLU,
    Residual,
    Sequential,
)
from cnnbook.summary import count_parameters, summarize

# Every layer that keeps the shape (N, 4, H, W), made by this package or by torch.nn.
MAKERS = {
    "ReLU": lambda kit: kit.ReLU(),
    "LeakyReLU": lambda kit: kit.LeakyReLU(0.2),
    "ELU": lambda kit: kit.ELU(0.5),
    "Sigmoid": lambda kit: kit.Sigmoid(),
    "Tanh": lambda kit: kit.Tanh(),
    "ReLU6": lambda kit: kit.ReLU6(),
    "SiLU": lambda kit: kit.SiLU(),
    "GELU": lambda kit: kit.GELU(),
    "GELU, tanh": lambda kit: kit.GELU(approximate="tanh"),
    "Softmax": lambda kit: kit.Softmax(dim=1),
    "Identity": lambda kit: kit.Identity(),
    "Dropout": lambda kit: kit.Dropout(0.5).eval(),
    "Conv2d": lambda kit: kit.Conv2d(4, 4, 3, padding=1),
    "ConvTranspose2d": lambda kit: kit.ConvTranspose2d(4, 4, 3, padding=1, groups=2),
    "BatchNorm2d": lambda kit: kit.BatchNorm2d(4),
    "MaxPool2d": lambda kit: kit.MaxPool2d(3, 1, 1),
    "AvgPool2d": lambda kit: kit.AvgPool2d(3, 1, 1),
    "AdaptiveAvgPool2d": lambda kit: kit.AdaptiveAvgPool2d((None, 6)),
    "Linear": lambda kit: kit.Linear(6, 6),
    "Sequential": lambda kit: kit.Sequential(kit.Conv2d(4, 4, 1), kit.Tanh()),
}
IMAGES = (3, 4, 5, 6)


def twice(kit, name):
    """A network that uses one layer four times, at three depths."""
    layer = MAKERS[name](kit)
    inner = kit.Sequential(kit.Tanh(), layer, kit.Sequential(layer))
    return kit.Sequential(layer, kit.Conv2d(4, 4, 1), inner, kit.Tanh(), layer)


def both(name, images=IMAGES):
    torch = need_torch()
    torch.manual_seed(0)
    theirs = twice(torch.nn, name).double()
    ours = twice(layers, name)
    for parameter in ours.parameters():
        parameter.data = parameter.data.astype(np.float64)
    ours.load_state_dict(theirs.state_dict())
    image = normal(0, images)
    return ours, theirs, image, torch.tensor(image, requires_grad=True)


@pytest.mark.parametrize("first_alone", [False, True])
@pytest.mark.parametrize("name", MAKERS)
def test_gradients_of_a_layer_used_again_add_up_as_in_pytorch(name, first_alone):
    ours, theirs, image, leaf = both(name)
    output, expected = ours(image), theirs(leaf)
    near(output, expected.detach())
    grad = normal(1, output.shape)
    expected.backward(need_torch().tensor(grad))
    for _ in range(2):  # a second time replaces the gradients, and does not add to them
        if first_alone:
            assert ours.backward_parameters(grad) is None
        else:
            near(ours.backward(grad), leaf.grad)
        for (key, mine), (other, value) in zip(
            ours.named_parameters().items(), theirs.named_parameters(), strict=True
        ):
            assert key == other
            near(mine.grad, value.grad)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert count_parameters(ours) == sum(p.numel() for p in theirs.parameters())
    assert summarize(ours, image.shape[1:]).parameters == count_parameters(ours)


def test_an_activation_and_a_layer_used_twice_by_hand():
    """y = w · relu(w · relu(x)) at x = 3, w = 2: dy/dw = 2 · w · x, and dy/dx = w²."""
    act, layer = ReLU(), Linear(1, 1, bias=False)
    layer.weight.data[:] = 2
    net = Sequential(act, layer, act, layer)
    assert net([[3.0]]).tolist() == [[12]]
    assert net.backward([[1.0]]).tolist() == [[4]]
    assert layer.weight.grad.tolist() == [[12]]
    assert len(net.parameters()) == 1
    assert list(net.state_dict()) == ["1.weight", "3.weight"]
    training.SGD(net.parameters(), lr=0.5).step()
    assert layer.weight.data.tolist() == [[-4]]


def test_parameters_shared_by_two_layers_add_up():
    first, second = Linear(1, 1, bias=False), Linear(1, 1, bias=False)
    second.weight = first.weight
    first.weight.data[:] = 2
    net = Sequential(first, second)
    net([[3.0]])
    net.backward([[1.0]])
    assert first.weight.grad.tolist() == [[12]]
    copied = copy.deepcopy(net)
    assert copied[0].weight is copied[1].weight


def test_the_backward_of_a_network_belongs_to_its_own_last_call():
    net = Sequential(Conv2d(1, 2, 3, rng=0), ReLU(), Flatten())
    image, grad = normal(0, (2, 1, 5, 5)), normal(1, (2, 18))
    net(image)
    expected = net.backward(grad)
    net(image)
    for layer in net:
        layer(normal(3, (2, 1, 5, 5) if isinstance(layer, Conv2d) else (4, 4)))
    near(net.backward(grad), expected)


def test_a_failed_forward_leaves_nothing_behind():
    net = Sequential(Flatten(), Linear(4, 2, rng=0))
    net(np.ones((1, 2, 2)))
    with pytest.raises(ValueError, match="linear needs as many"):
        net(np.ones((1, 3, 3)))
    with pytest.raises(RuntimeError, match=r"Sequential\.backward needs a forward pass"):
        net.backward(np.ones((1, 2)))


class Scale(Layer):
    """A layer as a reader would write it."""

    def __init__(self):
        self.factor = Parameter([3.0])

    def forward(self, input):
        self._saved = input
        return input * self.factor.data

    def backward(self, grad):
        self.factor.grad = np.array([(grad * self._from_forward()).sum()])
        return grad * self.factor.data


def test_a_layer_of_ones_own_may_be_used_twice():
    """y = f² x at f = 3, x = 5: dy/df = 2 f x."""
    layer = Scale()
    net = Sequential(layer, Residual(layer))
    assert net([5.0]).tolist() == [60]  # f² x + f x
    assert net.backward([1.0]).tolist() == [12]
    assert layer.factor.grad.tolist() == [35]


@pytest.mark.parametrize("name", MAKERS)
def test_arrays_may_change_after_the_forward(name):
    """Neither the input nor the output that a caller holds is what the backward looks at."""
    for wrap in (lambda layer: layer, lambda layer: Sequential(Identity(), layer, Identity())):
        layer = wrap(MAKERS[name](layers))
        image = normal(0, IMAGES)
        grad = normal(1, layer(image.copy()).shape)
        expected = layer.backward(grad)
        output = layer(image)
        output += 1
        image *= -7
        near(layer.backward(grad), expected)


def test_targets_may_change_after_the_forward():
    criterion, labels, scores = CrossEntropyLoss(), np.array([0, 1]), normal(0, (2, 3))
    criterion(scores, labels)
    expected = criterion.backward()
    labels[:], scores[:] = 2, 0
    near(criterion.backward(), expected)


@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_batch_goes_through(name):
    torch = need_torch()
    layer, image = MAKERS[name](layers), np.zeros((0, *IMAGES[1:]), np.float32)
    output = layer(image)
    expected = MAKERS[name](torch.nn)(torch.tensor(image))
    assert output.shape == tuple(expected.shape)
    assert layer.backward(output).shape == image.shape
    for parameter in layer.parameters():
        assert parameter.grad.shape == parameter.shape
        assert not parameter.grad.any()
    if name == "BatchNorm2d":
        assert layer.running_mean.tolist() == [0] * 4
        assert layer.running_var.tolist() == [1] * 4


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("name", MAKERS)
def test_dtypes_go_through(name, dtype):
    layer, image = MAKERS[name](layers), normal(0, IMAGES).astype(dtype)
    for parameter in layer.parameters():
        parameter.data = parameter.data.astype(dtype)
    if name == "BatchNorm2d":
        layer.running_mean, layer.running_var = (
            a.astype(dtype) for a in (layer.running_mean, layer.running_var)
        )
    output = layer(image)
    assert output.dtype == dtype
    assert layer.backward(output).dtype == dtype
    assert {p.grad.dtype for p in layer.parameters()} <= {np.dtype(dtype)}


@pytest.mark.parametrize("name", MAKERS)
def test_layers_look_like_pytorchs(name):
    torch = need_torch()
    theirs = repr(MAKERS[name](torch.nn)).replace(", inplace=False", "").replace(" bias=True,", "")
    assert repr(MAKERS[name](layers)) == theirs or name in ("MaxPool2d", "Dropout", "ReLU6")


def test_a_pickled_network_does_not_carry_the_last_batch():
    net = Sequential(Residual(Conv2d(1, 1, 3, padding=1, rng=0)), BatchNorm2d(1), Flatten())
    fresh = len(pickle.dumps(net))
    output = net(np.ones((64, 1, 28, 28), np.float32))
    assert len(pickle.dumps(net)) < fresh + 200
    net.eval()
    expected = net(np.ones((2, 1, 28, 28), np.float32))
    for other in (pickle.loads(pickle.dumps(net)), copy.deepcopy(net)):
        assert not other.training
        with pytest.raises(RuntimeError, match="needs a forward pass"):
            other.backward(output)
        np.testing.assert_array_equal(other(np.ones((2, 1, 28, 28), np.float32)), expected)


def test_zero_grad_is_pytorchs_and_not_needed():
    net = Sequential(Linear(2, 1, rng=0))
    net(np.ones((1, 2)))
    net.backward([[1.0]])
    net.zero_grad()
    assert [p.grad for p in net.parameters()] == [None, None]
    net.backward([[1.0]])
    training.SGD(net.parameters()).zero_grad()
    assert [p.grad for p in net.parameters()] == [None, None]
    assert "replaces it" in Layer.zero_grad.__doc__
