"""Dropout: what is kept is scaled, the rest is 0; and the two modes of layers and networks."""

import re

import numpy as np
import pytest
from cases import need_torch, normal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from networks import upright_or_level

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import training
from cnnbook.layers import Dropout, Flatten, Layer, Linear, ReLU, Sequential
from cnnbook.random import Generator


def test_by_hand():
    """A value is kept where the generator's number is at least p, and then divided by 1 − p."""
    drawn = Generator(3).random(4)
    output, mask = F.dropout([4, 8, 12, 16], 0.75, rng=Generator(3), return_mask=True)
    assert mask.tolist() == (drawn >= 0.75).tolist() == [False, True, False, False]
    assert output.tolist() == [0, 32, 0, 0]
    assert G.dropout_backward([1, 2], [True, False], 0.75).tolist() == [4, 0]
    assert F.dropout([1, 2], 0.75, training=False).tolist() == [1, 2]


@settings(max_examples=40)
@given(
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    st.sampled_from([0, 0.1, 0.5, 0.9, 1, 1.0]),
    st.booleans(),
    st.sampled_from([np.float16, np.float32, np.float64]),
    st.integers(0, 2**16),
)
def test_scaling_and_gradient_are_pytorchs(shape, p, training, dtype, seed):
    """PyTorch scales its own mask; given ours, its arithmetic gives our numbers, to the bit."""
    torch = need_torch()
    x, grad = normal(seed, shape, dtype), normal(seed + 1, shape, dtype)
    output, mask = F.dropout(x, p, training, seed, return_mask=True)
    assert output.dtype == dtype
    assert mask.shape == output.shape == shape
    leaf = torch.tensor(x, requires_grad=True)
    noise = torch.tensor(mask, dtype=leaf.dtype)
    expected = leaf * (noise / (1 - p) if training and p < 1 else noise)
    np.testing.assert_array_equal(output, expected.detach().numpy())
    expected.backward(torch.tensor(grad))
    back = G.dropout_backward(grad, mask, p if training else 0)
    np.testing.assert_array_equal(back, leaf.grad.numpy())


@pytest.mark.parametrize("p", [0, 0.25, 1])
def test_as_many_are_dropped_as_in_pytorch(p):
    torch = need_torch()
    x = np.ones((200, 200), np.float32)
    torch.manual_seed(0)
    ours, theirs = F.dropout(x, p, rng=0), torch.nn.functional.dropout(torch.tensor(x), p).numpy()
    assert set(np.unique(ours)) == set(np.unique(theirs))
    assert abs(ours.mean() - theirs.mean()) < 0.02


def test_nan_is_not_hidden():
    """NaN times 0 is NaN, and infinity times 0, too, in PyTorch as here."""
    torch = need_torch()
    x = np.array([np.nan, np.inf, 1])
    theirs = torch.nn.functional.dropout(torch.tensor(x), 1).numpy()
    np.testing.assert_array_equal(F.dropout(x, 1), theirs)


def test_a_seed_repeats_a_generator_goes_on_and_nothing_given_is_changed():
    x = normal(0, (50,))
    x.flags.writeable = False
    assert (F.dropout(x, rng=1) == F.dropout(x, rng=1)).all()
    for rng in (np.random.default_rng(1), Generator(1)):
        assert (F.dropout(x, rng=rng) != F.dropout(x, rng=rng)).any()
    layer, twin = Dropout(rng=7), Dropout(rng=7)
    first = layer(x)
    assert (first == twin(x)).all()
    assert (first != layer(x)).any()
    assert not np.shares_memory(F.dropout(x, training=False), x)


def test_the_backward_is_that_of_the_last_forward():
    layer = Dropout(0.5, rng=0)
    output = layer(np.ones(100))
    layer.eval()
    assert layer.backward(np.ones(100)).tolist() == output.tolist()
    assert (
        layer(np.ones(3)).tolist() == layer.train().eval().backward([1, 1, 1]).tolist() == [1] * 3
    )


def test_modes_go_to_all_layers():
    inner = Sequential(Dropout(rng=0))
    net = Sequential(Flatten(), inner, Linear(4, 2, rng=0))
    assert all(layer.training for layer in net.modules())
    assert net.eval() is net
    assert not any(layer.training for layer in net.modules())
    inner.train()
    assert [layer.training for layer in net.modules()] == [False, False, True, True, False]
    assert net.train(False).train() is net
    assert all(layer.training for layer in net.modules())
    assert [type(layer) for layer in net.modules()].count(Dropout) == 1
    assert list(net.state_dict()) == ["2.weight", "2.bias"]


class Composite(Layer):
    """A layer that holds others as attributes, as a reader would write it."""

    def __init__(self):
        self.first, self.second = Dropout(rng=0), ReLU()


def test_modes_reach_layers_that_are_attributes():
    layer = Composite().eval()
    assert not layer.first.training
    assert list(layer.named_children()) == ["first", "second"]


class Watched(Dropout):
    """Notes in which mode it was called."""

    def forward(self, input):
        self.seen.append(self.training)
        return super().forward(input)


def test_fit_trains_in_training_mode_and_all_else_is_evaluation():
    images, labels = upright_or_level(32)
    dropout = Watched(0.5, rng=0)
    dropout.seen = []
    net = Sequential(Flatten(), dropout, Linear(64, 2, rng=0))
    modes = []
    training.fit(
        net,
        images,
        labels,
        epochs=2,
        batch_size=16,
        validation=(images, labels),
        callback=lambda epoch, net, history: modes.append(net.training),
        progress=False,
    )
    assert dropout.seen == [False, False, True, True, False, True, True, False]
    assert modes == [False, False]
    assert not net.training
    net.train()
    scores = training.predict(net, images)
    assert (scores == training.predict(net, images)).all()
    assert dropout.training
    assert net.training


def test_a_training_that_fails_ends_in_evaluation_mode():
    images, labels = upright_or_level(32)
    net = Sequential(Flatten(), Dropout(rng=0), Linear(64, 2, rng=0))
    huge = training.SGD(net.parameters(), lr=1e38)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError):
        training.fit(net, images, labels, batch_size=16, optimizer=huge, progress=False)
    assert not net[1].training


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Dropout(1.5), ValueError, "p must be a number from 0 to 1, got 1.5"),
        (lambda: Dropout(-0.1), ValueError, "p must be a number from 0 to 1, got -0.1"),
        (lambda: Dropout(float("nan")), ValueError, "p must be a number from 0 to 1, got nan"),
        (lambda: Dropout("half"), TypeError, "p must be a number from 0 to 1, got 'half'"),
        (lambda: F.dropout([1], 50), ValueError, "p must be a number from 0 to 1, got 50"),
        (lambda: F.dropout([1], True), TypeError, "p must be a number from 0 to 1, got True"),
        (lambda: Dropout().backward([1]), RuntimeError, "Dropout.backward needs a forward pass"),
        (lambda: G.dropout_backward([1, 2], [True]), ValueError, "grad must have the shape"),
    ],
)
def test_what_bad_calls_are_told(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


def test_it_looks_like_pytorch():
    torch = need_torch()
    assert repr(Dropout(0.2)) + ")" == repr(torch.nn.Dropout(0.2)).replace(", inplace=False", ")")
