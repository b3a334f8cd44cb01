"""SlopeExplorer in Python and in a real browser: slopes, steps, words, and what is refused."""

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import SlopeExplorer

from .mount import mount

EXAMPLES = {
    "fit": lambda: SlopeExplorer(0, lr=0.125),
    "valleys": lambda: SlopeExplorer(-2.5, curve="two_valleys", lr=0.1, steps=3),
}
UNUSUAL = {"curve": "two_valleys", "initial": -9.875, "lr": 9.999, "steps": 40, "h": 0.001}


def says(mounted):
    """The sentences of the point and of the steps."""
    return [region.text_content() for region in mounted.page.get_by_role("status").all()[:2]]


def trail(mounted):
    """The weights that the page shows."""
    return mounted.maps.ravel()


def test_loss_and_slope_are_worked_out_by_hand():
    """Errors at w = 0: 3, −3, −3, squares 27, mean 9; the loss is 2 (w − 2)² + 1."""
    explorer = SlopeExplorer(0)
    assert (explorer.loss, explorer.slope) == (9, -8)
    explorer.initial = 3
    assert (explorer.loss, explorer.slope) == (3, 4)
    explorer.h = 0.5  # 2 · 1.5² + 1 = 5.5 and 2 · 0.5² + 1 = 1.5
    assert explorer.nudged == (5.5 - 1.5) / 1 == 4
    valleys = SlopeExplorer(2, curve="two_valleys")
    assert (valleys.loss, valleys.slope) == (4 - 8 - 1 + 6, 8 - 8 - 0.5)


@pytest.mark.parametrize(
    ("lr", "steps", "expected"),
    [
        (0.125, 3, [0, 1, 1.5, 1.75]),  # half of the way each time
        (0.25, 1, [0, 2]),  # there at once
        (0.375, 3, [0, 3, 1.5, 2.25]),  # a zigzag
        (0.5, 3, [0, 4, 0, 4]),  # for ever
        (1, 3, [0, 8, -16, 56]),  # three times as far each time
    ],
)
def test_steps_are_worked_out_by_hand(shown, lr, steps, expected):
    widget = SlopeExplorer(0, lr=lr, steps=steps)
    np.testing.assert_array_equal(widget.output, expected)
    np.testing.assert_array_equal(trail(shown(widget)), expected)


def test_the_descent_ends_where_it_explodes(shown):
    widget = SlopeExplorer(0, lr=1, steps=100)  # 2 − 2 · (−3)ⁿ: beyond 1000 after 6 steps
    np.testing.assert_array_equal(widget.output, [2 - 2 * (-3) ** n for n in range(7)])
    mounted = shown(widget)
    np.testing.assert_array_equal(trail(mounted), widget.output)
    assert "Exploded: after 6 steps" in says(mounted)[1]
    assert "NaN" not in mounted.page.locator(".cnnbook").inner_text()
    mounted.page.get_by_role("button", name="Take a step").click()
    np.testing.assert_array_equal(trail(mounted), widget.output)
    mounted.page.get_by_role("button", name="Step back").click()
    np.testing.assert_array_equal(trail(mounted), widget.output[:-1])


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"initial": 11}, "initial must be a number from -10 to 10"),
        ({"initial": "left"}, "initial must be a finite number"),
        ({"lr": 0}, "lr must be a number from 0.001 to 10"),
        ({"lr": 11}, "lr must be"),
        ({"steps": 101}, "steps must be"),
        ({"h": 0}, "h"),
        ({"curve": "hill"}, "curve"),
        ({"pairs": [[1, 2, 3]]}, "pairs must have two numbers in each row"),
        ({"pairs": [[1, 11]]}, "pairs must be from -10 to 10, got 11"),
        ({"pairs": [[1, 1]] * 21}, "pairs must have at most 20"),
        ({"controls": ["everything"]}, "controls"),
    ],
)
def test_what_cannot_be_shown_is_refused(state, message):
    with pytest.raises(TraitError, match=message):
        SlopeExplorer(**state)


def test_the_still_is_a_picture_with_words():
    widget = SlopeExplorer(0, lr=0.25, steps=1)
    assert widget.still().startswith(b"\x89PNG")
    assert repr(widget).startswith(
        "SlopeExplorer: one weight on the curve of its mean squared error: after 1 step w is 2, "
        "its loss 1 and its slope 0\n\nimport"
    )


def random_states(count):
    """States whose numbers are far from round, and some that explode."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        yield {
            "curve": str(rng.choice(["fit", "two_valleys"])),
            "pairs": np.round(rng.uniform(-3, 3, (int(rng.integers(1, 12)), 2)), 2).tolist(),
            "initial": round(float(rng.uniform(-5, 5)), 3),
            "lr": round(float(rng.uniform(0.001, 0.6)), 3),
            "steps": int(rng.integers(0, 101)),
            "h": float(rng.choice([0.5, 0.1, 0.01, 0.001])),
        }


def test_the_page_the_printed_program_and_python_agree(shown):
    mounted = shown()
    lengths = set()
    for state in random_states(60):
        widget = SlopeExplorer(**state)
        mounted.set(**{**state, "pairs": widget.pairs})
        assert mounted.code == widget.code
        np.testing.assert_allclose(trail(mounted), widget.output, rtol=1e-9, err_msg=str(state))
        np.testing.assert_array_equal(mounted.run_code(), widget.output)
        lengths.add(len(widget.output) - 1 == state["steps"])
    assert lengths == {True, False}  # some exploded


def test_the_page_writes_the_slopes_of_python_by_nudge_and_by_rule(shown):
    mounted = shown()
    for state in random_states(12):
        widget = SlopeExplorer(**{**state, "steps": 0})
        mounted.set(**{**state, "pairs": widget.pairs, "steps": 0})
        lines = mounted.page.locator(".cb-formula p").all_text_contents()
        written = [float(line.rpartition("= ")[2].replace("−", "-")) for line in lines]
        np.testing.assert_allclose(written, [widget.nudged, widget.slope], atol=1e-6)


def test_the_point_and_its_next_step_are_said(shown):
    mounted = shown()
    assert says(mounted)[0] == (
        "w = 0: the loss is 9, the slope −8: to the right it goes down. "
        "The next step: 0 − 0.125 · (−8) = 1."
    )
    mounted.set(initial=3)
    assert says(mounted)[0].startswith("w = 3: the loss is 3, the slope 4: to the right it goes up")
    assert mounted.page.locator(".cb-note").first.text_content() == (
        "Errors w · x − y: 0, 0, 3. Squared: 0, 0, 9. Their mean is the loss: 3."
    )


@pytest.mark.parametrize(
    ("lr", "steps", "words"),
    [
        (0.01, 1, "Downhill, but little by little: the last step lowered the loss from 9 to 8.373"),
        (0.125, 1, "Downhill: the last step lowered the loss from 9 to 3."),
        (0.25, 1, "Arrived, after 1 step"),
        (0.375, 1, "The last step jumped over the bottom; the loss still fell, from 9 to 3."),
        (0.5, 1, "The last step jumped to the other slope, to the same height"),
        (0.75, 1, "The last step went too far: the loss rose from 9 to 33."),
        (0.75, 99, "Exploded: after 9 steps the weight is beyond ±1000."),
        (0.75, 0, ""),
    ],
)
def test_what_the_rate_does_is_said(shown, lr, steps, words):
    told = says(shown(SlopeExplorer(0, lr=lr, steps=steps)))[1]
    assert told.startswith(words)
    assert bool(told) == bool(words)


def test_arrow_keys_move_the_weight_and_begin_anew(shown):
    mounted = shown(SlopeExplorer(0, lr=0.125, steps=2))
    point = mounted.page.get_by_role("slider", name="Weight on the loss curve")
    point.focus()
    for key, weight in [("ArrowRight", 1.6), ("ArrowUp", 1.7), ("ArrowLeft", 1.6), ("PageUp", 2.6)]:
        point.press(key)
        assert (mounted.get("initial"), mounted.get("steps")) == (weight, 0)
    for key, weight in [("Home", -1), ("ArrowLeft", -1), ("End", 5), ("a", 5)]:
        point.press(key)
        assert mounted.get("initial") == weight
    assert point.get_attribute("aria-valuenow") == "5"
    assert point.get_attribute("aria-valuetext").startswith("w = 5: the loss is 19")


def test_the_pointer_drags_the_weight(shown):
    mounted = shown()
    page = mounted.page
    box = page.locator(".cb-drags-across").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 45, middle)
    page.mouse.down()
    assert mounted.get("initial") < -0.7
    page.mouse.move(box["x"] + box["width"] - 15, middle)
    page.mouse.up()
    assert mounted.get("initial") > 4.7
    page.mouse.move(box["x"] + 45, middle)
    assert mounted.get("initial") > 4.7


def test_a_finger_puts_the_weight_where_it_taps(browser):
    mounted = mount(browser, EXAMPLES["fit"](), has_touch=True)
    box = mounted.page.locator(".cb-drags-across").bounding_box()
    mounted.page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + 40)
    assert mounted.get("initial") > 4.5
    mounted.close()


def test_the_tangent_has_the_slope(shown):
    mounted = shown()
    line = mounted.page.locator(".cb-tangent")
    steep = []
    for w in (0, 1, 3, 4):
        mounted.set(initial=w)
        (x1, y1), (x2, y2) = (
            [float(number) for number in point.split()]
            for point in line.get_attribute("d").removeprefix("M").split("L")
        )
        steep.append((y1 - y2) / (x2 - x1))
    np.testing.assert_allclose(np.array(steep) / steep[0], np.array([-8, -4, 4, 8]) / -8, atol=0.02)


def test_buttons_and_fields_step_and_begin_again(shown):
    mounted = shown()
    page = mounted.page
    step = page.get_by_role("button", name="Take a step")
    back = page.get_by_role("button", name="Step back")
    assert back.is_disabled()
    step.press("Enter")
    step.press("Enter")
    np.testing.assert_array_equal(trail(mounted), [0, 1, 1.5])
    back.click()
    assert mounted.get("steps") == 1
    rate = page.get_by_label("Learning rate", exact=True)
    rate.fill("0,25")
    np.testing.assert_array_equal(trail(mounted), [0, 2])
    rate.fill("11")
    assert "can be 10 at most" in page.get_by_role("alert").filter(has_text="rate").text_content()
    assert mounted.get("lr") == 0.25
    page.get_by_label("Loss", exact=True).select_option("two_valleys")
    assert (mounted.get("curve"), mounted.get("steps")) == ("two_valleys", 0)
    assert not page.locator(".cb-pair").first.is_visible()
    page.get_by_label("Nudge by").select_option("0.5")
    assert mounted.get("h") == 0.5
    page.get_by_role("button", name="Start again").click()
    assert [mounted.get(name) for name in ("curve", "initial", "lr", "steps", "h")] == [
        "fit", 0, 0.125, 0, 0.1,
    ]  # fmt: skip


def test_only_what_is_asked_for_is_shown(shown):
    page = shown(SlopeExplorer(0, lr=0.25, steps=2, controls=[])).page
    assert page.get_by_role("status").first.text_content() == "w = 2: the loss is 1."
    for hidden in (".cb-fields button", ".cb-fields select", ".cb-tangent", ".cb-formula"):
        assert not page.locator(f"{hidden} >> visible=true").count(), hidden


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"pairs": [[1], [2]]}, "pairs must have two numbers in each row"),
        ({"pairs": [[1, 99]]}, "pairs must be from −10 to 10, got 99"),
        ({"h": 0.3}, "h must be one of 0.5, 0.1, 0.01, 0.001"),
        ({"initial": None}, "initial must be a number from -10 to 10"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    mounted = shown()
    before = trail(mounted)
    mounted.set(**state)
    assert message in mounted.problem
    np.testing.assert_array_equal(trail(mounted), before)


def test_a_level_loss_is_said(shown):
    mounted = shown(SlopeExplorer(1, pairs=[[0, 0], [0, 0]], steps=2))
    assert says(mounted) == [
        "w = 1: the loss is 0, the slope 0, level. The next step: 1 − 0.05 · 0 = 1.",
        "Arrived, after 2 steps: the curve is level here, and a step leads nowhere.",
    ]


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(SlopeExplorer(-9.875, curve="two_valleys", lr=1, steps=40), width=width)
    assert mounted.overflow <= 0
