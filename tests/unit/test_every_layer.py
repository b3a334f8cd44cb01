"""Whatever layer there is, drawn with whatever options: the same as torch.nn's of the same name.

Layers are found in `cnnbook.layers`, and their options in their signatures: a new layer is tried by
itself, if its options have names that are known here.
"""

import inspect

import numpy as np
import pytest
from cases import near, need_torch, normal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnbook import layers
from cnnbook.layers import Layer

OURS_ALONE = {"Layer", "Sequential", "Residual", "CrossEntropyLoss"}  # no options of their own
FOUND = {
    name: getattr(layers, name)
    for name in layers.__all__
    if isinstance(getattr(layers, name), type)
    and issubclass(getattr(layers, name), Layer)
    and name not in OURS_ALONE
}
PAIRS = st.one_of(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))
DRAWN = {  # for each option, by its name
    "in_channels": st.just(4),
    "out_channels": st.sampled_from([2, 4, 6]),
    "num_features": st.just(4),
    "in_features": st.just(5),
    "out_features": st.integers(1, 4),
    "kernel_size": PAIRS,
    "stride": PAIRS,
    "padding": st.one_of(st.integers(0, 2), st.tuples(st.integers(0, 2), st.integers(0, 2))),
    "output_padding": st.integers(0, 1),
    "dilation": PAIRS,
    "groups": st.sampled_from([1, 2]),
    "bias": st.booleans(),
    "padding_mode": st.sampled_from(["zeros", "reflect", "replicate", "circular"]),
    "ceil_mode": st.booleans(),
    "count_include_pad": st.booleans(),
    "divisor_override": st.one_of(st.none(), st.integers(1, 5)),
    "return_indices": st.just(False),
    "output_size": st.one_of(
        st.integers(1, 4), st.tuples(st.one_of(st.none(), st.integers(1, 4)), st.integers(1, 4))
    ),
    "negative_slope": st.floats(0, 2),
    "alpha": st.floats(0.1, 2),
    "approximate": st.sampled_from(["none", "tanh"]),
    "dim": st.sampled_from([-1, 0, 1, 3]),
    "start_dim": st.sampled_from([1, 2, -1]),
    "end_dim": st.sampled_from([-1, 2, 3]),
    "p": st.just(0),  # drawn otherwise here than there
    "eps": st.sampled_from([1e-5, 0.1]),
    "momentum": st.sampled_from([0.1, None, 0.5]),
    "affine": st.booleans(),
    "track_running_stats": st.booleans(),
    "inplace": st.just(False),
}
NOT_PYTORCHS = {"rng", "dtype"}


VARIADIC = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def options_of(name):
    """Return the options of a layer that PyTorch has, too, each with its default."""
    found = inspect.signature(FOUND[name]).parameters.values()
    return {
        p.name: p.default for p in found if p.name not in NOT_PYTORCHS and p.kind not in VARIADIC
    }


@st.composite
def drawn(draw, name):
    """Options for a layer, of which some are left out, and the shape of an image."""
    options = {}
    for option, default in options_of(name).items():
        if default is inspect.Parameter.empty or option == "p" or draw(st.booleans()):
            options[option] = draw(DRAWN[option])
    width = 5 if "in_features" in options else draw(st.integers(1, 7))
    return options, (draw(st.integers(0, 3)), 4, draw(st.integers(1, 7)), width)


def attempt(make, *arguments):
    """Return what a call gives, or None and why it gives nothing."""
    try:
        return make(*arguments), None
    except (ValueError, TypeError, RuntimeError, AssertionError) as error:
        return None, error


def made(name, dtype=np.float64, **options):
    """Make a layer whose weights, if it has any, are of a type."""
    given = {"dtype": dtype} if "dtype" in inspect.signature(FOUND[name]).parameters else {}
    return FOUND[name](**options, **given)


@pytest.mark.parametrize("name", FOUND)
def test_every_option_of_every_layer_is_known_here(name):
    unknown = set(options_of(name)) - set(DRAWN)
    assert not unknown, f"say in DRAWN how to draw {unknown}"


@pytest.mark.parametrize("name", FOUND)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_values_gradients_and_refusals_are_pytorchs(name, data):
    torch = need_torch()
    options, shape = data.draw(drawn(name))
    image = normal(0, shape)
    leaf = torch.tensor(image, requires_grad=True)
    theirs, reason = attempt(lambda: getattr(torch.nn, name)(**options).double())
    ours, why = attempt(lambda: made(name, **options))
    if ours is not None and theirs is not None:
        ours.load_state_dict(theirs.state_dict())
    expected, reason = (None, reason) if theirs is None else attempt(theirs, leaf)
    output, why = (None, why) if ours is None else attempt(ours, image)
    if shape[0] == 0 and "output_padding must be smaller" in str(why):
        return  # PyTorch looks at it only if there is an image
    assert (output is None) == (expected is None), f"ours: {why}; PyTorch: {reason}"
    if output is None:
        assert isinstance(why, ValueError | TypeError)
        return
    near(output, expected.detach())
    grad = normal(1, output.shape)
    expected.backward(torch.tensor(grad))
    near(ours.backward(grad), leaf.grad)
    for key, value in theirs.named_parameters():
        near(ours.named_parameters()[key].grad, value.grad)
    for key, value in theirs.state_dict().items():  # among them what BatchNorm2d has seen
        near(np.asarray(ours.state_dict()[key], float), value.double())


USUAL = {  # for options without a default
    **dict.fromkeys(("in_channels", "out_channels", "num_features"), 4),
    "in_features": 5,
    "out_features": 3,
    "kernel_size": 2,
    "output_size": 2,
    "dim": 1,
}
ODD = [0, -1, 1.5, "2", None, True, (), (1, 2, 3), [0, 1], {}, np.nan, np.array([1, 2]), 1j, "same"]


def usual(name):
    """Return the fewest options that make a layer."""
    return {n: USUAL[n] for n, d in options_of(name).items() if d is inspect.Parameter.empty}


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in FOUND for option in options_of(name)]
)
def test_an_odd_value_is_refused_by_its_name_or_works_as_in_pytorch(name, option):
    torch, image = need_torch(), normal(0, (2, 4, 5, 5))
    for odd in ODD:
        options = {**usual(name), option: odd}
        ours, why = attempt(lambda options=options: made(name, **options))
        if ours is None:
            assert isinstance(why, ValueError | TypeError), f"{options}: {why!r}"
            assert option in str(why) or repr(odd) in str(why), f"{options}: {why!r}"
            continue
        output, why = attempt(ours.eval(), image)
        pair = tuple(odd.tolist()) if isinstance(odd, np.ndarray) else odd
        theirs = getattr(torch.nn, name)(**{**options, option: pair}).double().eval()
        if (name, option, odd) == ("AdaptiveAvgPool2d", "output_size", None):
            assert output.shape == image.shape  # where PyTorch wants a pair of None
            continue
        if output is None:  # what depends on the image
            assert attempt(theirs, torch.tensor(image))[0] is None, f"{options}: {why!r}"
            continue
        if ours.state_dict():
            ours.load_state_dict(theirs.state_dict())
        near(ours(image), theirs(torch.tensor(image)).detach())


@pytest.mark.parametrize("name", FOUND)
def test_float16_adds_up_in_more_than_float16(name):
    """Over the 4,096 numbers of a channel: as exact as the result can be written in float16."""
    image = (1 + normal(0, (2, 4, 64, 64)) / 8).astype(np.float16)
    options = {**usual(name), **({"in_features": 64} if name == "Linear" else {})}
    exact, half = made(name, **options).eval(), made(name, np.float32, **options).eval()
    for key, parameter in half.named_parameters().items():
        parameter.data = exact.named_parameters()[key].data.astype(np.float16)
        exact.named_parameters()[key].data = parameter.data.astype(np.float64)
    half.train(name != "Dropout")
    exact.train(name != "Dropout")
    output, expected = half(image), exact(image.astype(np.float64))
    assert output.dtype == np.float16
    close = {"rtol": 2.0**-10, "atol": 2.0**-14}
    np.testing.assert_allclose(output.astype(float), expected, **close)
    grad = (normal(1, output.shape) + 1).astype(np.float16) / 64
    back, there = half.backward(grad), exact.backward(grad.astype(float))
    np.testing.assert_allclose(back.astype(float), there, rtol=2.0**-9, atol=2.0**-12)
    for key, parameter in half.named_parameters().items():
        expected = exact.named_parameters()[key].grad
        scale = np.abs(expected).max()
        np.testing.assert_allclose(parameter.grad / scale, expected / scale, atol=2.0**-9)


WITH_STATE = [name for name in FOUND if made(name, **usual(name)).state_dict()]
SPOILT = {
    "one is missing": lambda value: ...,
    "None": lambda value: None,
    "text": lambda value: "1",
    "complex": lambda value: np.asarray(value) * 1j,
    "objects": lambda value: np.full(np.shape(value), None),
    "one axis more": lambda value: np.asarray(value)[np.newaxis],
    "one entry more": lambda value: np.concatenate([np.ravel(value), [0]]),
    "ragged": lambda value: [[1], [1, 2]],
}


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("name", WITH_STATE)
def test_of_a_state_that_does_not_fit_nothing_is_taken(name, spoil):
    layer = layers.Sequential(layers.Tanh(), made(name, **usual(name)))
    before = {key: np.copy(value) for key, value in layer.state_dict().items()}
    for key in before:
        state = {k: v + 1 for k, v in before.items()}
        state[key] = SPOILT[spoil](state[key])
        state = {k: v for k, v in state.items() if v is not ...}
        with pytest.raises((ValueError, TypeError, KeyError)) as error:
            layer.load_state_dict(state)
        assert key in str(error.value)
        for k, value in layer.state_dict().items():
            np.testing.assert_array_equal(value, before[k])
