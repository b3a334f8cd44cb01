"""Losses by hand, and against PyTorch over every option: values, gradients, types, error or not."""

import re

import numpy as np
import pytest
from cases import near, need_torch, outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnbook import functional as F
from cnnbook import gradients as G
from cnnbook.layers import CrossEntropyLoss, Sequential

SHAPES = [(4,), (3, 4), (1, 4), (0, 4), (2, 4, 3), (2, 4, 2, 3)]
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])


@st.composite
def losses(draw, soft):
    """Scores, targets and options of which some fit and some do not."""
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    shape = draw(st.sampled_from(SHAPES))
    scores = rng.standard_normal(shape) * draw(st.sampled_from([1, 10, 100]))
    options = {"reduction": draw(REDUCTIONS), "ignore_index": draw(st.sampled_from([-100, 2, -1]))}
    if draw(st.booleans()):
        options["weight"] = rng.integers(1, 9, draw(st.sampled_from([4, 4, 4, 3]))) / 4
    axes = shape[:-1] if len(shape) < 3 else (shape[0], *shape[2:])
    if soft and draw(st.booleans()):
        options["ignore_index"] = -100  # PyTorch takes no other with probabilities
        return scores, rng.random(shape), options
    target = rng.integers(0, 4, axes)
    wrong = draw(st.sampled_from([None, options["ignore_index"], options["ignore_index"], 4, -7]))
    if wrong is not None and target.size:
        target[rng.random(axes) < 0.5] = wrong
    return scores, target, options


def check(name, dtype, scores, target, options):
    torch = need_torch()
    scores = scores.astype(dtype)
    theirs = dict(options)
    if "weight" in options:
        theirs["weight"] = torch.tensor(options["weight"].astype(dtype))
    leaf = torch.tensor(scores, requires_grad=True)
    expected = outcome(getattr(torch.nn.functional, name), leaf, torch.tensor(target), **theirs)
    result = outcome(getattr(F, name), scores, target, **options)
    if expected is None or result is None:
        unused = options.get("weight") is None or len(options["weight"]) == 4
        assert (result is None) == (expected is None) or not unused or not target.size
        return
    near(np.asarray(result), expected.detach(), dtype)
    grad = np.random.default_rng(0).standard_normal(expected.shape).astype(dtype)
    expected.backward(torch.tensor(grad))
    near(getattr(G, f"{name}_backward")(grad, scores, target, **options), leaf.grad, dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@settings(max_examples=60)
@given(case=losses(soft=True), smoothing=st.sampled_from([0.0, 0.1, 1.0]))
def test_cross_entropy_equals_pytorch(dtype, case, smoothing):
    scores, target, options = case
    if options["ignore_index"] >= 0 and target.dtype.kind == "f":
        return
    check("cross_entropy", dtype, scores, target, options | {"label_smoothing": smoothing})


@settings(max_examples=60)
@given(case=losses(soft=False))
def test_nll_loss_equals_pytorch(case):
    scores, target, options = case
    check("nll_loss", np.float64, F.log_softmax(scores, min(1, scores.ndim - 1)), target, options)


def test_weights_and_ignored_targets_by_hand():
    """Losses 1 · 2, 3 · 4 and none; divided by the weights 2 + 4 of those that count."""
    logs = [[-1, -9], [-9, -3], [-9, -9]]
    options = {"weight": [2, 4], "ignore_index": 7}
    assert F.nll_loss(logs, [0, 1, 7], **options) == (2 + 12) / 6
    assert F.nll_loss(logs, [0, 1, 7], **options, reduction="none").tolist() == [2, 12, 0]
    assert G.nll_loss_backward(6, logs, [0, 1, 7], **options).tolist() == [[-2, 0], [0, -4], [0, 0]]


def test_label_smoothing_by_hand():
    """Of 1/2, 1/4, 1/4: 0.7 · log 2 of the target, 0.1 · (1 + 2 + 2) · log 2 besides."""
    scores = np.log([2.0, 1, 1])
    assert F.cross_entropy(scores, 0, label_smoothing=0.3) == pytest.approx(1.2 * np.log(2))


def test_ignored_scores_may_be_anything():
    scores = np.array([[0.0, 0.0], [np.inf, np.nan]])
    assert F.cross_entropy(scores, [0, -100]) == pytest.approx(np.log(2))
    assert F.cross_entropy([[0.0, -np.inf]], [0]) == 0


def test_the_loss_over_nothing_is_nan_in_silence():
    nothing = np.zeros((0, 3))
    assert np.isnan(F.cross_entropy(nothing, []))
    assert G.cross_entropy_backward(1.0, nothing, []).shape == (0, 3)
    assert np.isnan(F.nll_loss([[0.0, 0.0]], [-100]))
    assert G.cross_entropy_backward(1.0, [[0.0, 0.0]], [-100]).tolist() == [[0, 0]]


@pytest.mark.parametrize("count", [3000, 70_000])
def test_float16_is_added_up_in_float32(count):
    """PyTorch's values; in float16 a sum of 3,000 is off by 2e-3, and one of 70,000 infinite."""
    torch = need_torch()
    scores = np.linspace(-1, 1, count).astype(np.float16)
    wide = torch.tensor(scores.astype(np.float32), requires_grad=True)
    for name in ("softmax", "log_softmax"):
        expected = getattr(wide, name)(0)
        result = getattr(F, name)(scores)
        assert result.dtype == np.float16
        np.testing.assert_allclose(result, expected.detach(), rtol=2e-3, atol=1e-7)
        grad = np.cos(np.arange(count)).astype(np.float16)
        (expected_grad,) = torch.autograd.grad(expected, wide, torch.tensor(grad, dtype=wide.dtype))
        back = getattr(G, f"{name}_backward")(grad, result)
        np.testing.assert_allclose(back, expected_grad, rtol=5e-3, atol=2e-5)
    targets = np.zeros(count, int)
    rows = np.ones((count, 2), np.float16)
    assert F.cross_entropy(rows, targets) == pytest.approx(np.log(2), rel=1e-3)
    assert F.nll_loss(-rows, targets) == 1
    assert F.cross_entropy(rows, targets).dtype == np.float16


@given(st.lists(st.integers(0, 4), max_size=6), st.sampled_from([-1, 5, 7]))
def test_one_hot_equals_pytorch(indices, classes):
    torch = need_torch()
    given = torch.tensor(indices, dtype=torch.long)
    expected = outcome(torch.nn.functional.one_hot, given, classes)
    result = outcome(F.one_hot, indices, classes)
    assert (result is None) == (expected is None)
    if result is not None:
        assert result.dtype == np.int64
        np.testing.assert_array_equal(result, expected)
    assert F.one_hot([[1], [0]]).tolist() == [[[0, 1]], [[1, 0]]]


def test_the_layer_equals_pytorch():
    torch = need_torch()
    weight, labels = np.array([1.0, 2, 3], np.float32), np.array([0, 2, 1, 1])
    scores = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    mine = CrossEntropyLoss(weight, ignore_index=1, label_smoothing=0.2)
    other = torch.nn.CrossEntropyLoss(torch.tensor(weight), ignore_index=1, label_smoothing=0.2)
    leaf = torch.tensor(scores, requires_grad=True)
    loss = other(leaf, torch.tensor(labels))
    loss.backward()
    assert float(mine(scores, labels)) == pytest.approx(loss.item(), rel=1e-6)
    near(mine.backward(), leaf.grad, np.float32)
    assert list(mine.state_dict()) == list(other.state_dict()) == ["weight"]
    assert CrossEntropyLoss().state_dict() == {}
    assert mine.output_shape((4, 3)) == ()
    assert CrossEntropyLoss(reduction="none").output_shape((4, 3, 5)) == (4, 5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: F.nll_loss([[0.0, 0]], [0.5]), TypeError, "class indices must be integers"),
        (
            lambda: F.cross_entropy([[0.0, 0]], [0], weight=[1]),
            ValueError,
            "weight needs one number per class: shape (2,), got (1,)",
        ),
        (
            lambda: F.cross_entropy([[0.0, 0]], [0], label_smoothing=1.5),
            ValueError,
            "label_smoothing must be a number from 0 to 1, got 1.5",
        ),
        (
            lambda: F.cross_entropy([[0.0, 0]], [0], ignore_index=None),
            TypeError,
            "ignore_index must be an integer, got None",
        ),
        (
            lambda: F.cross_entropy([[0.0, 0]], [5, 0][:1]),
            ValueError,
            "class indices must be from 0 to 1, got 5 to 5",
        ),
        (lambda: F.one_hot([0.5]), TypeError, "class indices must be integers"),
        (lambda: F.one_hot([]), ValueError, "num_classes must be given"),
        (lambda: F.one_hot([3], 3), ValueError, "class indices must be from 0 to 2, got 3 to 3"),
        (lambda: F.one_hot([-1]), ValueError, "got -1 to -1"),
        (
            lambda: F.one_hot([0], 0),
            ValueError,
            "num_classes must be a positive integer, got 0",
        ),
        (
            lambda: Sequential(CrossEntropyLoss())([[0.0, 0]]),
            TypeError,
            "criterion(net(images), labels): it stands beside a network and not in it",
        ),
        (
            lambda: CrossEntropyLoss(reduction="max"),
            ValueError,
            "reduction must be one of ('mean', 'sum', 'none'), got 'max'",
        ),
        (
            lambda: CrossEntropyLoss().backward(),
            RuntimeError,
            "CrossEntropyLoss.backward needs a forward pass",
        ),
    ],
)
def test_what_bad_losses_are_told(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
