"""PoolingExplorer in a real browser: every control, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import PoolingExplorer

IMAGE = np.array(
    [
        [1, 2, 0, 1, 5, 0, 1],
        [3, 4, 1, 0, 5, 2, 2],
        [0, 0, -2, 7, 1, 3, 1],
        [9, 1, -1, -3, 2, 0, 0],
        [0, 4, 4, 4, 2, 6, 1],
    ]
)
EXAMPLES = {"image": lambda: PoolingExplorer(IMAGE)}
UNUSUAL = {"kind": "average", "kernel_size": 5, "stride": 1, "padding": 2}


def says(mounted):
    return mounted.page.get_by_role("status").first.text_content()


def place(mounted):
    return mounted.get("row"), mounted.get("column")


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    rng = np.random.default_rng(2)
    for _ in range(60):
        k = int(rng.integers(1, 6))
        state = {
            "image": (rng.integers(-9, 10, rng.integers(5, 9, 2)) / 2).tolist(),
            "kind": str(rng.choice(["max", "average"])),
            "kernel_size": k,
            "stride": int(rng.integers(1, 5)),
            "padding": int(rng.integers(0, k // 2 + 1)),
        }
        widget = PoolingExplorer(**state)
        mounted.set(**{**state, "image": widget.image})
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)


def test_the_winner_is_named_and_the_first_wins_a_tie(shown):
    mounted = shown()
    assert (
        says(mounted) == "Output pixel (0, 0): the largest of 1, 2, 3, 4 is 4, at row 1, column 1."
    )
    mounted.set(row=0, column=2)
    assert says(mounted) == (
        "Output pixel (0, 2): the largest of 5, 0, 5, 2 is 5, which stands there 2 times; "
        "the first one is kept, at row 0, column 4."
    )


def test_padding_never_wins_and_its_zeros_count_in_a_mean(shown):
    mounted = shown(PoolingExplorer(-np.ones((3, 3)), padding=1))
    assert mounted.output[0, 0] == -1
    assert "3 padded places count as −∞" in says(mounted)
    mounted.page.get_by_label("Pooling", exact=True).select_option("average")
    assert mounted.output[0, 0] == -0.25
    assert says(mounted) == (
        "Output pixel (0, 0): (0 + 0 + 0 + (−1)) / 4 = −1 / 4 = −0.25. "
        "3 zeros of the padding count too."
    )


@pytest.mark.parametrize("kind", ["Input", "Output"])
def test_pointing_chooses_the_window(shown, kind):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name=kind).locator("canvas")
    box = canvas.bounding_box()
    rows, columns = (5, 7) if kind == "Input" else (2, 3)
    row, column = (3, 5) if kind == "Input" else (1, 2)
    where = {"x": box["width"] * (column + 0.5) / columns, "y": box["height"] * (row + 0.5) / rows}
    canvas.click(position=where)
    assert place(mounted) == (1, 2)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("name", ["Input", "Output"])
def test_arrow_keys_move_one_window_at_any_stride(shown, name, stride):
    mounted = shown(PoolingExplorer(np.ones((9, 9)), stride=stride))
    grid = mounted.page.get_by_role("grid", name=name)
    grid.focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"]:
        grid.press(key)
    assert place(mounted) == (0, 1)
    grid.press("Control+End")
    assert place(mounted) == tuple(n - 1 for n in mounted.output.shape)


@pytest.mark.parametrize(
    ("label", "name", "value"),
    [("Window", "kernel_size", 4), ("Stride", "stride", 3), ("Padding", "padding", 1)],
)
def test_a_number_is_typed_or_stepped(shown, label, name, value):
    mounted = shown()
    before = mounted.output.tolist()
    mounted.type_and_step(label, name, value)
    assert mounted.output.tolist() != before


@pytest.mark.parametrize(
    ("label", "typed", "message"),
    [
        ("Padding", "2", "more than half of the window of 2"),
        ("Window", "6", "A window of 6 × 6 does not fit into the padded image of 5 × 7."),
    ],
)
def test_an_impossible_number_says_why_and_keeps_the_last_state(shown, label, typed, message):
    assert message in shown().refusal(label, typed)


def test_marks_numbers_formula_and_a_fresh_start(shown):
    mounted = shown()
    page = mounted.page
    for label, name in [("mark every winner", "show_winners"), ("numbers in", "show_numbers")]:
        page.get_by_label(label).check()
        assert mounted.get(name) is True
    text = page.locator(".cnnbook").text_content()
    assert "width: ⌊(7 + 2·0 − 2) / 2⌋ + 1 = ⌊2.5⌋ + 1 = 3" in text
    assert "Crossed out: 1 row and 1 column that no window reads." in text
    page.get_by_label("Stride", exact=True).fill("1")
    page.get_by_role("button", name="Start again").click()
    assert mounted.get("stride") == 2


def test_a_state_that_cannot_be_computed_is_explained_and_the_last_picture_stays(shown):
    mounted = shown()
    before = mounted.output
    mounted.set(kernel_size=9)
    assert "does not fit" in mounted.problem
    np.testing.assert_array_equal(mounted.output, before)


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    assert mounted.overflow <= 0


@pytest.mark.parametrize(("side", "together"), [(6, True), (12, False)])
def test_on_a_phone_a_small_input_stands_beside_its_output(shown, side, together):
    widget = PoolingExplorer(np.ones((side, side)), show_numbers=True)
    page = shown(widget, width=359).page
    image = page.get_by_role("grid", name="Input image").bounding_box()
    output = page.get_by_role("grid", name="Output", exact=True).bounding_box()
    assert (output["x"] > image["x"] + image["width"]) == together
    assert (output["y"] > image["y"] + image["height"]) != together
