"""PixelExplorer in a real browser: reading, painting, controls, keys, printed calls."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import PixelExplorer

from .hands import drag, place, press

IMAGE = np.random.default_rng(0).integers(0, 9, (14, 14)) / 8
EXAMPLES = {"image": lambda: PixelExplorer(IMAGE)}
UNUSUAL = {"scale": 255, "tool": "paint", "show_numbers": True}


def sentence(mounted):
    return mounted.page.locator(".cb-says").first.text_content()


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    rng = np.random.default_rng(1)
    for _ in range(100):
        state = {
            "image": (rng.integers(0, 11, (14, 14)) / 10).tolist(),
            "resolution": int(rng.choice([14, 7])),
            "scale": int(rng.choice([1, 9, 255])),
            "row": int(rng.integers(0, 14)),
            "column": int(rng.integers(0, 14)),
        }
        widget = PixelExplorer(**state)
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)


def test_the_given_expression_is_printed_as_in_python(shown):
    widget = PixelExplorer(IMAGE, resolution=7, scale=9, image_code="digits.draw(3, 14)")
    assert shown(widget).code == widget.code
    widget = PixelExplorer(IMAGE, image_code="digits.draw(3, 14)")
    assert shown(widget).code == widget.code


def test_pointing_tells_row_column_value_and_how_to_get_it_in_python(shown):
    mounted = shown(PixelExplorer(IMAGE, scale=255))
    mounted.page.mouse.move(*place(mounted, 3, 5))
    value = round(255 * IMAGE[3, 5])
    assert sentence(mounted).startswith(f"Row 3, column 5: intensity {value} of 255")
    assert sentence(mounted).endswith("In Python: output[3, 5]")
    assert (mounted.get("row"), mounted.get("column")) == (3, 5)


def test_a_finger_that_looks_may_scroll_and_one_that_paints_does_not(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14))))
    grid = mounted.page.get_by_role("grid", name="Image")
    touch = "(grid) => getComputedStyle(grid).touchAction"
    assert grid.evaluate(touch) == "manipulation"
    press(mounted, "Paint")
    assert grid.evaluate(touch) == "none"
    finger = {"pointerType": "touch", "pointerId": 1, "button": 0, "buttons": 1, "bubbles": True}
    (x, y), canvas = place(mounted, 6, 6), grid.locator("canvas")
    canvas.evaluate("(c) => { c.setPointerCapture = () => {}; }")
    canvas.dispatch_event("pointerdown", {**finger, "clientX": x, "clientY": y})
    assert mounted.output[6, 6] == 1


def test_looking_changes_nothing(shown):
    mounted = shown()
    drag(mounted, (2, 2), (8, 8))
    grid = mounted.page.get_by_role("grid", name="Image")
    grid.press("Enter")
    assert "choose Paint or Erase" in sentence(mounted)
    np.testing.assert_array_equal(mounted.output, IMAGE)


def test_painting_leaves_no_gaps_and_changes_the_printed_call(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14)), image_code="np.zeros((14, 14))"))
    assert "np.zeros" in mounted.code
    press(mounted, "Paint")
    drag(mounted, (2, 3), (8, 3))
    expected = np.zeros((14, 14))
    expected[2:9, 3] = 1
    np.testing.assert_array_equal(mounted.output, expected)
    assert "np.zeros" not in mounted.code
    np.testing.assert_array_equal(mounted.run_code(), expected)
    press(mounted, "Erase")
    drag(mounted, (2, 3), (4, 3))
    assert mounted.output.sum() == 4


def test_a_stroke_that_leaves_the_picture_does_not_run_along_its_edge(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14))))
    press(mounted, "Paint")
    mouse = mounted.page.mouse
    mouse.move(*place(mounted, 5, 12))
    mouse.down()
    for cell in [(5, 20), (9, 20), (9, 12)]:
        mouse.move(*place(mounted, *cell))
    mouse.up()
    assert np.argwhere(mounted.output).tolist() == [[5, 12], [9, 12]]


def test_a_press_that_began_elsewhere_does_not_paint(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14))))
    press(mounted, "Paint")
    mounted.page.mouse.move(*place(mounted, 5, 20))
    mounted.page.mouse.down()
    mounted.page.mouse.move(*place(mounted, 5, 5))
    mounted.page.mouse.up()
    assert mounted.output.sum() == 0


def test_the_keyboard_paints_what_the_pointer_paints(shown):
    by_pointer, by_keys = (shown(PixelExplorer(np.zeros((14, 14)))) for _ in range(2))
    for mounted in (by_pointer, by_keys):
        press(mounted, "Paint")
    drag(by_pointer, (1, 1), (1, 4))
    grid = by_keys.page.get_by_role("grid", name="Image")
    grid.focus()
    for key in ["ArrowDown", "ArrowRight", "Space", *["Shift+ArrowRight"] * 3]:
        grid.press(key)
    np.testing.assert_array_equal(by_keys.output, by_pointer.output)
    grid.press("Control+z")
    assert by_keys.output.sum() == 3


def test_brush_and_ink(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14)), tool="paint"))
    mounted.page.get_by_label("Brush").select_option("3")
    mounted.page.get_by_label("Ink").fill("0.5")
    drag(mounted, (4, 4))
    expected = np.zeros((14, 14))
    expected[3:6, 3:6] = 0.5
    np.testing.assert_array_equal(mounted.output, expected)
    drag(mounted, (0, 13))
    assert mounted.output.sum() == 0.5 * (9 + 4)
    said = mounted.page.locator(".cb-field", has_text="Ink").locator(".cb-value")
    assert said.text_content() == "0.5"
    mounted.page.get_by_role("combobox", name="Intensities").select_option("255")
    assert said.text_content() == "128"


def test_painting_a_coarse_picture_fills_the_square_behind_the_pixel(shown):
    mounted = shown(PixelExplorer(np.zeros((14, 14)), resolution=7, tool="paint"))
    drag(mounted, (1, 2))
    image = np.zeros((14, 14))
    image[2:4, 4:6] = 1
    np.testing.assert_array_equal(mounted.get("image"), image)
    np.testing.assert_array_equal(mounted.run_code(), mounted.output)


def test_clear_invert_undo_and_start_again(shown):
    widget = PixelExplorer(IMAGE, image_code="digits.draw(3, 14)")
    mounted = shown(widget)
    press(mounted, "Invert")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)
    press(mounted, "Clear")
    assert mounted.output.sum() == 0
    press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)
    press(mounted, "Start again")
    assert mounted.code == widget.code
    press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)


def test_fifty_steps_are_taken_back(shown):
    mounted = shown()
    for _ in range(51):
        press(mounted, "Invert")
    for _ in range(51):
        press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)  # the first one is forgotten


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0, "black"),
        (0.2, "nearly black"),
        (0.21, "dark grey"),
        (0.45, "dark grey"),
        (0.46, "grey"),
        (0.7, "grey"),
        (0.71, "light grey"),
        (0.95, "light grey"),
        (0.96, "nearly white"),
        (1, "white"),
    ],
)
def test_an_intensity_has_a_word(shown, value, word):
    assert f" of 1, {word}. In Python" in sentence(shown(PixelExplorer(np.full((7, 7), value))))


def test_what_was_done_in_one_view_is_undone_in_the_other(shown):
    mounted = shown(views=2)
    press(mounted, "Invert")
    mounted.page.get_by_role("button", name="Clear").nth(1).click()
    press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)
    mounted.page.get_by_role("button", name="Undo").nth(1).click()
    np.testing.assert_allclose(mounted.output, IMAGE)
    press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, IMAGE)


def test_a_view_that_opens_later_undoes_and_starts_again_like_the_first(shown):
    mounted = shown()
    press(mounted, "Invert")
    press(mounted, "Clear")
    mounted.unmount()
    mounted.mount_again()
    press(mounted, "Undo")
    np.testing.assert_allclose(mounted.output, 1 - IMAGE)
    press(mounted, "Start again")
    np.testing.assert_array_equal(mounted.output, IMAGE)


def test_an_image_of_another_size_brings_its_resolutions(shown):
    mounted = shown(PixelExplorer(IMAGE, resolution=7))
    resolution = mounted.page.get_by_label("Resolution")
    assert resolution.locator("option").all_text_contents() == ["7 × 7", "14 × 14"]
    press(mounted, "Invert")
    mounted.set(image=np.zeros((9, 18)).tolist(), resolution=9)
    assert resolution.locator("option").all_text_contents() == ["9 × 18"]
    press(mounted, "Undo")
    assert mounted.get("resolution") == 14
    np.testing.assert_array_equal(mounted.output, IMAGE)
    resolution.select_option("7")
    mounted.set(image=np.zeros((9, 18)).tolist(), resolution=9)
    press(mounted, "Start again")
    np.testing.assert_array_equal(mounted.output, IMAGE)


def test_inverting_twice_gives_the_image_back(shown):
    image = np.array([[0.1, 0.2, 0.9], [0.7, 0.3, 0]])
    mounted = shown(PixelExplorer(image))
    press(mounted, "Invert")
    assert mounted.get("image")[0] == [0.9, 0.8, 0.1]
    press(mounted, "Invert")
    np.testing.assert_array_equal(mounted.output, image)


def test_resolution_scale_and_numbers(shown):
    mounted = shown(PixelExplorer(IMAGE, row=9, column=4))
    page = mounted.page
    page.get_by_label("Resolution").select_option("7")
    np.testing.assert_allclose(mounted.output, IMAGE.reshape(7, 2, 7, 2).mean(axis=(1, 3)))
    assert (mounted.get("row"), mounted.get("column")) == (4, 2)
    assert "7 × 7 = 49 numbers" in page.locator(".cb-title").text_content()
    assert "the mean of 2 × 2 pixels" in sentence(mounted)
    page.get_by_label("Intensities", exact=True).select_option("255")
    assert mounted.output.max() > 9
    before = page.evaluate("document.querySelector('canvas').toDataURL()")
    page.get_by_label("numbers in the cells").check()
    assert page.evaluate("document.querySelector('canvas').toDataURL()") != before


def test_numbers_that_do_not_fit_are_said(shown):
    mounted = shown(PixelExplorer(np.full((56, 56), 0.25), show_numbers=True), width=320)
    assert "do not fit" in mounted.page.locator(".cb-pixel .cb-note").first.text_content()


def test_hidden_controls_are_hidden(shown):
    mounted = shown(PixelExplorer(IMAGE, controls=["numbers"]))
    assert not mounted.page.get_by_label("Resolution").is_visible()
    assert not mounted.page.get_by_role("button", name="Paint").is_visible()
    assert mounted.page.get_by_label("numbers in the cells").is_visible()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"resolution": 5}, "An image of 14 × 14 can be shown with 14, 7 rows, not with 5."),
        ({"image": [[0, 2]]}, "Intensities go from 0 to 1, but row 0, column 1 is 2."),
        ({"scale": 7}, "scale must be one of 1, 9, 255"),
        ({"row": -1}, "row must be a whole number from 0 to ∞"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    mounted = shown()
    before = mounted.output
    mounted.set(**state)
    assert mounted.problem == message
    np.testing.assert_array_equal(mounted.output, before)


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(PixelExplorer(IMAGE, tool="paint", scale=255, show_numbers=True), width=width)
    assert mounted.overflow <= 0
