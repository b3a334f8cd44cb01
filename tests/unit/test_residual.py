"""The residual block: both ways by hand, and PyTorch's module of the same name."""

import re

import numpy as np
import pytest
from cases import near, need_torch, normal

from cnnbook import layers
from cnnbook.layers import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Identity,
    Linear,
    ReLU,
    Residual,
    Sequential,
)
from cnnbook.summary import summarize


def block(kit, residual, channels, filters, stride):
    """A block of ResNet-18."""
    body = kit.Sequential(
        kit.Conv2d(channels, filters, 3, stride, 1, bias=False),
        kit.BatchNorm2d(filters),
        kit.ReLU(),
        kit.Conv2d(filters, filters, 3, 1, 1, bias=False),
        kit.BatchNorm2d(filters),
    )
    shortcut = None
    if stride != 1:
        shortcut = kit.Sequential(
            kit.Conv2d(channels, filters, 1, stride, bias=False), kit.BatchNorm2d(filters)
        )
    return kit.Sequential(residual(body, shortcut), kit.ReLU())


def network(kit, residual):
    head = kit.AdaptiveAvgPool2d(1), kit.Flatten(), kit.Linear(6, 2)
    blocks = block(kit, residual, 3, 3, 1), block(kit, residual, 3, 6, 2)
    return kit.Sequential(*blocks, *head)


def torch_residual(torch):
    class Block(torch.nn.Module):
        def __init__(self, body, shortcut):
            super().__init__()
            self.body, self.shortcut = body, shortcut

        def forward(self, x):
            return self.body(x) + (x if self.shortcut is None else self.shortcut(x))

    return Block


def test_a_small_resnet_equals_pytorch():
    torch = need_torch()
    torch.manual_seed(0)
    theirs = network(torch.nn, torch_residual(torch)).double()
    ours = network(layers, Residual)
    for layer in ours.modules():
        for name, value in vars(layer).items():
            if isinstance(value, layers.Parameter):
                value.data = value.data.astype(float)
            elif name in ("running_mean", "running_var"):
                setattr(layer, name, value.astype(float))
    ours.load_state_dict(theirs.state_dict())
    assert list(ours.state_dict()) == list(theirs.state_dict())
    image = normal(0, (4, 3, 8, 8))
    leaf = torch.tensor(image, requires_grad=True)
    expected = theirs(leaf)
    near(ours(image), expected.detach())
    grad = normal(1, (4, 2))
    expected.backward(torch.tensor(grad))
    near(ours.backward(grad), leaf.grad)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        near(mine.grad, other.grad)
    for mine, other in zip(ours.state_dict().values(), theirs.state_dict().values(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9)
    near(ours.eval()(image), theirs.eval()(torch.tensor(image)).detach())


def test_both_ways_by_hand():
    """Past the body 2 · x, and through it 3 · x; the same layer both ways counts twice."""
    body, past = Linear(1, 1, bias=False), Linear(1, 1, bias=False)
    body.weight.data[:], past.weight.data[:] = 3, 2
    unit = Residual(body, past)
    assert unit([[5.0]]).tolist() == [[25]]
    assert unit.backward([[1.0]]).tolist() == [[5]]
    unit = Residual(body, body)
    unit([[5.0]])
    unit.backward([[1.0]])
    assert body.weight.grad.tolist() == [[10]]


def test_its_summary_walks_both_ways():
    net = Sequential(Residual(Sequential(Conv2d(2, 4, 3, 2, 1), ReLU()), Conv2d(2, 4, 1, 2)))
    rows = summarize(net, (2, 8, 8)).rows
    assert [row.name for row in rows] == [
        "0.body.0 Conv2d",
        "0.body.1 ReLU",
        "0.shortcut Conv2d",
    ]
    assert [row.parameters if hasattr(row, "parameters") else row.weights for row in rows] == [
        72,
        0,
        8,
    ]
    assert net.output_shape((1, 2, 8, 8)) == (1, 4, 4, 4)
    after = Sequential(*net, Conv2d(4, 1, 3))
    field = summarize(after, (2, 8, 8)).rows[-1].receptive_field
    assert (field.size, field.jump, field.start) == ((7, 7), (2, 2), (-1, -1))


def test_a_shared_layer_is_counted_once_in_a_summary():
    layer = Conv2d(2, 2, 3, padding=1)
    table = summarize(Sequential(layer, ReLU(), Residual(layer)), (2, 5, 5))
    assert [row.weights for row in table.rows] == [36, 0, 0]
    assert [row.multiply_adds for row in table.rows] == [900, 0, 900]


def test_costs_of_the_other_new_layers():
    """Each of 2 · 9 pixels times 3 · 4 weights; all pixels seen by global pooling."""
    net = Sequential(BatchNorm2d(2), ConvTranspose2d(2, 3, 2, stride=2), AdaptiveAvgPool2d(1))
    first, second, third = summarize(net, (2, 3, 3)).rows
    assert (first.weights, first.biases, first.multiply_adds) == (2, 2, 0)
    assert (second.output_shape, second.multiply_adds) == ((3, 6, 6), 216)
    assert second.receptive_field is None
    assert third.output_shape == (3, 1, 1)
    pools = Sequential(Conv2d(1, 1, 3), AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(1), Identity())
    halves, whole, same = (row.receptive_field for row in summarize(pools, (1, 8, 8)).rows[1:])
    assert (halves.size, halves.jump) == ((5, 5), (3, 3))
    assert (whole.size, whole.jump, whole.start) == ((8, 8), (0, 0), (0, 0))
    assert same == whole
    odd = summarize(Sequential(AdaptiveAvgPool2d(3), Flatten(), Linear(9, 2)), (1, 8, 8))
    assert [row.receptive_field for row in odd.rows] == [None, None, None]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: Residual(Conv2d(2, 3, 3))(np.ones((1, 2, 5, 5))),
            ValueError,
            "Residual adds arrays of the same shape: the body gives (1, 3, 3, 3), the way past it "
            "(1, 2, 5, 5); give a shortcut that changes the shape, too, such as a 1 × 1 con",
        ),
        (
            lambda: Residual(Conv2d(2, 3, 3), Identity())(np.ones((1, 2, 5, 5))),
            ValueError,
            "body and shortcut need the same channels and strides",
        ),
        (
            lambda: summarize(Residual(Conv2d(2, 2, 3)), (2, 5, 5)),
            ValueError,
            "layer Residual does not accept the shape (2, 5, 5)",
        ),
        (lambda: Residual([ReLU()]), TypeError, "Residual's body must be a layer, got list: Seq"),
        (lambda: Residual(ReLU(), ReLU), TypeError, "Residual's shortcut must be a layer, got typ"),
        (lambda: Residual(ReLU()).backward([1]), RuntimeError, "needs a forward pass"),
    ],
)
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


def test_it_shows_both_ways():
    assert repr(Residual(ReLU(), Identity())) == (
        "Residual(\n  (body): ReLU()\n  (shortcut): Identity()\n)"
    )
