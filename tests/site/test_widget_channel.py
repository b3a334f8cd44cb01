"""ChannelExplorer in a real browser: every control, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import reference
from cnnbook.widgets import ChannelExplorer

from .pictures import has_frame, painted

RNG = np.random.default_rng(4)
IMAGE = RNG.integers(0, 10, (3, 6, 7))
WEIGHT = RNG.integers(-2, 3, (2, 3, 3, 3))
BIAS = [1, -2.5]
EXAMPLES = {"layer": lambda: ChannelExplorer(IMAGE, WEIGHT, BIAS)}
UNUSUAL = {
    "weight": [[[[-123.456] * 5] * 5] * 3] * 8,
    "bias": [-1234.5] * 8,
    "filter": 7,
    "padding": 4,
    "show_numbers": True,
}


def random_states(count, seed=0):
    """States that can be computed, drawn over everything that the widget offers."""
    rng = np.random.default_rng(seed)
    while count:
        channels, filters = int(rng.integers(1, 5)), int(rng.integers(1, 5))
        state = {
            "image": (rng.integers(-8, 9, (channels, *rng.integers(2, 8, 2))) / 4).tolist(),
            "weight": rng.integers(-3, 4, (filters, channels, *rng.integers(1, 6, 2))).tolist(),
            "bias": (rng.integers(-4, 5, filters) / 2).tolist(),
            "stride": int(rng.integers(1, 4)),
            "padding": int(rng.integers(0, 4)),
            "filter": int(rng.integers(filters)),
        }
        try:
            widget = ChannelExplorer(**state)
        except Exception:
            continue
        count -= 1
        plain = {name: getattr(widget, name) for name in state}
        yield plain, widget


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    for state, widget in random_states(60):
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.maps, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.listed("cnnbookParts"), widget.parts, atol=1e-9)
        np.testing.assert_allclose(mounted.run_code(), widget.output, atol=1e-9)


def test_the_page_agrees_with_the_loops(shown):
    expected = reference.conv2d(IMAGE, WEIGHT, BIAS)
    np.testing.assert_allclose(shown().maps, expected)


def test_the_shapes_stand_in_numbers(shown):
    mounted = shown()
    values = mounted.page.locator(".cb-shapes dd").all_text_contents()
    assert values == ["(1, 3, 6, 7)", "(2, 3, 3, 3)", "(1, 2, 4, 5)"]
    assert (
        "2 × 3 × 3 × 3 = 54 weights and 2 biases" in mounted.page.locator(".cnnbook").text_content()
    )


def test_pointing_at_the_output_frames_all_channels_and_says_the_arithmetic(shown):
    mounted = shown(ChannelExplorer([[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[[2]], [[-1]]]], [10]))
    canvas = mounted.page.get_by_role("grid", name="Output").locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.25})
    assert (mounted.get("row"), mounted.get("column")) == (0, 1)
    status = mounted.page.locator(".cb-says")
    assert status.text_content() == "output[0, 0, 1] = 4 + (−6) + bias 10 = 8"
    assert mounted.page.locator(".cb-terms li").all_text_contents() == [
        "x[0] with w[0, 0]: 2×2 = 4",
        "x[1] with w[0, 1]: 6×(−1) = −6",
    ]


def test_pointing_at_any_input_map_moves_the_window(shown):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name="x[2]").locator("canvas")
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] * 4.5 / 7, "y": box["height"] * 3.5 / 6})
    assert (mounted.get("row"), mounted.get("column")) == (2, 3)


@pytest.mark.parametrize("name", ["x[1]", "Result of channel 0", "Output"])
@pytest.mark.parametrize("stride", [2, 3])
def test_arrow_keys_walk_every_map(shown, name, stride):
    widget = ChannelExplorer(np.ones((3, 12, 12)), WEIGHT, BIAS, stride=stride, padding=1)
    mounted = shown(widget)
    grid = mounted.page.get_by_role("grid", name=name)
    grid.focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft"]:
        grid.press(key)
    assert (mounted.get("row"), mounted.get("column")) == (1, 1)
    grid.press("Control+End")
    _, height, width = widget.output.shape
    assert (mounted.get("row"), mounted.get("column")) == (height - 1, width - 1)


def test_a_weight_of_any_channel_is_edited_with_the_keyboard(shown):
    mounted = shown(ChannelExplorer(IMAGE, WEIGHT, BIAS, filter=1))
    cell = mounted.page.get_by_role("grid", name="w[1, 2]").get_by_role("gridcell").first
    cell.focus()
    cell.press("ArrowRight")
    for key in ["-", "7", "Enter"]:
        mounted.page.keyboard.press(key)
    expected = WEIGHT.copy()
    expected[1, 2, 0, 1] = -7
    assert mounted.get("weight") == expected.tolist()
    np.testing.assert_allclose(mounted.maps, mounted.run_code())


def test_the_bias_of_the_shown_filter_is_edited(shown):
    mounted = shown(ChannelExplorer(IMAGE, WEIGHT, BIAS, filter=1))
    before = mounted.maps
    mounted.page.get_by_label("Bias b[1]", exact=True).fill("4.5")
    assert mounted.get("bias") == [1, 4.5]
    np.testing.assert_allclose(mounted.maps[1], before[1] + 7)


def test_a_filter_is_chosen_by_its_map(shown):
    mounted = shown()
    second = mounted.page.get_by_role("button", name="output[1]")
    second.focus()
    second.press("Enter")
    assert mounted.get("filter") == 1
    assert second.get_attribute("aria-pressed") == "true"
    assert mounted.page.get_by_role("grid", name="w[1, 0]").is_visible()
    slices = mounted.page.get_by_role("grid", name="w[1, 0]").get_by_role("gridcell")
    assert [t.replace("−", "-") for t in slices.all_text_contents()] == [
        str(w) for w in WEIGHT[1, 0].ravel()
    ]


def test_filters_come_and_go_and_come_back_as_they_were(shown):
    mounted = shown()
    mounted.page.get_by_role("button", name="output[1]").click()
    field = mounted.page.get_by_label("Filters (F)", exact=True)
    field.fill("3")
    assert mounted.maps.shape == (3, 4, 5)
    np.testing.assert_array_equal(mounted.maps[2], IMAGE[2, 1:-1, 1:-1])
    assert mounted.get("filter") == 2  # what was added is there to be changed
    mounted.page.get_by_role("button", name="output[1]").click()
    mounted.page.get_by_label("Bias b[1]", exact=True).fill("7")
    before = mounted.maps[:2]
    field.fill("1")
    assert (mounted.get("filter"), mounted.get("bias")) == (0, [1])
    field.fill("2")
    assert mounted.get("weight") == WEIGHT.tolist()
    np.testing.assert_array_equal(mounted.maps, before)


def test_the_filter_size_keeps_the_weights_in_the_middle(shown):
    mounted = shown()
    size = mounted.page.get_by_label("Filter size")
    size.select_option("5")
    weight = np.array(mounted.get("weight"))
    np.testing.assert_array_equal(weight[:, :, 1:-1, 1:-1], WEIGHT)
    assert np.abs(weight).sum() == np.abs(WEIGHT).sum()
    size.select_option("1")
    np.testing.assert_array_equal(mounted.get("weight"), WEIGHT[:, :, 1:2, 1:2])


def test_numbers_are_written_into_the_cells(shown):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name="Output").locator("canvas")
    before = canvas.evaluate("(canvas) => canvas.toDataURL()")
    mounted.page.get_by_label("numbers in the cells").press("Space")
    assert mounted.get("show_numbers") is True
    assert canvas.evaluate("(canvas) => canvas.toDataURL()") != before


def test_start_again_brings_the_first_state_back(shown):
    mounted = shown()
    mounted.page.get_by_label("Filters (F)", exact=True).fill("5")
    mounted.page.get_by_label("Padding", exact=True).fill("2")
    mounted.page.get_by_role("button", name="Start again").click()
    np.testing.assert_allclose(mounted.maps, ChannelExplorer(IMAGE, WEIGHT, BIAS).output)


def test_every_change_is_taken_back_by_button_and_by_key(shown):
    mounted = shown()
    first = mounted.code
    mounted.page.get_by_label("Filters (F)", exact=True).fill("3")
    mounted.page.get_by_label("Padding", exact=True).fill("2")
    mounted.page.get_by_role("button", name="Undo").click()
    assert (mounted.get("padding"), len(mounted.get("weight"))) == (0, 3)
    mounted.page.get_by_role("grid", name="Output").press("Control+z")
    assert mounted.code == first


def test_the_printed_call_imports_what_the_image_needs(shown):
    expression = "pictures.shrink(pictures.portrait(colour=True), 48)"
    widget = ChannelExplorer(IMAGE, WEIGHT, BIAS, image_code=expression)
    assert "from cnnbook import conv2d, pictures\n" in widget.code
    assert shown(widget).code == widget.code


def test_a_filter_that_does_not_fit_says_why_beside_its_field(shown):
    mounted = shown(ChannelExplorer(IMAGE[:, :3, :3], WEIGHT, BIAS))
    size = mounted.page.get_by_label("Filter size")
    size.select_option("5")
    problem = mounted.page.locator(f"#{size.get_attribute('aria-describedby')}")
    assert problem.text_content() == "A filter of 5 × 5 does not fit into padded maps of 3 × 3."
    assert size.input_value() == "3"


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"weight": np.ones((2, 2, 3, 3)).tolist()}, "has 3 channels, but each filter has 2"),
        ({"bias": [1]}, "one bias per filter: 2 filters, biases 1"),
        ({"image": [[[1, 2], [3]]]}, "image must be a grid of at most"),
        ({"weight": "nonsense"}, "weight must be a grid of at most"),
        ({"stride": 0}, "stride must be a whole number from 1"),
        ({"padding": -1}, "padding must be a whole number from 0"),
    ],
)
def test_a_state_that_cannot_be_computed_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert message in shown().state_refusal(**state)


def test_a_colour_picture_and_its_names(shown):
    mounted = shown(
        ChannelExplorer(IMAGE, WEIGHT, BIAS, colour=True, names=["red", "green", "blue"])
    )
    assert mounted.page.get_by_role("img", name="Colour picture of 6 × 7").is_visible()
    assert "x[1] green" in mounted.page.locator(".cb-channels").text_content()


def test_the_colour_picture_has_the_colours_of_its_channels_and_the_frame(shown):
    image = np.zeros((3, 4, 6))
    for column, part in enumerate(np.eye(3)):
        image[:, 0, 3 + column] = 9 * part
    widget = ChannelExplorer(image, np.ones((1, 3, 3, 3)), padding=1, row=1, column=1, colour=True)
    canvas = shown(widget).page.get_by_role("img", name="Colour picture")
    pixels = painted(canvas, [(0.5, 3.5), (0.5, 4.5), (0.5, 5.5), (3.5, 5.5)], 6)
    colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]]
    np.testing.assert_array_equal(pixels[:, 0], colours)
    # Rows and columns 1 to 3 of the padded picture are 0 to 2 of this one.
    assert has_frame(painted(canvas, [(1.5, 3), (3, 1.5)], 6)).all()
    assert not has_frame(painted(canvas, [(1.5, 4), (3.9, 1.5)], 6)).any()


def test_every_map_is_tied_to_its_slice_and_to_the_sum(shown):
    mounted = shown()
    lines = mounted.page.locator(".cb-line").get_attribute("d")
    assert lines.count("M") == lines.count("Z") == 3
    assert lines.count("C") == 3 * 2 * 3  # three bends on either side


def test_the_numbers_are_there_as_tables(shown):
    mounted = shown()
    mounted.page.get_by_text("The numbers as tables").click()
    mounted.page.locator("summary", has_text="output[1]").click()
    table = mounted.page.get_by_role("table", name="output[1]")
    table.locator("td").first.wait_for()  # it is filled once it is open
    assert table.locator("td").count() == 4 * 5


@pytest.mark.parametrize("width", [320, 375, 900])
@pytest.mark.parametrize("size", [3, 5])
def test_nothing_is_wider_than_the_screen(shown, width, size):
    widget = ChannelExplorer(IMAGE, np.ones((8, 3, size, size)), show_numbers=True, colour=True)
    mounted = shown(widget, width=width)
    assert mounted.overflow <= 0


@pytest.mark.parametrize("width", [375, 900])
def test_filters_player_and_sentence_stand_with_the_maps(shown, width):
    page = shown(width=width).page
    filters = page.get_by_label("Filters (F)", exact=True)
    places = [
        page.get_by_role("button", name="output[0]"),
        filters,
        page.get_by_role("button", name="Play"),
        page.locator(".cb-says"),
        page.get_by_role("grid", name="x[0]"),
    ]
    tops = [place.bounding_box()["y"] for place in places]
    assert tops == sorted(tops)
    assert tops[-1] - tops[0] < 400
