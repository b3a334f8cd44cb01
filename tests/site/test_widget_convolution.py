"""ConvolutionExplorer in a real browser: every control, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import reference
from cnnbook.widgets import ConvolutionExplorer

IMAGE = np.array(
    [
        [0, 0, 1, 2, 0, 0, 5],
        [0, 3, 9, 9, 2, 0, 0],
        [1, 9, 8, 7, 9, 1, 0],
        [0, 2, 0, 4, 9, 0, 3],
        [0, 0, 3, 9, 3, 0, 0],
        [6, 1, 9, 8, 0, 0, 1],
    ]
)
EXAMPLES = {"padded": lambda: ConvolutionExplorer(IMAGE, padding=1)}
UNUSUAL = {
    "kernel": [[-123.4567] * 9] * 9,
    "normalise": False,
    "padding": 8,
    "padding_value": -999.25,
    "stride": 2,
    "show_numbers": True,
}


def random_states(count, seed=0):
    """States that can be computed, drawn over everything that the widget offers."""
    rng = np.random.default_rng(seed)
    while count:
        state = {
            "kernel": rng.integers(-3, 4, rng.integers(1, 5, 2)).tolist(),
            "normalise": bool(rng.integers(2)),
            "flip": bool(rng.integers(2)),
            "stride": int(rng.integers(1, 4)),
            "padding": int(rng.integers(0, 4)),
            "padding_mode": str(rng.choice(["constant", "reflect", "replicate", "circular"])),
            "padding_value": float(rng.choice([0, 1, -2.5])),
            "dilation": int(rng.integers(1, 4)),
        }
        try:
            widget = ConvolutionExplorer(IMAGE, **state)
        except Exception:
            continue
        count -= 1
        yield state, widget


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    for state, widget in random_states(80):
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)


def test_the_page_agrees_with_the_loops(shown):
    mounted = shown()
    expected = reference.conv2d(IMAGE.astype(float), np.ones((3, 3)), padding=1)
    np.testing.assert_allclose(mounted.output, expected)


def test_pointing_at_an_output_pixel_shows_its_arithmetic(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, "box", normalise=True))
    canvas = mounted.page.get_by_role("grid", name="Output").locator("canvas")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 1.5 / 5, "y": box["height"] * 2.5 / 4})
    assert (mounted.get("row"), mounted.get("column")) == (2, 1)
    sentence = mounted.page.get_by_role("status").first.text_content()
    assert sentence == (
        "Output pixel (2, 1): 9×1 + 8×1 + 7×1 + 2×1 + 0×1 + 4×1 + 0×1 + 3×1 + 9×1 = 42, "
        "divided by the sum of the weights 9 = 4.67"
    )


def test_pointing_at_the_input_moves_the_window_there(shown):
    mounted = shown(ConvolutionExplorer(IMAGE))
    canvas = mounted.page.get_by_role("grid", name="Input").locator("canvas")
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] * 3.5 / 7, "y": box["height"] * 2.5 / 6})
    assert (mounted.get("row"), mounted.get("column")) == (1, 2)


@pytest.mark.parametrize("kernel", ["box", [[1, 1], [1, 1]]])
def test_arrow_keys_in_the_input_reach_every_window(shown, kernel):
    mounted = shown(ConvolutionExplorer(IMAGE, kernel, stride=2))
    grid = mounted.page.get_by_role("grid", name="Input")
    grid.focus()
    places = []
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowUp"]:
        grid.press(key)
        places.append((mounted.get("row"), mounted.get("column")))
    assert places == [(0, 1), (0, 2), (0, 1), (0, 0), (1, 0), (0, 0)]


def test_arrow_keys_walk_the_output_and_stop_at_its_edge(shown):
    mounted = shown(ConvolutionExplorer(IMAGE))
    grid = mounted.page.get_by_role("grid", name="Output")
    grid.focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp"]:
        grid.press(key)
    assert (mounted.get("row"), mounted.get("column")) == (0, 2)
    grid.press("Control+End")
    assert (mounted.get("row"), mounted.get("column")) == (3, 4)
    assert grid.get_by_role("gridcell").text_content() == "row 3, column 4: 16"


def test_a_weight_is_edited_with_the_keyboard(shown):
    mounted = shown()
    cell = mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first
    cell.focus()
    cell.press("ArrowRight")
    for key in ["-", "2", "Enter"]:
        mounted.page.keyboard.press(key)
    assert mounted.get("kernel") == [[1, -2, 1], [1, 1, 1], [1, 1, 1]]
    np.testing.assert_allclose(mounted.run_code(), mounted.output)


@pytest.mark.parametrize("typed", ["NaN", "two", "", "1e999", "--3", "1/0"])
def test_a_weight_that_is_no_number_is_refused_in_place(shown, typed):
    mounted = shown()
    before = mounted.output
    mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first.click()
    mounted.page.keyboard.press("Control+A")
    mounted.page.keyboard.press("Delete")
    mounted.page.keyboard.type(typed)
    mounted.page.keyboard.press("Enter")
    field = mounted.page.get_by_label("weight in row 0, column 0")
    assert field.get_attribute("aria-invalid") == "true"
    assert mounted.page.locator(".cb-matrix-field [role=alert]").text_content() != ""
    np.testing.assert_array_equal(mounted.output, before)
    mounted.page.keyboard.press("Escape")
    assert mounted.get("kernel")[0][0] == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sobel_x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("binomial", [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
    ],
)
def test_a_named_kernel_fills_the_weights(shown, name, expected):
    mounted = shown()
    mounted.page.get_by_label("Kernel", exact=True).select_option(name)
    assert mounted.get("kernel") == expected


def test_the_size_keeps_a_named_kernel_named(shown):
    mounted = shown()
    mounted.page.get_by_label("Size").select_option("5")
    assert mounted.get("kernel") == np.ones((5, 5)).tolist()
    assert mounted.page.get_by_label("Kernel", exact=True).input_value() == "box"


@pytest.mark.parametrize(
    ("label", "name", "value"),
    [("Stride", "stride", 2), ("Padding", "padding", 2), ("Dilation", "dilation", 2)],
)
def test_a_number_is_typed_or_stepped(shown, label, name, value):
    mounted = shown()
    field = mounted.page.get_by_label(label, exact=True)
    field.fill(str(value))
    assert mounted.get(name) == value
    field.press("ArrowDown")
    assert mounted.get(name) == value - 1
    mounted.page.get_by_role("button", name=f"{label}: more").click()
    assert mounted.get(name) == value


@pytest.mark.parametrize(
    ("label", "typed", "message"),
    [
        ("Stride", "0", "Stride must be at least 1, not 0."),
        ("Stride", "x", "“x” is not a number."),
        ("Padding", "1.5", "Padding must be a whole number, not 1.5."),
        ("Dilation", "9", "does not fit into the padded image of 8 × 9"),
    ],
)
def test_an_impossible_number_says_why_and_keeps_the_last_state(shown, label, typed, message):
    mounted = shown()
    before = mounted.output
    field = mounted.page.get_by_label(label, exact=True)
    field.fill(typed)
    assert field.get_attribute("aria-invalid") == "true"
    problem = mounted.page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert message in problem.text_content()
    np.testing.assert_array_equal(mounted.output, before)


def test_modes_constant_flip_and_division(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, [[0, 0, 0], [0, 1, 2], [0, 0, 0]], padding=1))
    page = mounted.page
    page.get_by_label("Constant", exact=True).fill("4")
    assert mounted.output[0, -1] == 5 + 2 * 4
    page.get_by_label("Padding mode").select_option("replicate")
    assert mounted.output[0, -1] == 5 + 2 * 5
    page.get_by_label("flip").check()
    assert mounted.output[0, -1] == 5 + 2 * 0
    page.get_by_label("divide by the sum").check()
    np.testing.assert_allclose(mounted.output[0, -1], 5 / 3)


def test_numbers_speed_and_a_fresh_start(shown):
    mounted = shown()
    page, canvas = mounted.page, mounted.page.locator("canvas").first
    before = canvas.evaluate("(canvas) => canvas.toDataURL()")
    page.get_by_label("numbers in the cells").check()
    assert mounted.get("show_numbers") is True
    assert canvas.evaluate("(canvas) => canvas.toDataURL()") != before
    speed = page.get_by_label("Speed")
    speed.press("End")
    assert speed.get_attribute("aria-valuetext") == "30 a second"
    page.get_by_label("Stride", exact=True).fill("2")
    page.get_by_label("Size").select_option("1")
    page.get_by_role("button", name="Start again").press("Enter")
    np.testing.assert_array_equal(mounted.output, ConvolutionExplorer(IMAGE, padding=1).output)


def test_weights_that_sum_to_zero_cannot_be_divided(shown):
    mounted = shown()
    mounted.page.get_by_label("Kernel", exact=True).select_option("laplacian")
    box = mounted.page.get_by_label("divide by the sum")
    box.click()
    assert not box.is_checked()
    assert "sum to 0" in mounted.page.locator(".cb-check [role=alert]").first.text_content()


def test_a_refusal_stands_below_the_box_and_leaves_its_label_beside_it(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, "laplacian"))
    mounted.page.get_by_label("divide by the sum").click()
    field = mounted.page.locator(".cb-check").first
    label = field.locator("label").bounding_box()
    problem = field.locator("[role=alert]").bounding_box()
    assert problem["y"] >= label["y"] + label["height"] - 1
    box = field.locator("input").bounding_box()
    assert label["x"] - (box["x"] + box["width"]) < 16


LINES = """() => {
  const box = document.querySelector(".cb-panels").getBoundingClientRect();
  const d = document.querySelector(".cb-line").getAttribute("d");
  const points = d.match(/[\\d.]+ [\\d.]+/g).map((p) => p.split(" ").map(Number));
  return points.map(([x, y]) => [x + box.left, y + box.top]);
}"""


@pytest.mark.parametrize(("kernel", "middle"), [("box", ".cb-products"), (7, ".cb-matrix")])
def test_lines_lead_from_the_window_to_its_products_and_to_the_output_pixel(shown, kernel, middle):
    kernel = np.ones((kernel, kernel)) if kernel == 7 else kernel
    mounted = shown(ConvolutionExplorer(IMAGE, kernel, padding=2, row=1, column=2))
    page = mounted.page
    reach = len(mounted.get("kernel"))
    image = page.get_by_role("grid", name="Input").locator("canvas").bounding_box()
    cell = image["width"] / 11
    corner = [image["x"] + (2 + reach) * cell, image["y"] + cell]
    below = [corner[0], corner[1] + reach * cell]
    centre = page.locator(middle).bounding_box()
    left, top = centre["x"], centre["y"]
    output = page.get_by_role("grid", name="Output").bounding_box()
    pixel = output["y"] + 1.5 * output["width"] / mounted.output.shape[1]
    expected = [corner, [left, top], below, [left, top + centre["height"]]]
    expected += [[left + centre["width"], top + centre["height"] / 2], [output["x"], pixel]]
    np.testing.assert_allclose(page.evaluate(LINES), expected, atol=2)
    mounted.page.set_viewport_size({"width": 375, "height": 800})
    assert not page.locator(".cb-lines").is_visible()


def test_the_pixels_of_a_spread_out_window_keep_their_numbers(shown):
    image = np.zeros((6, 6))
    image[0, 0] = 9
    mounted = shown(ConvolutionExplorer(image, dilation=2, row=0, column=1, show_numbers=True))
    marked = """() => {
      const shown = document.querySelector("canvas");
      const copy = Object.assign(document.createElement("canvas"), { width: 180, height: 180 });
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.drawImage(shown, 0, 0, 180, 180);  // 30 pixels a cell
      const orange = (x, y) => {
        const { data } = context.getImageData(x - 5, y - 5, 10, 10);
        for (let i = 0; i < data.length; i += 4) if (data[i] > 180 && data[i + 2] < 60) return true;
        return false;
      };
      return [orange(45, 15), orange(55, 5)];
    }"""
    assert mounted.page.evaluate(marked) == [False, True]


def test_padding_is_named_where_it_is_drawn(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, padding=1))
    notes = mounted.page.locator(".cb-panel").first
    assert "Padded (hatched) to 8 × 9." in notes.text_content()
    mounted.set(padding=0)
    assert "Padded" not in notes.text_content()


def test_pixels_that_no_window_reads_are_counted(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, stride=2))
    assert "1 row that no window reads" in mounted.page.locator(".cnnbook").text_content()


def test_step_walks_and_play_pauses_when_the_reader_points(shown):
    mounted = shown(ConvolutionExplorer(IMAGE))
    page = mounted.page
    page.get_by_role("button", name="Step").click()
    assert (mounted.get("row"), mounted.get("column")) == (0, 1)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.model.get('column') >= 3")
    page.get_by_role("grid", name="Output").locator("canvas").hover()
    assert page.get_by_role("button", name="Play").is_visible()


def test_two_views_stay_in_step_and_leave_nothing_behind(shown):
    mounted = shown(views=2)
    page = mounted.page
    page.get_by_label("Stride", exact=True).first.fill("3")
    assert page.get_by_label("Stride", exact=True).nth(1).input_value() == "3"
    page.get_by_role("button", name="Play").first.click()
    mounted.unmount()
    assert page.locator(".cnnbook").count() == 0


def test_a_state_that_cannot_be_computed_is_explained_and_the_last_picture_stays(shown):
    mounted = shown()
    before = mounted.output
    mounted.set(kernel=np.ones((9, 9)).tolist(), padding=0)
    assert "does not fit" in mounted.page.locator(".cnnbook > [role=alert]").text_content()
    np.testing.assert_array_equal(mounted.output, before)


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    wide = mounted.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
