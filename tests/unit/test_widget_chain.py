"""ChainExplorer in Python: two layers, either taken away, printed call, validation."""

import numpy as np
import pytest
from traitlets import TraitError

from cnnbook import digits, filters, reference
from cnnbook.widgets import ChainExplorer

RNG = np.random.default_rng(6)
IMAGE = RNG.integers(0, 10, (6, 7))
FIRST = RNG.integers(-2, 3, (3, 3, 2))


def explorer(**state):
    given = {"first": FIRST, "second": [2, -1, 0.5], "bias": -3, **state}
    return ChainExplorer(IMAGE, **given)


def run(code):
    names = {}
    exec(code, names)
    return names["output"]


def test_the_output_is_that_of_the_loops():
    maps = [reference.conv2d(IMAGE, kernel) for kernel in FIRST]
    np.testing.assert_allclose(explorer().maps, maps)
    expected = 2 * maps[0] - maps[1] + 0.5 * maps[2] - 3
    np.testing.assert_allclose(explorer().output, [expected])


def test_without_the_second_layer_the_maps_are_the_output():
    np.testing.assert_array_equal(explorer(layers="first").output, explorer().maps)


def test_without_the_first_layer_every_map_is_the_picture():
    shown = explorer(layers="second")
    for one in shown.maps:  # the middle of a 3 × 2 window is its row 1, column 0
        np.testing.assert_array_equal(one, IMAGE[1:-1, :-1])
    np.testing.assert_allclose(shown.output[0], 1.5 * IMAGE[1:-1, :-1] - 3)


@pytest.mark.parametrize("layers", ["both", "first", "second"])
@pytest.mark.parametrize("code", ["", "digits.load()[0][3]"])
def test_the_printed_call_gives_the_output(layers, code):
    image = digits.load()[0][3] if code else IMAGE
    shown = ChainExplorer(image, layers=layers, image_code=code)
    np.testing.assert_allclose(run(shown.code), shown.output, atol=1e-5)


def test_an_image_of_pythons_own_has_no_code():
    shown = ChainExplorer(np.eye(5), image_code="np.eye(5)")
    assert "x = np.eye(5)\n" in shown.code
    shown.image = np.ones((5, 5))
    assert shown.image_code == ""


@pytest.mark.parametrize(
    ("signs", "places"),
    [
        ([1, 1], [[1, 1], [7, 3]]),
        ([-1, 1], [[1, 4]]),
        ([1, -1], [[5, 1]]),
        ([-1, -1], [[5, 4]]),
    ],
)
def test_each_kind_of_corner_is_found_by_its_signs(signs, places):
    shapes = np.zeros((12, 12))
    shapes[2:7, 2:6] = 1
    shapes[8:, 4:] = 1  # runs out of the picture, on the right and below
    shown = ChainExplorer(shapes, second=signs, bias=-5)
    assert np.argwhere(shown.output[0] > 0).tolist() == places
    single = signs[0] * filters.sobel_x() + signs[1] * filters.sobel_y()
    np.testing.assert_array_equal(shown.output[0], reference.conv2d(shapes, single) - 5)


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ("both", "two layers over an image of 6 × 7: the output is positive at "),
        ("first", "one layer over an image of 6 × 7: 3 maps"),
        ("second", "the second layer alone over an image of 6 × 7"),
    ],
)
def test_the_repr_says_what_is_there(layers, words):
    assert words in repr(explorer(layers=layers))
    assert explorer(layers=layers).still().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"second": [1, 2]}, "second must hold one weight for each map .*: 3, got 2"),
        ({"first": np.ones((3, 5, 5)), "image": IMAGE[:4]}, "kernels of 5 × 5 are larger than"),
        ({"first": FIRST[0]}, r"first must be an array \(F, KH, KW\)"),
        ({"image": np.zeros((33, 3))}, "at most 32 rows and columns"),
        ({"bias": 1001}, "bias must be a number from -1000 to 1000, got 1001"),
        ({"layers": "third"}, "layers"),
    ],
)
def test_an_invalid_state_is_rejected(state, message):
    with pytest.raises(TraitError, match=message):
        ChainExplorer(**{"image": IMAGE, "first": FIRST, "second": [1, 1, 1], **state})
