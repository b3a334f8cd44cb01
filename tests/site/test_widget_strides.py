"""StridesExplorer in Python and in a real browser: what it computes, prints, says and refuses."""

import numpy as np
import pytest
from traitlets import TraitError

from cnnbook.widgets import StridesExplorer

EXAMPLES = {"memory": lambda: StridesExplorer(4, 5)}
UNUSUAL = {"height": 7, "width": 3, "kernel_size": 1, "row": 6, "column": 2}


def test_output_is_worked_out_by_hand():
    output = StridesExplorer(3, 4, kernel_size=3).output
    assert output.T.tolist() == [[0, 1, 2, 4, 5, 6, 8, 9, 10], [1, 2, 3, 5, 6, 7, 9, 10, 11]]
    assert StridesExplorer(3, 4, kernel_size=1).output.tolist() == [list(range(12))]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"height": 2}, "height must be .* 3"),
        ({"width": 8}, "width must be .* 7"),
        ({"kernel_size": 4}, "kernel_size must be .* 3"),
        ({"row": -1}, "row must be"),
    ],
)
def test_what_cannot_be_shown_is_refused(state, message):
    with pytest.raises(TraitError, match=message):
        StridesExplorer(**state)


def test_the_still_is_a_picture_with_words():
    widget = StridesExplorer(row=9, column=9)
    assert widget.still().startswith(b"\x89PNG")
    words = (
        "a window of 3 × 3 of an image of 4 × 5, in memory from number 7 on, rows 5 numbers apart"
    )
    assert repr(widget).startswith(f"StridesExplorer: {words}\n\nimport")


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    rng = np.random.default_rng(0)
    for _ in range(50):
        sizes = dict(zip(("height", "width"), map(int, rng.integers(3, 8, 2)), strict=True))
        widget = StridesExplorer(**sizes, kernel_size=int(rng.integers(1, 4)))
        mounted.set(**sizes, kernel_size=widget.kernel_size)
        assert mounted.code == widget.code
        np.testing.assert_array_equal(mounted.output, widget.output)
    np.testing.assert_array_equal(mounted.run_code(), mounted.output)


def test_the_window_is_said_with_its_place_in_memory(shown):
    mounted = shown()
    says = mounted.page.get_by_role("status").first
    mounted.set(row=1, column=2)
    assert says.text_content() == (
        "Window at row 1, column 2: it begins at 1 · 5 + 2 · 1 = 7. One pixel to the right is 1 "
        "further, one row down 5 further: it reads 7, 8, 9, 12, 13, 14, 17, 18, 19."
    )
    mounted.set(row=9, column=9, kernel_size=1)
    assert says.text_content() == (
        "Window at row 3, column 4: it begins at 3 · 5 + 4 · 1 = 19. It reads that number alone."
    )


def test_a_window_is_chosen_in_each_of_the_three_pictures(shown):
    mounted = shown()

    def press(grid, *keys):
        mounted.page.get_by_role("grid", name=grid, exact=True).focus()
        for key in keys:
            mounted.page.keyboard.press(key)
        return mounted.get("row"), mounted.get("column")

    assert press("Image", "ArrowDown", "ArrowRight") == (1, 1)
    assert press("Image", "ArrowDown", "ArrowDown") == (1, 1)  # no window begins further down
    assert press("Columns", "ArrowLeft") == (1, 0)
    assert press("Columns", "ArrowLeft") == (0, 2)
    assert press("Memory", "ArrowRight") == (1, 0)  # numbers 3 and 4 begin no window
    assert press("Memory", "ArrowLeft") == (0, 2)
    assert press("Memory", "Home") == (0, 0)


def test_the_sliders_change_the_memory(shown):
    mounted = shown()
    mounted.page.get_by_label("Columns of the image").press("ArrowRight")
    assert mounted.get("width") == 6
    assert "(48, 8, 48, 8)" in mounted.page.locator(".cb-note").last.text_content()


def test_the_numbers_of_a_long_memory_can_be_read_on_a_phone(shown):
    """A number has 20 pixels of its line, and the line shows where the window reads."""
    mounted = shown(StridesExplorer(7, 7), width=359)
    line = mounted.page.locator(".cb-memory-line")
    assert mounted.overflow <= 0
    cell = line.locator(".cb-grid").evaluate("grid => grid.clientWidth / 49")
    assert cell >= 20
    for place in (0, 2, 4):
        mounted.set(row=place, column=place)
        left, shown_width = line.evaluate("line => [line.scrollLeft, line.clientWidth]")
        assert left <= 8 * place * cell + 1
        assert (8 * place + 3) * cell <= left + shown_width + 1
