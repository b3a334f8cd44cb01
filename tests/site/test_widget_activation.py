"""ActivationExplorer in a real browser: every control, every printed call, every key."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ActivationExplorer
from cnnbook.widgets.activation.widget import ACTIVATIONS

MAP = np.array([[-3, -1, 0, 1, 2], [2, 5, -2, 3, -4], [-5, 4, -1, 0, 1]])
EXAMPLES = {"map": lambda: ActivationExplorer(MAP)}
UNUSUAL = {"activation": "elu", "alpha": 2.125, "gain": -3.25, "bias": -99.875}


def random_states(count, seed=0):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        state = {
            "image": (rng.integers(-20, 21, rng.integers(1, 7, 2)) / 4).tolist(),
            "activation": str(rng.choice(ACTIVATIONS)),
            "negative_slope": int(rng.integers(0, 11)) / 10,
            "alpha": int(rng.integers(0, 31)) / 10,
            "gain": float(rng.choice([1, 0, -1, 2.5, 0.1])),
            "bias": float(rng.choice([0, 1, -3, 7.5])),
        }
        widget = ActivationExplorer(**state)
        yield {name: getattr(widget, name) for name in state}, widget


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    for state, widget in random_states(80):
        mounted.set(**state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output, widget.output, atol=1e-9, err_msg=str(state))
        np.testing.assert_allclose(mounted.run_code(), mounted.output, atol=1e-9)


def test_the_slopes_of_the_page_are_those_of_python(shown):
    mounted = shown()
    mounted.page.locator("summary", has_text="Slope as a table").click()
    mounted.page.locator("td").first.wait_for()  # it is filled once it is open
    for name in ACTIVATIONS:
        widget = ActivationExplorer(MAP, name, negative_slope=0.3, alpha=1.5)
        mounted.set(activation=name, negative_slope=0.3, alpha=1.5)
        cells = mounted.page.locator("table").last.locator("td").all_text_contents()
        values = [float(c.replace("−", "-").replace("<0.0001", "0")) for c in cells]
        np.testing.assert_allclose(values, widget.slope.ravel(), atol=1e-4)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("identity", "identity"),
        ("ReLU", "relu"),
        ("leaky ReLU", "leaky_relu"),
        ("ELU", "elu"),
        ("sigmoid", "sigmoid"),
        ("tanh", "tanh"),
    ],
)
def test_a_function_is_chosen_with_the_keyboard(shown, label, name):
    mounted = shown(ActivationExplorer(MAP, "tanh" if name != "tanh" else "relu"))
    button = mounted.page.get_by_role("button", name=label, exact=True)
    button.focus()
    button.press("Enter")
    assert mounted.get("activation") == name
    assert button.get_attribute("aria-pressed") == "true"
    np.testing.assert_allclose(mounted.output, ActivationExplorer(MAP, name).output)


@pytest.mark.parametrize(
    ("activation", "label", "trait", "step"),
    [
        ("leaky_relu", "Slope left of 0", "negative_slope", 0.01),
        ("elu", "Alpha", "alpha", 0.1),
    ],
)
def test_the_parameter_has_a_slider_where_there_is_one(shown, activation, label, trait, step):
    mounted = shown(ActivationExplorer(MAP, activation))
    slider = mounted.page.get_by_label(label)
    before = mounted.get(trait)
    slider.press("ArrowRight")
    assert mounted.get(trait) == pytest.approx(before + step)
    np.testing.assert_allclose(mounted.output, mounted.run_code())
    mounted.set(activation="sigmoid")
    assert not slider.is_visible()


def test_arrow_keys_move_the_point_and_its_words(shown):
    mounted = shown(ActivationExplorer(MAP, "relu", x=1))
    point = mounted.page.get_by_role("slider", name="Point on the curve")
    point.focus()
    for key in ["ArrowRight", "ArrowUp", "ArrowLeft", "PageUp"]:
        point.press(key)
    assert mounted.get("x") == pytest.approx(2.1)
    assert point.get_attribute("aria-valuenow") == "2.1"
    assert point.get_attribute("aria-valuetext") == "x = 2.1: f(x) = 2.1, slope 1"
    point.press("Home")
    assert mounted.get("x") == -6
    point.press("ArrowLeft")
    assert mounted.get("x") == -6
    point.press("End")
    assert mounted.get("x") == 6


def test_the_pointer_moves_the_point(shown):
    mounted = shown(ActivationExplorer(MAP, "tanh", x=1))
    page = mounted.page
    box = page.locator(".cb-curve").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    assert mounted.get("x") < -3
    page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    page.mouse.up()
    assert mounted.get("x") > 3
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    assert mounted.get("x") > 3


def test_the_tangent_has_the_slope_and_stays_on_the_sheet(shown):
    mounted = shown(ActivationExplorer(MAP, "tanh", x=1), width=359)
    line = mounted.page.locator(".cb-tangent")

    def ends():
        return [float(line.get_attribute(name)) for name in ("x1", "y1", "x2", "y2")]

    steep = []
    for x in (-6, -0.5, 1, 6):
        mounted.set(x=x)
        x1, y1, x2, y2 = ends()
        assert x1 >= 38  # right of the axis and its numbers
        steep.append((y1 - y2) / (x2 - x1))
    slopes = 1 - np.tanh([-6, -0.5, 1, 6]) ** 2
    np.testing.assert_allclose(np.array(steep) / steep[2], slopes / slopes[2], atol=1e-3)


def test_pointing_at_a_cell_puts_the_point_there(shown):
    mounted = shown(ActivationExplorer(MAP, "relu", gain=2))
    for name, column, x in [("before", 1, 10), ("after", 2, -4), ("Slope", 4, -8)]:
        canvas = mounted.page.get_by_role("grid", name=name).locator("canvas")
        box = canvas.bounding_box()
        canvas.hover(position={"x": box["width"] * (column + 0.5) / 5, "y": box["height"] / 2})
        assert (mounted.get("row"), mounted.get("column"), mounted.get("x")) == (1, column, x)
    assert mounted.page.get_by_role("status").first.text_content() == (
        "x = −8 (beyond the edge of the picture): f(x) = 0, slope 0. Cell (1, 4): −8 becomes 0."
    )


def test_the_point_stays_in_its_bounds_beside_a_huge_cell(shown):
    mounted = shown(ActivationExplorer([[1e7, -3e6]], "relu"))
    grid = mounted.page.get_by_role("grid", name="before")
    grid.press("Home")
    assert mounted.get("x") == 1e6
    grid.press("End")
    assert mounted.get("x") == -1e6
    assert (
        "Cell (0, 1): −3000000 becomes 0."
        in mounted.page.get_by_role("status").first.text_content()
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"activation": "identity"}, "Each of the 15 cells lets the gradient pass."),
        ({"activation": "leaky_relu"}, "Each of the 15 cells lets the gradient pass."),
        ({"activation": "relu"}, "8 of 15 cells are off"),
        ({"activation": "leaky_relu", "negative_slope": 0}, "8 of 15 cells are off"),
        ({"activation": "elu", "alpha": 0}, "8 of 15 cells are off"),
        ({"activation": "relu", "bias": -5}, "All 15 cells are off (dots)"),
        ({"activation": "tanh"}, "6 of 15 cells are saturated"),
        ({"activation": "sigmoid"}, "2 of 15 cells are saturated"),
        ({"activation": "elu"}, "3 of 15 cells are saturated"),
    ],
)
def test_saturated_and_dead_cells_are_counted(shown, state, words):
    mounted = shown(ActivationExplorer(**{"image": MAP, **state}))
    assert mounted.page.locator(".cb-lost").text_content().startswith(words)


@pytest.mark.parametrize(
    ("activation", "words"),
    [("relu", ["dead"]), ("tanh", ["saturated"] * 2), ("elu", ["saturated"]), ("identity", [])],
)
def test_the_curve_names_where_the_gradient_gets_lost(shown, activation, words):
    mounted = shown(ActivationExplorer(MAP, activation))
    assert mounted.page.locator(".cb-lost-word").all_text_contents() == words


def test_gain_and_bias_are_typed_or_stepped(shown):
    mounted = shown(ActivationExplorer(MAP, "identity"))
    mounted.page.get_by_label("Multiply the map by", exact=True).fill("-2")
    mounted.page.get_by_role("button", name="and add (bias): more").click()
    np.testing.assert_allclose(mounted.output, -2 * MAP + 1)
    mounted.page.get_by_role("button", name="Start again").click()
    np.testing.assert_allclose(mounted.output, MAP)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"activation": "swish"}, "activation must be one of identity, relu, leaky_relu"),
        ({"image": [[1, 2], [3]]}, "image must be a grid of at most 96 × 96 numbers"),
        ({"image": "nonsense"}, "image must be a grid of at most 96 × 96 numbers"),
        ({"alpha": 9}, "alpha must be a number from 0 to 3"),
        ({"gain": None}, "gain must be a number from -10 to 10"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert message in shown().state_refusal(**state)


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(ActivationExplorer(MAP, "leaky_relu", show_numbers=True), width=width)
    assert mounted.overflow <= 0


def test_before_and_after_share_a_scale_unless_the_reader_wants_their_own(shown):
    """At a bias of −20 nothing glows: what is near 0 is near grey's middle, in both maps."""
    mounted = shown(ActivationExplorer([[-3, 1], [2, 4]], "sigmoid"))
    legends = [mounted.page.get_by_role("img", name=f"{n}: values") for n in ("Before", "After")]
    said = [legend.get_attribute("aria-label") for legend in legends]
    assert said == ["Before: values: −4 to 4", "After: values: −4 to 4"]
    mounted.page.get_by_label("Scale before and after").select_option("own")
    said = [legend.get_attribute("aria-label") for legend in legends]
    assert said == ["Before: values: −4 to 4", "After: values: 0 to 0.98"]
    mounted.page.get_by_role("button", name="Start again").click()
    assert mounted.get("scale") == "common"


def test_the_point_on_the_curve_stays_with_its_cell(shown):
    mounted = shown(ActivationExplorer([[-3, 1], [2, 4]], "relu", row=1, column=0, x=2))
    mounted.page.get_by_role("button", name="and add (bias): less").click()
    assert (mounted.get("bias"), mounted.get("x")) == (-1, 1)
    mounted.page.get_by_role("slider", name="Point on the curve").press("ArrowRight")
    mounted.page.get_by_role("button", name="and add (bias): less").click()
    assert (mounted.get("bias"), mounted.get("x")) == (-2, 1.1)  # moved by hand: it stays there
