"""ReceptiveFieldExplorer in a real browser: every field, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ReceptiveFieldExplorer
from tests.unit.test_widget_receptive import IMAGE, explorers

CONV = {"kind": "Conv2d", "padding": 1}
NET = [CONV, "MaxPool2d", CONV, "MaxPool2d"]
OPTIONS = ("Kernel", "Stride", "Padding", "Dilation")
EXAMPLES = {"network": lambda: ReceptiveFieldExplorer(np.zeros((28, 28)), NET, row=3, column=3)}
_SPREAD = {"kind": "Conv2d", "kernel_size": 3, "stride": 1, "padding": 1, "dilation": 2}
UNUSUAL = {"layers": [_SPREAD] * 8}


def says(mounted):
    return mounted.page.get_by_role("status").first.text_content()


def chosen(mounted):
    return mounted.get("layer"), mounted.get("row"), mounted.get("column")


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown(ReceptiveFieldExplorer(IMAGE))
    for explorer in explorers(60, seed=4):
        state = {name: getattr(explorer, name) for name in ("layers", "layer", "row", "column")}
        mounted.set(**state)
        assert mounted.code == explorer.code
        np.testing.assert_array_equal(mounted.output, explorer.output, err_msg=str(state))
        np.testing.assert_array_equal(mounted.run_code(), mounted.output)
        region = mounted.page.evaluate(
            "() => { const o = document.querySelector('.cnnbook').cnnbookOutput;"
            " return [o.rows, o.columns] }"
        )
        assert tuple(map(tuple, region)) == explorer.region


def test_the_sentence_reckons_the_region(shown):
    assert says(shown()) == (
        "Output (3, 3) after layer 4 sees rows 9 to 18 and columns 9 to 18 of the image, "
        "10 × 10 pixels (first row = start + row · jump = −3 + 3 · 4 = 9)."
    )


def test_padding_and_gaps_are_said(shown):
    spread = ReceptiveFieldExplorer(IMAGE, [{"kind": "Conv2d", "padding": 2, "dilation": 2}])
    assert says(shown(spread)).endswith(
        "What lies outside the image is padding. It reads only the dotted pixels of that square."
    )


def test_pointing_at_any_map_chooses_an_output_there(shown):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name="Map after layer 2").locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 4.5 / 14, "y": box["height"] * 2.5 / 14})
    assert chosen(mounted) == (1, 2, 4)
    assert "after layer 2 sees rows 3 to 6 and columns 7 to 10" in says(mounted)


def test_pointing_at_the_image_finds_the_output_above_it(shown):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name="Image", exact=True).locator("canvas")
    box = canvas.bounding_box()
    pixel = box["width"] / (28 + 2 * 3)  # the margin is as wide as outputs look beyond the image
    canvas.hover(position={"x": pixel * (3 + 21.5), "y": pixel * (3 + 5.5)})
    assert chosen(mounted) == (3, 1, 5)


@pytest.mark.parametrize("name", ["Image", "Map after layer 4"])
def test_arrow_keys_go_from_output_to_output(shown, name):
    mounted = shown()
    grid = mounted.page.get_by_role("grid", name=name, exact=True)
    grid.focus()
    for key in ["ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"]:
        grid.press(key)
    assert chosen(mounted) == (3, 4, 4)
    grid.press("Control+End")
    assert chosen(mounted) == (3, 6, 6)
    grid.press("Control+Home")
    assert chosen(mounted) == (3, 0, 0)


@pytest.mark.parametrize(
    ("option", "name", "value", "column"),
    [
        ("Kernel", "kernel_size", 5, 0),
        ("Stride", "stride", 2, 1),
        ("Padding", "padding", 2, 2),
        ("Dilation", "dilation", 2, 0),
    ],
)
def test_every_option_of_a_layer_is_typed_or_stepped(shown, option, name, value, column):
    mounted = shown(ReceptiveFieldExplorer(IMAGE, [CONV]))
    before = mounted.output[0, column]
    field = mounted.page.get_by_label(f"Layers, layer 1: {option}", exact=True)
    field.fill(str(value))
    assert mounted.get("layers")[0][name] == value
    assert mounted.output[0, column] != before
    field.press("ArrowDown")
    assert mounted.get("layers")[0][name] == value - 1
    mounted.page.get_by_role("button", name=f"Layers, layer 1: {option}: more").click()
    assert mounted.get("layers")[0][name] == value


def test_layers_are_added_changed_moved_and_removed_with_the_keyboard(shown):
    mounted = shown()
    page = mounted.page
    add = page.get_by_role("button", name="Add a layer")
    add.focus()
    add.press("Enter")
    assert [row["kind"] for row in mounted.get("layers")][4:] == ["Conv2d"]
    page.get_by_label("Layers, layer 5: kind").select_option("AvgPool2d")
    assert mounted.get("layers")[4] == {
        "kind": "AvgPool2d",
        "kernel_size": 2,
        "stride": 2,
        "padding": 0,
    }
    assert page.get_by_label("Layers, layer 5: Dilation", exact=True).is_hidden()
    page.get_by_role("button", name="Layers, layer 5: move up").press("Enter")
    assert [row["kind"] for row in mounted.get("layers")][3:] == ["AvgPool2d", "MaxPool2d"]
    assert page.evaluate("document.activeElement.ariaLabel") == "Layers, layer 4: move up"
    for count in range(4, 0, -1):
        page.get_by_role("button", name="Layers, layer 1: remove").press("Enter")
        assert len(mounted.get("layers")) == count
    assert page.get_by_role("button", name="Layers, layer 1: remove").is_disabled()
    assert page.evaluate("document.activeElement.textContent") == "+ Add a layer"
    page.get_by_role("button", name="Start again").click()
    assert len(mounted.get("layers")) == 4


def test_eight_layers_are_the_most(shown):
    mounted = shown(ReceptiveFieldExplorer(IMAGE, [CONV] * 8))
    assert mounted.page.get_by_role("button", name="Add a layer").is_disabled()


@pytest.mark.parametrize(
    ("option", "typed", "message"),
    [
        ("Kernel", "15", "Layer 4, MaxPool2d: a window of 15 × 15 does not fit into the padded"),
        ("Padding", "2", "a padding of 2 is more than half of the window of 2"),
        ("Dilation", "8", "(2 × 2 spread out by dilation 8)"),
    ],
)
def test_an_impossible_option_says_why_and_keeps_the_last_state(shown, option, typed, message):
    mounted = shown(ReceptiveFieldExplorer(IMAGE, [*NET[:3], "MaxPool2d"]))
    assert message in mounted.refusal(f"Layers, layer 4: {option}", typed)


def test_a_layer_that_does_not_fit_is_not_added(shown):
    mounted = shown(ReceptiveFieldExplorer(np.ones((2, 2)), ["MaxPool2d", "AvgPool2d"][:1]))
    mounted.page.get_by_label("Layers, layer 1: kind").select_option("Conv2d")
    assert mounted.get("layers")[0]["kind"] == "MaxPool2d"
    assert "does not fit" in mounted.page.locator(".cnnbook").text_content()
    assert mounted.page.get_by_label("Layers, layer 1: kind").input_value() == "MaxPool2d"


def test_state_that_cannot_be_computed_is_explained_and_the_last_picture_stays(shown):
    mounted = shown()
    before = mounted.output
    mounted.set(image=[[1]])
    alert = mounted.problem
    assert "Layer 2, MaxPool2d: a window of 2 × 2 does not fit" in alert
    np.testing.assert_array_equal(mounted.output, before)


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    assert mounted.overflow <= 0


def top_and_left(locator):
    box = locator.bounding_box()
    return round(box["y"]), round(box["x"])


def test_a_layer_is_one_line_and_the_maps_stand_beside_the_image(shown):
    page = shown(width=710).page  # as wide as the column of a page
    fields = [page.get_by_label(f"Layers, layer 1: {name}", exact=True) for name in OPTIONS]
    assert len({top_and_left(field)[0] for field in fields}) == 1
    image = page.get_by_role("grid", name="Image").bounding_box()
    for i in range(1, 5):
        map_ = page.get_by_role("grid", name=f"Map after layer {i}").bounding_box()
        assert map_["x"] > image["x"] + image["width"]
        assert map_["y"] < image["y"] + image["height"]


def test_on_a_phone_the_options_of_a_layer_fit_into_one_line(shown):
    page = shown(width=359).page  # what a page leaves at 375
    fields = [page.get_by_label(f"Layers, layer 1: {name}", exact=True) for name in OPTIONS]
    assert len({top_and_left(field)[0] for field in fields}) == 1


def test_player_and_sentence_stand_with_the_image_on_a_phone(shown):
    page = shown(width=375).page
    top = page.get_by_role("grid", name="Image").bounding_box()["y"]
    below = top
    for part in (page.get_by_role("button", name="Step"), page.locator(".cb-says")):
        box = part.bounding_box()
        assert box["y"] >= below
        below = box["y"] + box["height"]
    assert below - top < 560
    assert page.get_by_role("grid", name="Map after layer 1").bounding_box()["y"] >= below


def test_undo_takes_back_a_layer_and_a_picture(shown):
    mounted = shown()
    before = mounted.get("layers")
    mounted.page.get_by_role("button", name="Add a layer").click()
    assert len(mounted.get("layers")) == len(before) + 1
    mounted.page.get_by_role("button", name="Undo").click()
    assert mounted.get("layers") == before
