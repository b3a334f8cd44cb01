"""PixelExplorer in Python: what is shown, what is printed, what is refused."""

import numpy as np
import pytest
import traitlets

from cnnbook import digits, reference
from cnnbook.widgets import PixelExplorer
from cnnbook.widgets.pixel.widget import resolutions

IMAGE = np.random.default_rng(0).integers(0, 9, (14, 28)) / 8


def run(explorer):
    names = {}
    exec(explorer.code, names)
    return names["output"]


@pytest.mark.parametrize("scale", [1, 9, 255])
@pytest.mark.parametrize("resolution", [14, 7])
def test_the_output_is_the_mean_of_squares_on_the_scale(resolution, scale):
    explorer = PixelExplorer(IMAGE, resolution=resolution, scale=scale)
    side = 14 // resolution
    means = IMAGE.reshape(resolution, side, 2 * resolution, side).mean(axis=(1, 3))
    np.testing.assert_allclose(means, reference.avg_pool2d(IMAGE, side))
    expected = means if scale == 1 else np.round(scale * means)
    np.testing.assert_allclose(explorer.output, expected)
    np.testing.assert_array_equal(run(explorer), explorer.output)


def test_the_expression_is_printed_until_the_image_changes():
    image = digits.load()[0][7]
    explorer = PixelExplorer(image, image_code="digits.load()[0][7]")
    assert explorer.code == (
        "from cnnbook import digits\n\nimage = digits.load()[0][7]\noutput = image"
    )
    np.testing.assert_allclose(run(explorer), explorer.output, atol=1e-7)
    explorer.image = 1 - image
    assert "digits" not in explorer.code
    np.testing.assert_array_equal(run(explorer), explorer.output)


def test_only_what_is_used_is_imported():
    explorer = PixelExplorer(IMAGE, resolution=7, scale=9, image_code="digits.draw(3)")
    assert explorer.code == (
        "import numpy as np\nfrom cnnbook import avg_pool2d, digits\n\n"
        "image = digits.draw(3)\noutput = np.round(9 * avg_pool2d(image, 2))"
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [((28, 28), [28, 14, 7]), ((24, 24), [24, 12, 8]), ((14, 28), [14, 7]), ((3, 5), [3])],
)
def test_a_shown_pixel_is_a_whole_square(size, expected):
    assert resolutions(*size) == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("image", IMAGE * 255, r"from 0 to 1, got .* in row 0, column \d+: divide the image"),
        ("image", -IMAGE, "intensities must be from 0 to 1"),
        ("image", [[0, np.nan]], "got nan in row 0, column 1"),
        ("image", "7", "must be a 2-D array"),
        ("image", np.zeros((3, 3)), "3 × 3 image must be one of 3, got 14"),
        ("resolution", 10, "14 × 28 image must be one of 14, 7, got 10"),
        ("resolution", 0, "resolution must be an integer from 1 to 64, got 0"),
        ("scale", 100, "scale"),
        ("ink", 1.5, "ink must be a number from 0 to 1, got 1.5"),
        ("brush", 4, "brush must be an integer from 1 to 3, got 4"),
        ("tool", "smudge", "tool"),
        ("row", -1, "row must be a non-negative integer, got -1"),
    ],
)
def test_bad_state_is_refused_and_the_last_good_state_stays(name, value, message):
    explorer = PixelExplorer(IMAGE)
    before = explorer.output
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(explorer, name, value)
    np.testing.assert_array_equal(explorer.output, before)


def test_the_description_names_size_range_and_the_chosen_pixel():
    explorer = PixelExplorer(IMAGE, scale=9, row=99, column=0)
    assert explorer.description == (
        "an image of 14 × 28 = 392 pixels, from 0 (black) to 9 (white); "
        f"row 13, column 0 is {explorer.output[13, 0]:g}"
    )
    assert repr(explorer).startswith("PixelExplorer: an image of 14 × 28")


def test_the_still_picture_is_the_same_each_time():
    assert PixelExplorer(IMAGE, row=3).still() == PixelExplorer(IMAGE, row=3).still()
