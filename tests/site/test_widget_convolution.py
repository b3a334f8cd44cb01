"""ConvolutionExplorer in a real browser: every control, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import reference
from cnnbook.widgets import ConvolutionExplorer

from .pictures import has_cross, has_tint, middles, painted, spread

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
    shown().type_and_step(label, name, value)


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
    assert message in shown().refusal(label, typed)


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
  const ends = d.replace(/C[\\d.]+ [\\d.]+ [\\d.]+ [\\d.]+ /g, "L"); // without the bends
  const points = ends.match(/[\\d.]+ [\\d.]+/g).map((p) => p.split(" ").map(Number));
  return points.map(([x, y]) => [x + box.left, y + box.top]);
}"""


@pytest.mark.parametrize(
    ("kernel", "dilation", "middle"),
    [("box", 1, ".cb-products"), (7, 1, ".cb-matrix"), ("box", 2, ".cb-products")],
)
def test_the_path_leads_from_the_window_through_its_products_to_the_output_pixel(
    shown, kernel, dilation, middle
):
    kernel = np.ones((kernel, kernel)) if kernel == 7 else kernel
    widget = ConvolutionExplorer(IMAGE, kernel, padding=2, dilation=dilation, row=1, column=2)
    mounted = shown(widget)
    page = mounted.page
    reach = dilation * (len(mounted.get("kernel")) - 1) + 1
    image = page.get_by_role("grid", name="Input").locator("canvas").bounding_box()
    cell = image["width"] / 11
    corner = [image["x"] + (2 + reach) * cell, image["y"] + cell]
    below = [corner[0], corner[1] + reach * cell]
    centre = page.locator(middle).bounding_box()
    top, bottom = centre["y"], centre["y"] + centre["height"]
    output = page.get_by_role("grid", name="Output").locator("canvas").bounding_box()
    side = output["width"] / mounted.output.shape[1]
    right = image["x"] + image["width"]
    column = page.locator(".cb-middle").bounding_box()
    edges = [column["x"], column["x"] + column["width"]]
    pixel = [output["x"] + 2 * side, output["y"] + side, output["y"] + 2 * side]
    upper = [corner, [right, corner[1]], [edges[0], top], [edges[1], top]]
    upper += [[output["x"], pixel[1]], [pixel[0], pixel[1]]]
    lower = [below, [right, below[1]], [edges[0], bottom], [edges[1], bottom]]
    lower += [[output["x"], pixel[2]], [pixel[0], pixel[2]]]
    expected = [*upper, *reversed(lower)]
    np.testing.assert_allclose(page.evaluate(LINES), expected, atol=2)


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


def look(mounted, places, size=0.0, name="Input"):
    """The pixels of a grid around each place."""
    grid = mounted.page.get_by_role("grid", name=name)
    columns = int(grid.get_attribute("aria-colcount"))
    return painted(grid.locator("canvas"), places, columns, size)


@pytest.mark.parametrize(("dilation", "reach"), [(1, 3), (2, 5)])
def test_the_frame_is_as_wide_as_the_spread_out_window(shown, dilation, reach):
    mounted = shown(ConvolutionExplorer(np.zeros((8, 9)), dilation=dilation, row=1, column=2))
    grid = mounted.page.get_by_role("grid", name="Input")
    image, frame = (grid.locator(part).bounding_box() for part in ("canvas", ".cb-frames span"))
    cell = image["width"] / 9
    expected = [image["x"] + 2 * cell, image["y"] + cell, reach * cell, reach * cell]
    found = [frame[part] for part in ("x", "y", "width", "height")]
    np.testing.assert_allclose(found, expected, atol=2.5)


def test_padding_is_hatched_and_nothing_else(shown):
    mounted = shown(ConvolutionExplorer(np.zeros((4, 5)), padding=2, row=3, column=3))
    inside = [(r, c) for r in range(8) for c in range(9) if 2 <= r < 6 and 2 <= c < 7]
    hatched = has_tint(look(mounted, middles(8, 9), size=0.6)).reshape(8, 9)
    expected = np.ones((8, 9), dtype=bool)
    expected[tuple(np.transpose(inside))] = False
    np.testing.assert_array_equal(hatched, expected)


def test_a_sign_is_seen_by_colour_and_without_it(shown):
    mounted = shown(ConvolutionExplorer([[-8, -4, 0, 4, 8]], [[1]]))
    beside = look(mounted, [(0.2, c + 0.2) for c in range(5)]).mean(axis=1)
    blue = beside[:, 2] - beside[:, 0]
    assert blue[:2].min() > 40
    assert abs(blue[2]) < 10
    assert blue[3:].max() < -40
    minus = spread(look(mounted, middles(1, 5))) > 50
    assert minus.tolist() == [True, True, False, False, False]


def test_numbers_stand_in_their_cells_and_can_be_read(shown):
    image = [[0, 30, 60, 90, 120], [255, 225, 195, 165, 135]]
    mounted = shown(ConvolutionExplorer(image, [[1]], show_numbers=True))
    contrast = spread(look(mounted, middles(2, 5), size=0.5))
    assert contrast.min() > 90, contrast


def test_a_weight_can_be_read_on_its_colour(shown):
    weights = [[9, 7, 5], [3, 0, -3], [-5, -7, -9]]
    cells = shown(ConvolutionExplorer(IMAGE, weights)).page.get_by_role("grid", name="Kernel")
    colours = """(grid) => [...grid.querySelectorAll("[role=gridcell]")].map((cell) => {
      const { color, backgroundColor } = getComputedStyle(cell);
      return [color, backgroundColor].map((c) => c.match(/[\\d.]+/g).slice(0, 3).map(Number));
    })"""
    for ink, ground in cells.evaluate(colours):
        assert contrast_of(ink, ground) >= 4.5, (ink, ground)


def contrast_of(*colours):
    """The contrast of two colours, as the guidelines for accessible pages reckon it."""

    def luminance(colour):
        parts = np.array(colour) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def read_by_some_window(n, k, stride, dilation):
    """Go through every window of an axis and note what it reads."""
    starts = range(0, n - dilation * (k - 1), stride)
    return {start + dilation * i for start in starts for i in range(k)}


@pytest.mark.parametrize(
    ("k", "options"),
    [
        (3, {"stride": 2}),
        (2, {"stride": 2, "dilation": 2}),
        (2, {"stride": 3, "dilation": 3, "padding": 1}),
        (3, {"stride": 4, "dilation": 2}),
        (2, {"dilation": 6}),
    ],
)
def test_what_no_window_reads_is_counted_and_crossed_out(shown, k, options):
    widget = ConvolutionExplorer(np.zeros((8, 9)), np.ones((k, k)), **options)
    mounted = shown(widget)
    height, width = (n + 2 * widget.padding for n in (8, 9))
    rows, columns = (
        read_by_some_window(n, k, widget.stride, widget.dilation) for n in (height, width)
    )
    counts = [(height - len(rows), "row"), (width - len(columns), "column")]
    words = " and ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in counts if n)
    told = mounted.page.locator(".cnnbook").text_content()
    stride = f"at stride {widget.stride}" if widget.stride > 1 else ""
    dilation = f"with dilation {widget.dilation}" if widget.dilation > 1 else ""
    reason = " and ".join(filter(None, [stride, dilation]))
    assert f"Crossed out: {words} that no window reads {reason}." in told
    crossed = has_cross(look(mounted, middles(height, width)))
    unread = [[r not in rows or c not in columns for c in range(width)] for r in range(height)]
    assert crossed.reshape(height, width).tolist() == unread


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (9999999, "9999999"),
        (10000000, "1.00e+7"),
        (-12345678, "−1.23e+7"),
        (-2e6 - 0.5, "−2000000.5"),
    ],
)
def test_only_huge_numbers_are_written_with_an_exponent(shown, value, word):
    says = shown(ConvolutionExplorer([[value]], [[1]])).page.get_by_role("status").first
    assert says.text_content() == f"Output pixel (0, 0): {word}×1 = {word}"


def test_padding_is_named_where_it_is_drawn(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, padding=1))
    notes = mounted.page.locator(".cb-panel").first
    assert "Padded (hatched) to 8 × 9." in notes.text_content()
    mounted.set(padding=0)
    assert "Padded" not in notes.text_content()


def test_a_state_that_cannot_be_computed_is_explained_and_the_last_picture_stays(shown):
    mounted = shown()
    before = mounted.output
    mounted.set(kernel=np.ones((9, 9)).tolist(), padding=0)
    assert "does not fit" in mounted.problem
    np.testing.assert_array_equal(mounted.output, before)


def test_the_output_is_shown_on_its_own_scale_or_on_the_inputs(shown):
    image = np.full((5, 5), 5)
    mounted = shown(ConvolutionExplorer(image, "box"))
    page = mounted.page
    legend = page.get_by_role("img", name="Output values")
    middle = [(1.2, 1.2)]
    assert legend.get_attribute("aria-label") == "Output values: 0 to 45"
    page.get_by_label("divide by the sum").check()
    own = look(mounted, middle, name="Output")
    page.get_by_label("divide by the sum").uncheck()
    np.testing.assert_array_equal(look(mounted, middle, name="Output"), own)  # it hides the point
    mounted.set(image=[[0, 5, 5, 5, 9]] * 5, normalise=True)
    page.get_by_label("Output's scale").select_option("input")
    assert legend.get_attribute("aria-label") == "Output values: 0 to 9"
    divided = look(mounted, middle, name="Output").mean()
    page.get_by_label("divide by the sum").uncheck()
    assert look(mounted, middle, name="Output").mean() == 255 > divided
    told = page.locator(".cb-panel").last.text_content()
    assert "9 outputs beyond the input's scale: from 30 to 57." in told


def test_python_draws_the_output_on_the_same_scale():
    from matplotlib.figure import Figure

    for scale, limits in (("own", (45, 45)), ("input", (0, 5))):
        figure = Figure()
        ConvolutionExplorer(np.full((5, 5), 5), "box", scale=scale).draw(figure)
        assert figure.axes[2].images[0].get_clim() == limits


def weights(mounted):
    """The numbers in the kernel's cells."""
    cells = mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell")
    return [cell.replace("−", "-") for cell in cells.all_text_contents()]


def test_flipping_turns_the_kernels_picture_and_a_weight_stays_where_it_is_seen(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, [[1, 2, 3], [4, 5, 6]]))
    mounted.page.get_by_label("flip").check()
    assert weights(mounted) == list("654321")
    assert mounted.get("kernel") == [[1, 2, 3], [4, 5, 6]]
    cell = mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first
    cell.click()
    cell.locator("input").fill("9")
    cell.locator("input").press("Enter")
    assert weights(mounted) == list("954321")
    assert mounted.get("kernel") == [[1, 2, 3], [4, 5, 9]]
    np.testing.assert_allclose(mounted.run_code(), mounted.output)


def test_the_turn_is_animated_only_where_motion_is_wanted(shown):
    for wanted in ("no-preference", "reduce"):
        mounted = shown(ConvolutionExplorer(IMAGE, "sobel_x"), reduced_motion=wanted)
        mounted.page.get_by_label("flip").check()
        turning = mounted.page.evaluate("document.getAnimations().length")
        assert turning == (wanted == "no-preference")


def test_the_output_grows_while_it_plays_and_is_whole_at_rest(shown):
    mounted = shown(ConvolutionExplorer([[0, 9, 9, 9, 4]] * 5, [[1]], row=1, column=3))
    page = mounted.page
    page.clock.install()
    page.clock.pause_at("2100-01-01")

    def bright():
        return (
            look(mounted, middles(5, 5), size=0.2, name="Output").mean(axis=(1, 2)).round().tolist()
        )

    whole = bright()
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(250)
    assert (mounted.get("row"), mounted.get("column")) == (1, 4)
    growing = bright()
    assert growing[:10] == whole[:10]
    assert growing[10:] == [255] * 15 != whole[10:]
    page.get_by_role("button", name="Pause").click()
    assert bright() == whole


def test_every_change_is_taken_back_by_button_and_by_key(shown):
    mounted = shown()
    page = mounted.page
    first = mounted.code
    page.get_by_label("Kernel", exact=True).select_option("sobel_x")
    page.get_by_label("flip").check()
    page.get_by_label("Stride", exact=True).fill("2")
    page.get_by_label("flip").focus()
    page.keyboard.press("Control+Z".replace("Z", "z"))
    assert mounted.get("stride") == 1
    page.get_by_role("button", name="Undo").click()
    assert mounted.get("flip") is False
    page.get_by_label("flip").evaluate(
        """(box) => box.dispatchEvent(new KeyboardEvent("keydown",
          { key: "я", code: "KeyZ", ctrlKey: true, bubbles: true, cancelable: true }))"""
    )
    assert mounted.code == first
    page.get_by_role("button", name="Undo").click()
    assert mounted.code == first


def paste(mounted, text):
    """Paste a text where the focus is."""
    mounted.page.evaluate(
        """(text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = { clipboardData, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1 2\n3 4", [[1, 2], [3, 4]]),
        ("1\t2,5\n−3\t1/4\n", [[1, 2.5], [-3, 0.25]]),
        ("np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]])", [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        ("[[-1.  0.  1.]\n [-2.  0.  2.]\n [-1.  0.  1.]]", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("[[1,0],[0,1]]", [[1, 0], [0, 1]]),
        ("1, 0; 0, 1", [[1, 0], [0, 1]]),
        ("0,5 0,5", [[0.5, 0.5]]),
    ],
)
def test_a_matrix_is_pasted(shown, text, rows):
    mounted = shown()
    mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first.focus()
    paste(mounted, text)
    assert mounted.get("kernel") == rows
    mounted.page.get_by_role("button", name="Undo").click()
    assert mounted.get("kernel") == [[1, 1, 1]] * 3


def test_what_is_pasted_is_taken_as_it_is_seen(shown):
    mounted = shown(ConvolutionExplorer(IMAGE, flip=True))
    mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first.focus()
    paste(mounted, "1 2\n3 4")
    assert weights(mounted) == list("1234")
    assert mounted.get("kernel") == [[4, 3], [2, 1]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is nothing to paste: copy rows of numbers first."),
        ("a dog", "“a” is not a number: a weight is a number like 2, −1, 0.5 or 1/9."),
        ("1 2\n3", "A matrix has rows of one length: row 0 has 2 numbers and row 1 has 1."),
        ("1 " * 10, "At most 9 × 9 weights fit here, not 1 × 10."),
        ("1e9 2", "A weight of 1e9 is too large: keep between −1000000 and 1000000."),
        ("1\n" * 9, "A window of 9 × 1 does not fit into the padded image of 8 × 9."),
    ],
)
def test_what_is_no_matrix_is_explained_and_the_kernel_stays(shown, text, message):
    mounted = shown()
    grid = mounted.page.get_by_role("grid", name="Kernel")
    grid.get_by_role("gridcell").first.focus()
    paste(mounted, text)
    assert mounted.get("kernel") == [[1, 1, 1]] * 3
    assert mounted.page.locator(".cb-matrix-field [role=alert]").text_content() == message


def test_a_single_number_is_pasted_into_its_cell(shown):
    mounted = shown()
    mounted.page.get_by_role("grid", name="Kernel").get_by_role("gridcell").first.focus()
    paste(mounted, "0,5")
    mounted.page.keyboard.press("Enter")
    assert mounted.get("kernel") == [[0.5, 1, 1], [1, 1, 1], [1, 1, 1]]


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    assert mounted.overflow <= 0


@pytest.mark.parametrize(
    ("state", "symbols", "formula"),
    [
        (
            {"padding": 0, "stride": 2},
            "⌊(n + 2p − k) / s⌋ + 1",
            "⌊(6 + 2·0 − 3) / 2⌋ + 1 = ⌊1.5⌋ + 1 = 2",
        ),
        (
            {"padding": 1, "dilation": 2},
            "⌊(n + 2p − (d(k − 1) + 1)) / s⌋ + 1",
            "⌊(6 + 2·1 − (2·(3 − 1) + 1)) / 1⌋ + 1 = 3 + 1 = 4",
        ),
    ],
)
def test_dilation_stands_in_the_formula_only_where_there_is_any(shown, state, symbols, formula):
    mounted = shown()
    mounted.set(**state)
    said = mounted.page.locator(".cnnbook").text_content()
    assert f"{symbols}: image n, padding p, kernel k" in said
    assert ("dilation d" in said) == ("dilation" in state)
    assert f"height: {formula}" in said


@pytest.mark.parametrize("numbers", [False, True])
def test_on_a_phone_player_sentence_and_stride_stand_with_the_pictures(shown, numbers):
    controls = ["stride", "padding"]
    widget = ConvolutionExplorer(IMAGE, "box", show_numbers=numbers, controls=controls)
    page = shown(widget, width=375).page

    def top(place):
        return place.bounding_box()["y"]

    first, second = (page.get_by_role("grid", name=name) for name in ("Input", "Output"))
    assert top(first) == pytest.approx(top(second), abs=2)
    stride, kernel = page.get_by_label("Stride", exact=True), page.get_by_role("grid", name="Ker")
    order = [first, page.get_by_role("button", name="Play"), page.locator(".cb-says"), stride]
    tops = [top(place) for place in [*order, kernel]]
    assert tops == sorted(tops)
    assert tops[3] - tops[0] < 560  # in one view, also on a small phone
