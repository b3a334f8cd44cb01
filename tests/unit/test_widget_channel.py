"""ChannelExplorer in Python: output, printed call, validation."""

import numpy as np
import pytest
from traitlets import TraitError

from cnnbook import conv2d, reference
from cnnbook.widgets import ChannelExplorer

RNG = np.random.default_rng(4)
IMAGE = RNG.integers(0, 10, (3, 5, 6))
WEIGHT = RNG.integers(-2, 3, (2, 3, 3, 3))
BIAS = [1, -2.5]


def explorer(**state):
    return ChannelExplorer(IMAGE, WEIGHT, BIAS, **state)


def run(code):
    names = {}
    exec(code, names)
    return names["output"]


@pytest.mark.parametrize("options", [{}, {"padding": 1}, {"stride": 2, "padding": 2}])
def test_output_equals_conv2d_and_the_loops(options):
    shown = explorer(**options)
    np.testing.assert_array_equal(shown.output, conv2d(IMAGE, WEIGHT, BIAS, **options))
    np.testing.assert_allclose(shown.output, reference.conv2d(IMAGE, WEIGHT, BIAS, **options))


@pytest.mark.parametrize("f", [0, 1])
def test_the_parts_and_the_bias_add_up_to_the_output(f):
    shown = explorer(filter=f, padding=1)
    assert shown.parts.shape == (3, 5, 6)
    np.testing.assert_allclose(shown.parts.sum(axis=0) + BIAS[f], shown.output[f])


def test_the_printed_call_gives_the_output():
    shown = explorer(stride=2, padding=1)
    np.testing.assert_array_equal(run(shown.code), shown.output)
    assert shown.code.endswith("output = conv2d(x, w, b, stride=2, padding=1)")


def test_the_image_is_printed_as_the_expression_that_gives_it():
    code = explorer(image_code="digits.load()[0][:3]").code
    assert "from cnnbook import conv2d, digits" in code
    assert "x = digits.load()[0][:3]\n" in code


def test_without_a_bias_it_is_zero():
    assert ChannelExplorer(IMAGE, WEIGHT).bias == [0, 0]


def test_the_repr_is_stable_and_says_the_shapes():
    text = repr(explorer())
    assert text == repr(explorer())
    assert "2 filters of depth 3 (3 × 3) over 3 input maps of 5 × 6" in text
    assert "the output is 2 maps of 3 × 4" in text
    assert " at 0x" not in text


def test_a_filter_that_no_longer_exists_falls_back_to_the_last():
    shown = explorer(filter=7)
    np.testing.assert_allclose(shown.parts.sum(axis=0) + BIAS[1], shown.output[1])


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"weight": WEIGHT[:, :2]}, "input has 3 channels but each filter has 2"),
        ({"weight": np.ones((1, 3, 5, 5)), "bias": [0], "image": IMAGE[:, :4]}, "larger than the"),
        ({"bias": [1, 2, 3]}, "bias needs one number per output"),
        ({"bias": [1, np.nan]}, r"bias must hold finite numbers, got nan at index \(1,\)"),
        ({"image": IMAGE[0]}, r"image must be an array \(C, H, W\) .* got shape \(5, 6\)"),
        ({"image": "a picture"}, r"image must be an array \(C, H, W\) of numbers"),
        (
            {"image": np.zeros((9, 5, 5))},
            r"at most \(8, 64, 64\) in this widget, got shape \(9, 5, 5\)",
        ),
        ({"weight": np.zeros((0, 3, 3, 3)), "bias": []}, "without empty axes"),
        ({"stride": 0}, "stride must be an integer from 1 to 8, got 0"),
        ({"padding": 1.5}, "padding must be an integer from 0 to 4, got 1.5"),
        ({"names": ["red"]}, "names must hold one name per channel: 3, got 1"),
        (
            {"image": IMAGE[:2], "weight": WEIGHT[:, :2], "colour": True},
            "colour needs 3 channels .*, got 2",
        ),
        ({"controls": ["lens"]}, "controls"),
    ],
)
def test_an_invalid_state_is_rejected(state, message):
    with pytest.raises(TraitError, match=message):
        ChannelExplorer(**{"image": IMAGE, "weight": WEIGHT, "bias": BIAS, **state})


def test_a_refused_value_leaves_the_last_good_state():
    shown = explorer()
    with pytest.raises(TraitError, match="each filter has 1"):
        shown.weight = np.ones((2, 1, 3, 3))
    np.testing.assert_array_equal(shown.weight, WEIGHT)


def test_shapes_change_together_when_the_check_waits():
    shown = explorer()
    with shown.hold_trait_notifications():
        shown.image = IMAGE[:1]
        shown.weight = WEIGHT[:, :1]
    assert shown.output.shape == (2, 3, 4)


@pytest.mark.parametrize("state", [{}, {"colour": True, "names": ["red", "green", "blue"]}])
def test_the_still_is_a_picture(state):
    assert explorer(**state).still().startswith(b"\x89PNG")


def test_a_single_channel_can_be_drawn():
    assert ChannelExplorer(IMAGE[:1], WEIGHT[:1, :1]).still().startswith(b"\x89PNG")
