"""Optimisers and schedules: steps worked out by hand, and PyTorch's."""

import numpy as np
import pytest
from networks import small_net, upright_or_level

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook import training
from cnnbook.layers import Parameter

TORCH = {
    "sgd": (lambda p: training.SGD(p, lr=0.1), lambda t, p: t.optim.SGD(p, lr=0.1)),
    "momentum": (
        lambda p: training.SGD(p, lr=0.1, momentum=0.9),
        lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9),
    ),
    "adam": (lambda p: training.Adam(p, lr=0.01), lambda t, p: t.optim.Adam(p, lr=0.01)),
    "adam_betas": (
        lambda p: training.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
        lambda t, p: t.optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
    ),
    "decaying_sgd": (
        lambda p: training.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.2),
        lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.2),
    ),
    "decaying_adam": (
        lambda p: training.Adam(p, lr=0.1, weight_decay=0.2),
        lambda t, p: t.optim.Adam(p, lr=0.1, weight_decay=0.2),
    ),
}


def steps(optimizer, parameter, gradients):
    """Return the weight after each step."""
    weights = []
    for gradient in gradients:
        parameter.grad = np.array([float(gradient)])
        optimizer.step()
        weights.append(parameter.data.item())
    return weights


def test_momentum_by_hand():
    """The direction is 1, 1/2 + 1, 3/4 + 1, then 7/8 with a gradient of 0."""
    weight = Parameter(np.array([8.0]))
    optimizer = training.SGD([weight], lr=2, momentum=0.5)
    assert steps(optimizer, weight, [1, 1, 1, 0]) == [6, 3, -0.5, -2.25]


def test_weight_decay_by_hand():
    """The gradient is 1 + 8/2, then 1 + 3/2."""
    weight = Parameter(np.array([8.0]))
    optimizer = training.SGD([weight], lr=1, weight_decay=0.5)
    assert steps(optimizer, weight, [1, 1]) == [3, 0.5]
    assert repr(optimizer) == "SGD(lr=1, momentum=0.0, weight_decay=0.5)"


def test_adam_by_hand():
    """m: 1/2, 7/4; v: 1/4, 39/16; divided by 1 − 1/2, 1 − 1/4 and by 1 − 3/4, 1 − 9/16."""
    weight = Parameter(np.array([5.0]))
    optimizer = training.Adam([weight], lr=1, betas=(0.5, 0.75), eps=0)
    assert steps(optimizer, weight, [1, 3]) == pytest.approx([4, 4 - (7 / 3) / (39 / 7) ** 0.5])


def test_adam_adds_eps_to_the_root():
    weight = Parameter(np.array([5.0]))
    assert steps(training.Adam([weight], lr=1, eps=3), weight, [1]) == pytest.approx([4.75])


@pytest.mark.parametrize("name", TORCH)
def test_twenty_steps_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 2)), rng.normal(size=5)]
    ours = [Parameter(a.copy()) for a in start]
    theirs = [torch.nn.Parameter(torch.tensor(a)) for a in start]
    make, make_torch = TORCH[name]
    optimizer, reference = make(ours), make_torch(torch, theirs)
    for _ in range(20):
        for mine, other in zip(ours, theirs, strict=True):
            mine.grad = rng.normal(size=mine.shape) * 10.0 ** rng.integers(-3, 3)
            other.grad = torch.tensor(mine.grad)
        optimizer.step()
        reference.step()
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-10)


@pytest.mark.parametrize("name", TORCH)
def test_one_training_step_of_a_network_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    net = small_net()
    twin = torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3, padding=1),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(48, 2),
    )
    twin.load_state_dict({key: torch.tensor(value) for key, value in net.state_dict().items()})
    images, labels = upright_or_level(16)
    make, make_torch = TORCH[name]
    optimizer, reference = make(net.parameters()), make_torch(torch, twin.parameters())
    scores = net(images[:, None])
    net.backward(G.cross_entropy_backward(1.0, scores, labels))
    optimizer.step()
    loss = torch.nn.functional.cross_entropy(
        twin(torch.tensor(images[:, None])), torch.tensor(labels)
    )
    loss.backward()
    reference.step()
    assert float(F.cross_entropy(scores, labels)) == pytest.approx(loss.item(), rel=1e-6)
    for key, value in twin.state_dict().items():
        np.testing.assert_allclose(net.state_dict()[key], value.numpy(), rtol=1e-4, atol=1e-6)
        assert net.state_dict()[key].dtype == np.float32


def test_the_rate_rises_then_falls_and_never_jumps():
    schedule = training.warmup_cosine(0.2, floor=0.1)
    rates = [schedule(done) for done in np.linspace(0, 1, 201)]
    assert rates[0] == 0
    assert max(rates) == 1
    assert int(np.argmax(rates)) == 40
    assert rates[-1] == pytest.approx(0.1)
    assert np.abs(np.diff(rates)).max() < 0.03
    assert training.warmup_cosine(0)(0) == 1


def test_fit_follows_the_schedule_and_gives_the_rate_back():
    net = small_net()
    optimizer = training.SGD(net.parameters(), lr=0.5)
    rates = []
    step = optimizer.step
    optimizer.step = lambda: (rates.append(optimizer.lr), step())
    training.fit(
        net,
        *upright_or_level(),
        epochs=2,
        batch_size=40,
        optimizer=optimizer,
        schedule=lambda done: done,
        progress=False,
    )
    assert rates == [0.5 * done for done in (0.125, 0.375, 0.625, 0.875)]
    assert optimizer.lr == 0.5
