"""Templates averaged from digits, digits moved by pixels, and TemplateExplorer in Python."""

import re

import numpy as np
import pytest
import traitlets
from scipy import ndimage, signal

from cnnbook import digits
from cnnbook.widgets import TemplateExplorer
from cnnbook.widgets.template.widget import EXAMPLES

IMAGES, LABELS = digits.load()
TEMPLATES = digits.templates(IMAGES[:900], LABELS[:900])


def run(explorer):
    names = {}
    exec(explorer.code, names)
    return names["output"]


def test_a_template_is_the_average_cropped_centred_and_of_length_one():
    assert TEMPLATES.shape == (10, 22, 22)
    assert TEMPLATES.dtype == np.float32
    np.testing.assert_allclose(TEMPLATES.sum(axis=(1, 2)), 0, atol=1e-5)
    for digit in range(10):
        total, count = np.zeros((28, 28)), 0
        for image, label in zip(IMAGES[:900], LABELS[:900], strict=True):
            if label == digit:
                total, count = total + image, count + 1
        mean = (total / count)[3:25, 3:25]
        expected = (mean - mean.mean()) / np.linalg.norm(mean - mean.mean())
        np.testing.assert_allclose(TEMPLATES[digit], expected, atol=1e-6)


def test_a_digit_without_any_contrast_gives_zeros_and_no_nan():
    flat = digits.templates(np.ones((10, 4, 4)), range(10), size=2)
    np.testing.assert_array_equal(flat, np.zeros((10, 2, 2)))


@pytest.mark.parametrize(
    ("images", "labels", "size", "message"),
    [
        (np.zeros((10, 4)), range(10), 2, r"images must have shape \(N, H, W\).*got \(10, 4\)"),
        (np.zeros((9, 4, 4)), range(10), 2, r"got \(9, 4, 4\) and \(10,\)"),
        (np.zeros((8, 4, 4)), range(8), 2, "each digit needs an image: there is none of 8, 9"),
        (np.zeros((10, 4, 4)), range(10), 5, "size must be an integer from 1 to 4, got 5"),
        (np.zeros((10, 4, 4)), range(10), 0, "size must be an integer from 1 to 4, got 0"),
    ],
)
def test_what_makes_no_templates_is_refused(images, labels, size, message):
    with pytest.raises(ValueError, match=message):
        digits.templates(images, labels, size)


@pytest.mark.parametrize("down", [-30, -3, 0, 2, 28])
@pytest.mark.parametrize("right", [-28, -1, 0, 4, 40])
def test_shift_moves_and_fills_with_zeros(down, right):
    moved = digits.shift(IMAGES[:3], down=down, right=right)
    expected = ndimage.shift(IMAGES[:3], (0, down, right), order=0, cval=0)
    np.testing.assert_array_equal(moved, expected)
    assert moved.dtype == np.float32


def test_shift_refuses_what_it_cannot_move():
    with pytest.raises(ValueError, match=r"images must have shape \(..., H, W\), got \(3,\)"):
        digits.shift([1, 2, 3])
    with pytest.raises(TypeError, match=r"right must be an integer, got 0.5"):
        digits.shift(np.zeros((2, 2)), right=0.5)


def test_the_percentages_of_the_thread():
    """Fixed templates lose a moved digit, sliding ones do not: with SciPy, not with us."""
    wide = np.pad(IMAGES[900:], ((0, 0), (4, 4), (4, 4)))
    columns = [
        signal.fftconvolve(wide, TEMPLATES[k : k + 1, ::-1, ::-1], mode="valid", axes=(1, 2))
        for k in range(10)
    ]
    answers = np.stack(columns, axis=1)  # (897, 10, 15, 15) for digits that are not moved
    right = LABELS[900:]
    fixed = [(answers[:, :, 7, 7 - by].argmax(axis=1) == right).mean() for by in range(5)]
    np.testing.assert_allclose(np.round(100 * np.array(fixed)), [90, 84, 52, 12, 4])
    assert round(1000 * (answers.max(axis=(2, 3)).argmax(axis=1) == right).mean()) == 921


@pytest.mark.parametrize("digit", range(10))
def test_every_example_is_read_lost_by_fixed_templates_and_found_by_sliding_ones(digit):
    number = EXAMPLES[digit]
    assert number >= 900
    assert LABELS[number] == digit
    explorer = TemplateExplorer(IMAGES[number])
    assert explorer.output.argmax() == digit
    for by in (2, 3, 4):
        explorer.right = by
        explorer.sliding = False
        assert explorer.output.argmax() != digit
        explorer.sliding = True
        assert explorer.output.argmax() == digit


def test_a_sliding_template_says_where_it_stands():
    explorer = TemplateExplorer(IMAGES[1160], sliding=True)
    top, left = explorer.place
    explorer.set_trait("right", 3)
    explorer.set_trait("down", -2)
    assert explorer.place == (top - 2, left + 3)
    assert TemplateExplorer().place == (3, 3)


def test_the_program_names_an_example_a_given_expression_or_the_numbers():
    assert "image = images[1160]\n" in TemplateExplorer(IMAGES[1160]).code
    image = np.eye(28)
    given = TemplateExplorer(image, image_code="np.eye(28)")
    assert "image = np.eye(28)\n" in given.code
    plain = TemplateExplorer(image, strokes=[[[3, 4], [20, 21]]], down=1, sliding=True)
    assert "image = np.array([\n" in plain.code
    assert "image = digits.shift(image, down=1)\nimage = np.maximum(image, sketch(" in plain.code
    for explorer in (given, plain):
        np.testing.assert_allclose(run(explorer), explorer.output, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("image", np.zeros((3, 3)), r"image must have shape (28, 28), got (3, 3)"),
        ("image", np.full((28, 28), 255), "from 0 to 1, got 255 to 255: divide by 255?"),
        ("right", 9, "right must be an integer from -8 to 8, got 9"),
        ("template", 10, "template must be an integer from -1 to 9, got 10"),
        ("tool", "paint", "tool"),
    ],
)
def test_bad_state_is_refused_and_the_last_good_state_stays(name, value, message):
    explorer = TemplateExplorer()
    before = explorer.output
    with pytest.raises(traitlets.TraitError, match=re.escape(message)):
        setattr(explorer, name, value)
    np.testing.assert_array_equal(explorer.output, before)


def test_the_still_picture_says_who_wins():
    assert TemplateExplorer().still().startswith(b"\x89PNG")
    assert TemplateExplorer().description.startswith("ten fixed templates read a 3: it answers")
    empty = TemplateExplorer(np.zeros((28, 28)), sliding=True)
    assert empty.description == "ten sliding templates and an empty image"
