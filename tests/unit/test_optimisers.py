"""Optimisers and schedules: steps worked out by hand, and PyTorch's."""

import pickle

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
    "dampening": (
        lambda p: training.SGD(p, lr=0.1, momentum=0.9, dampening=0.4),
        lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.4),
    ),
    "nesterov": (
        lambda p: training.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
        lambda t, p: t.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    ),
    "adamw": (lambda p: training.AdamW(p), lambda t, p: t.optim.AdamW(p)),
    "decaying_adamw": (
        lambda p: training.AdamW(p, lr=0.1, betas=(0.5, 0.9), weight_decay=0.5),
        lambda t, p: t.optim.AdamW(p, lr=0.1, betas=(0.5, 0.9), weight_decay=0.5),
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


def test_nesterov_by_hand():
    """The direction is 1, then 3/2; a step is the gradient and half of the direction."""
    weight = Parameter(np.array([8.0]))
    optimizer = training.SGD([weight], lr=2, momentum=0.5, nesterov=True)
    assert steps(optimizer, weight, [1, 1]) == [8 - 2 * 1.5, 8 - 2 * 1.5 - 2 * 1.75]


def test_dampening_by_hand():
    """The first direction is the whole gradient, 4; the second 4/2 + 4 · (1 − 3/4)."""
    weight = Parameter(np.array([8.0]))
    optimizer = training.SGD([weight], lr=1, momentum=0.5, dampening=0.75)
    assert steps(optimizer, weight, [4, 4]) == [4, 1]


def test_decoupled_decay_by_hand():
    """Each weight is halved first; then Adam's first step is lr, whatever the gradient."""
    weight = Parameter(np.array([8.0]))
    optimizer = training.AdamW([weight], lr=0.5, weight_decay=1.0, eps=0)
    assert steps(optimizer, weight, [3]) == pytest.approx([3.5])
    assert repr(optimizer) == "AdamW(lr=0.5, betas=(0.9, 0.999), eps=0, weight_decay=1.0)"


def trained_pair(torch, name, count):
    """Parameters and optimisers of both libraries after some steps, and what makes more of them."""
    rng = np.random.default_rng(0)
    start = [rng.normal(size=(3, 2)), rng.normal(size=5)]
    ours = [Parameter(a.copy()) for a in start]
    theirs = [torch.nn.Parameter(torch.tensor(a)) for a in start]
    make, make_torch = TORCH[name]
    optimizers = make(ours), make_torch(torch, theirs)

    def go_on(optimizers, ours, theirs):
        for mine, other in zip(ours, theirs, strict=True):
            mine.grad = rng.normal(size=mine.shape)
            other.grad = torch.tensor(mine.grad)
        for optimizer in optimizers:
            optimizer.step()

    for _ in range(count):
        go_on(optimizers, ours, theirs)
    return ours, theirs, optimizers, go_on


@pytest.mark.parametrize("source", ["ours", "pytorch", "a file"])
@pytest.mark.parametrize("count", [0, 3])
@pytest.mark.parametrize("name", TORCH)
def test_a_state_goes_on_where_it_was(name, count, source):
    torch = pytest.importorskip("torch")
    ours, theirs, (optimizer, reference), go_on = trained_pair(torch, name, count)
    state = reference.state_dict() if source == "pytorch" else optimizer.state_dict()
    if source == "a file":
        state = pickle.loads(pickle.dumps(state))
    fresh = type(optimizer)(ours, lr=7)
    fresh.load_state_dict(state)
    assert fresh.state_dict()["param_groups"] == optimizer.state_dict()["param_groups"]
    go_on((fresh, reference), ours, theirs)
    go_on((fresh, reference), ours, theirs)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.data, other.detach().numpy(), rtol=1e-10)


@pytest.mark.parametrize("name", TORCH)
def test_the_keys_of_a_state_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    _, _, (optimizer, reference), _ = trained_pair(torch, name, 2)
    mine, other = optimizer.state_dict(), reference.state_dict()
    assert mine["param_groups"][0].keys() <= other["param_groups"][0].keys()
    for key, value in mine["param_groups"][0].items():
        assert other["param_groups"][0][key] == value
    known = {i: s for i, s in other["state"].items() if any(v is not None for v in s.values())}
    assert mine["state"].keys() == known.keys()
    for i, arrays in mine["state"].items():
        assert known[i].keys() <= arrays.keys()
        for key, value in known[i].items():
            np.testing.assert_allclose(arrays[key], value.numpy(), rtol=1e-10)


def test_pytorch_goes_on_with_our_state():
    torch = pytest.importorskip("torch")
    ours, theirs, (optimizer, _), go_on = trained_pair(torch, "adam", 3)
    other = torch.optim.Adam(theirs, lr=7)
    state = optimizer.state_dict()
    for arrays in state["state"].values():
        arrays.update({name: torch.from_numpy(array) for name, array in arrays.items()})
    other.load_state_dict(state)
    go_on((optimizer, other), ours, theirs)
    for mine, value in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.data, value.detach().numpy(), rtol=1e-10)


def changed(state, **options):
    return state | {"param_groups": [state["param_groups"][0] | options]}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda s: None, TypeError, "what its state_dict.. returned, got NoneType"),
        (lambda s: {"state": {}}, TypeError, "what its state_dict.. returned, got dict"),
        (lambda s: changed(s, params=[0]), ValueError, r"2 parameters in one group, got \[1\]"),
        (lambda s: changed(s, lr=-1), ValueError, "lr must be at least 0, got -1"),
        (lambda s: changed(s, betas=3), TypeError, "betas must be a pair of numbers"),
        (
            lambda s: s | {"param_groups": [{"lr": 1, "params": [0, 1]}]},
            ValueError,
            r"of Adam: \['betas', 'eps', 'weight_decay'\] are missing",
        ),
        (
            lambda s: s | {"state": {0: s["state"][0]}},
            ValueError,
            "the state has no exp_avg of parameter 1",
        ),
        (
            lambda s: s | {"state": {0: s["state"][0], 1: s["state"][0]}},
            ValueError,
            r"exp_avg of parameter 1 must have shape \(5,\), got \(3, 2\)",
        ),
        (
            lambda s: s | {"state": {i: a | {"exp_avg": "x"} for i, a in s["state"].items()}},
            TypeError,
            "exp_avg of parameter 0 must be an array of real numbers",
        ),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change, error, message):
    parameters = [Parameter(np.ones((3, 2))), Parameter(np.ones(5))]
    optimizer = training.Adam(parameters)
    for parameter in parameters:
        parameter.grad = np.ones(parameter.shape)
    optimizer.step()
    before = pickle.dumps(optimizer)
    with pytest.raises(error, match=message):
        optimizer.load_state_dict(change(optimizer.state_dict()))
    assert pickle.dumps(optimizer) == before
