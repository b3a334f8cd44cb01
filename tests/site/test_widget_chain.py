"""ChainExplorer in a real browser: two layers, either taken away, pixels turned, printed calls."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ChainExplorer

SHAPES = np.zeros((12, 12), dtype=int)
SHAPES[2:7, 2:6] = SHAPES[8:11, 4:] = 1
EXAMPLES = {
    "corners": lambda: ChainExplorer(SHAPES, bias=-5, row=1, column=1),
    "three": lambda: ChainExplorer(np.eye(6), first=np.ones((3, 2, 2)), second=[1, -2, 0.5]),
}
UNUSUAL = {
    "first": [[[-123.456] * 5] * 5] * 4,
    "second": [-999.5] * 4,
    "bias": -1000,
    "layers": "second",
    "show_numbers": True,
}


def random_states(count):
    rng = np.random.default_rng(8)
    for _ in range(count):
        maps, size = int(rng.integers(1, 5)), rng.integers(1, 6, 2)
        state = {
            "image": (rng.integers(-8, 9, rng.integers(5, 12, 2)) / 4).tolist(),
            "first": rng.integers(-3, 4, (maps, *size)).tolist(),
            "second": (rng.integers(-4, 5, maps) / 2).tolist(),
            "bias": float(rng.integers(-9, 10) / 2),
            "layers": str(rng.choice(["both", "first", "second"])),
            "row": int(rng.integers(0, 12)),
        }
        widget = ChainExplorer(**state)
        yield {name: getattr(widget, name) for name in state}, widget


def sentence(mounted):
    return mounted.page.locator(".cb-says").first.text_content()


def pixel(mounted, row, column, name="The picture"):
    """Press a pixel."""
    grid = mounted.page.get_by_role("grid", name=name, exact=True)
    rows, columns = (int(grid.get_attribute(f"aria-{a}count")) for a in ("row", "col"))
    box = grid.locator("canvas").bounding_box()
    x, y = box["width"] * (column + 0.5) / columns, box["height"] * (row + 0.5) / rows
    grid.locator("canvas").click(position={"x": x, "y": y})


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    for state, widget in random_states(60):
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.maps, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), widget.output, atol=1e-9)


def test_corners_are_found_that_neither_map_shows(shown):
    mounted = shown()
    told = mounted.page.locator(".cb-chain").text_content()
    assert "Positive at 2 of 100 places." in told
    assert "Largest: 4, at 8 places." in told
    assert "Largest: 4, at 14 places." in told
    assert sentence(mounted) == "Output (1, 1) = 1 × 3 + 1 × 3 + bias (−5) = 1"


def test_either_layer_is_taken_away_and_one_must_stay(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_label("Layer 2", exact=True).uncheck()
    assert mounted.get("layers") == "first"
    assert sentence(mounted) == "At (1, 1): map 0 has 3, map 1 has 3."
    assert not page.get_by_role("grid", name="Output", exact=True).is_visible()
    assert "Layer 2 is taken away" in page.locator(".cb-chain").text_content()
    page.get_by_label("Layer 1", exact=True).click()
    assert page.get_by_label("Layer 1", exact=True).is_checked()
    assert "One layer must stay." in page.locator(".cnnbook").text_content()
    page.get_by_label("Layer 2", exact=True).check()
    page.get_by_label("Layer 1", exact=True).uncheck()
    assert mounted.get("layers") == "second"
    assert "Positive nowhere." in page.locator(".cb-chain").text_content()
    cells = page.get_by_role("grid", name="Kernel 1 of layer 1").get_by_role("gridcell")
    assert cells.all_text_contents() == list("000010000")
    cells.first.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert "bring it back to change its weights" in page.locator(".cb-chain").text_content()
    assert mounted.get("first") == ChainExplorer(SHAPES).first


@pytest.mark.parametrize(
    ("corner", "places"),
    [("upper right corners", 1), ("lower left corners", 2), ("lower right corners", 1)],
)
def test_layer_2_looks_for_another_corner(shown, corner, places):
    mounted = shown()
    mounted.page.get_by_label("Layer 2 looks for").select_option(corner)
    words = f"Positive at {places} of 100 places."
    assert words in mounted.page.locator(".cb-chain").text_content()
    np.testing.assert_array_equal(mounted.run_code(), mounted.maps)


def test_pixels_are_turned_by_pointer_and_keys_and_taken_back(shown):
    by_pointer, by_keys = shown(), shown()
    pixel(by_pointer, 3, 8)
    grid = by_keys.page.get_by_role("grid", name="The picture")
    grid.focus()
    for key in ["ArrowDown"] + ["ArrowRight"] * 6 + ["Space"]:
        grid.press(key)
    expected = SHAPES.copy()
    expected[3, 8] = 1
    for mounted in (by_pointer, by_keys):
        np.testing.assert_array_equal(mounted.get("image"), expected)
        assert (mounted.get("row"), mounted.get("column")) == (2, 7)
    pixel(by_pointer, 3, 8)
    np.testing.assert_array_equal(by_pointer.get("image"), SHAPES)
    by_pointer.page.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(by_pointer.get("image"), expected)
    grid.press("Control+z")
    np.testing.assert_array_equal(by_keys.get("image"), SHAPES)


def test_weights_of_both_layers_and_the_bias_are_changed(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_label("Weight of map 1", exact=True).fill("2,5")
    page.get_by_label("Bias", exact=True).fill("−1")
    cell = page.get_by_role("grid", name="Kernel 0 of layer 1").get_by_role("gridcell").first
    cell.click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert (mounted.get("second"), mounted.get("bias")) == ([1, 2.5], -1)
    assert mounted.get("first")[0][0] == [7, 0, 1]
    assert page.get_by_label("Layer 2 looks for").input_value() == "own"
    np.testing.assert_allclose(mounted.run_code(), mounted.maps)
    page.get_by_role("button", name="Start again").click()
    np.testing.assert_array_equal(mounted.maps, EXAMPLES["corners"]().output)


def test_pointing_at_a_map_or_the_output_chooses_a_place(shown):
    mounted = shown()
    for name, cell in [("Map 0", (7, 3)), ("Output", (4, 5)), ("Map 1", (9, 9))]:
        pixel(mounted, *cell, name=name)
        assert (mounted.get("row"), mounted.get("column")) == cell


def test_every_map_is_tied_to_its_kernel_and_to_the_output(shown):
    mounted = shown()
    path = "document.querySelector('.cb-line').getAttribute('d').match(/M/g).length"
    length = "document.querySelector('.cb-line').getTotalLength()"
    assert mounted.page.evaluate(path) == 2
    whole = mounted.page.evaluate(length)
    mounted.set(layers="first")
    assert mounted.page.evaluate(path) == 2  # to the maps alone
    assert mounted.page.evaluate(length) < whole - 100


def test_on_a_phone_the_window_is_tied_to_the_output(shown):
    """The maps stand below the words, which no path may cross."""
    mounted = shown(width=375)
    paths = "document.querySelector('.cb-line').getAttribute('d').match(/M/g)?.length ?? 0"
    assert mounted.page.evaluate(paths) == 1
    mounted.set(layers="first")
    assert mounted.page.evaluate(paths) == 0  # no output, nothing to be tied to


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"second": [1]}, "There must be one weight for each map of the first layer: 2, not 1."),
        ({"image": [[1, 2]]}, "Kernels of 3 × 3 are larger than the image of 1 × 2."),
        ({"layers": "none"}, "layers must be one of both, first, second"),
        ({"bias": 1e9}, "bias must be a number from -1000 to 1000"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert shown().state_refusal(**state) == message


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    for state in ({}, UNUSUAL):
        mounted = shown(ChainExplorer(**{"image": SHAPES, **state}), width=width)
        assert mounted.overflow <= 0
