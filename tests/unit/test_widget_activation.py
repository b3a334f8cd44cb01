"""ActivationExplorer in Python: output, printed call, validation."""

import numpy as np
import pytest
from traitlets import TraitError

from cnnbook import functional
from cnnbook.widgets import ActivationExplorer
from cnnbook.widgets.activation.widget import ACTIVATIONS

MAP = np.array([[-3, -1, 0, 1], [2, 0.5, -0.25, 30], [-30, 4, -2, 6]])


def run(code):
    names = {}
    exec(code, names)
    return names["output"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("identity", MAP),
        ("relu", functional.relu(MAP)),
        ("leaky_relu", functional.leaky_relu(MAP, 0.3)),
        ("elu", functional.elu(MAP, 1.7)),
        ("sigmoid", functional.sigmoid(MAP)),
        ("tanh", functional.tanh(MAP)),
    ],
)
def test_output_is_the_function_of_the_map(name, expected):
    shown = ActivationExplorer(MAP, name, negative_slope=0.3, alpha=1.7)
    np.testing.assert_array_equal(shown.output, expected)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_the_central_difference(name):
    smooth = MAP[MAP != 0].reshape(1, -1)  # at 0 some curves have a corner
    shown = ActivationExplorer(smooth, name, negative_slope=0.3, alpha=1.7)
    step = 1e-6
    ahead, behind = (shown._activated(smooth + s) for s in (step, -step))
    np.testing.assert_allclose(shown.slope, (ahead - behind) / (2 * step), atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(("gain", "bias"), [(1, 0), (2, 0), (1, -3), (-0.5, 1.5), (0, 2)])
def test_the_printed_call_gives_the_output(name, gain, bias):
    shown = ActivationExplorer(MAP, name, gain=gain, bias=bias)
    np.testing.assert_allclose(run(shown.code), shown.output, atol=1e-12)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ({"activation": "relu"}, "output = relu(image)"),
        ({"activation": "identity", "gain": 2}, "output = 2 * image"),
        ({"activation": "elu", "bias": -3}, "output = elu(image - 3, alpha=1)"),
        (
            {"activation": "leaky_relu", "gain": 0.5, "bias": 1},
            "output = leaky_relu(0.5 * image + 1, negative_slope=0.1)",
        ),
    ],
)
def test_the_call_reads_as_one_would_write_it(state, line):
    assert ActivationExplorer(MAP, **state).code.splitlines()[-1] == line


def test_the_map_is_printed_as_the_expression_that_gives_it():
    code = ActivationExplorer(MAP, "tanh", image_code="digits.load()[0][7]").code
    assert "from cnnbook import digits, tanh\n" in code
    assert "image = digits.load()[0][7]\n" in code


def test_the_repr_is_stable():
    text = repr(ActivationExplorer(MAP, "relu"))
    assert text == repr(ActivationExplorer(MAP, "relu"))
    assert "a map of 3 × 4 before (-30 to 30) and after it (0 to 30)" in text


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"activation": "swish"}, "activation"),
        ({"image": [1, 2]}, r"image must be a 2-D array .* got shape \(2,\)"),
        ({"image": [[np.inf]]}, "image must hold finite numbers"),
        ({"image": np.zeros((97, 2))}, "image must have at most 96 rows and columns"),
        ({"negative_slope": 1.5}, "negative_slope must be a number from 0 to 1, got 1.5"),
        ({"alpha": -1}, "alpha must be a number from 0 to 3, got -1"),
        ({"gain": "two"}, "gain must be a finite number, got 'two'"),
        ({"bias": np.nan}, "bias must be a finite number"),
        ({"x": np.inf}, "x must be a finite number"),
        ({"row": -1}, "row must be a non-negative integer, got -1"),
    ],
)
def test_an_invalid_state_is_rejected(state, message):
    with pytest.raises(TraitError, match=message):
        ActivationExplorer(**{"image": MAP, **state})


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_still_is_a_picture(name):
    assert ActivationExplorer(MAP, name, x=9).still().startswith(b"\x89PNG")
