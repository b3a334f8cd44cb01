"""TemplateExplorer in a real browser: moving, drawing, ten answers, printed programs."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import digits
from cnnbook.widgets import TemplateExplorer
from cnnbook.widgets.template.widget import EXAMPLES as NUMBERS

from .hands import drag, place, press

EXAMPLES = {
    "look": lambda: TemplateExplorer(tool="look"),
    "sliding": lambda: TemplateExplorer(tool="look", sliding=True, right=3),
}
UNUSUAL = {
    "sliding": True,
    "right": -8,
    "down": 8,
    "tool": "draw",
    "template": 0,
    "strokes": [[[3, 3], [25, 20]]],
}
IMAGES, _ = digits.load()


def grid(mounted):
    return mounted.page.get_by_role("grid", name="The digit", exact=True)


def verdict(mounted):
    return mounted.page.locator(".cb-says").first.text_content()


def random_strokes(rng):
    return [
        (rng.integers(0, 281, (int(rng.integers(1, 5)), 2)) / 10).tolist()
        for _ in range(rng.integers(0, 4))
    ]


def random_image(rng):
    kind = rng.integers(3)
    if kind == 0:
        return IMAGES[int(rng.choice(NUMBERS))]
    return np.zeros((28, 28)) if kind == 1 else rng.integers(0, 11, (28, 28)) / 10


def test_the_page_the_printed_program_and_python_agree(shown):
    mounted = shown()
    rng = np.random.default_rng(1)
    for _ in range(60):
        state = {
            "strokes": random_strokes(rng),
            "down": int(rng.integers(-8, 9)),
            "right": int(rng.integers(-8, 9)),
            "sliding": bool(rng.integers(2)),
        }
        widget = TemplateExplorer(random_image(rng), **state)
        mounted.set(image=widget.image, **state)
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.output[0], widget.output, atol=1e-5)
        np.testing.assert_allclose(mounted.run_code(), widget.output, atol=1e-5)


def test_a_fixed_template_is_counted_by_hand(shown):
    mounted = shown(TemplateExplorer(np.zeros((28, 28))))
    image = np.zeros((28, 28))
    image[3, 3] = image[24, 24] = image[2, 2] = 1  # two corners of the window, and one outside
    mounted.set(image=image.tolist())
    images, labels = digits.load()
    weights = digits.templates(images[:900], labels[:900])
    np.testing.assert_allclose(mounted.output[0], weights[:, 0, 0] + weights[:, -1, -1], atol=1e-6)


def test_two_pixels_make_it_lose_and_sliding_makes_it_win(shown):
    mounted = shown(TemplateExplorer())
    assert "Right: it is a 3." in verdict(mounted)
    press(mounted, "Move the digit right")
    press(mounted, "Move the digit right")
    assert mounted.get("right") == 2
    assert "Wrong: it is a 3." in verdict(mounted)
    press(mounted, "Sliding")
    assert "Right: it is a 3." in verdict(mounted)
    press(mounted, "Fixed")
    assert "Wrong: it is a 3." in verdict(mounted)
    press(mounted, "Undo")
    press(mounted, "Undo")
    assert mounted.get("right") == 0


@pytest.mark.parametrize("digit", range(10))
def test_each_example_is_read_lost_and_found(shown, digit):
    mounted = shown()
    press(mounted, f"Example: a hand-written {digit}")
    assert f"images[{NUMBERS[digit]}]" in mounted.code
    assert verdict(mounted).endswith(f"Right: it is a {digit}.")
    mounted.set(right=3)
    assert verdict(mounted).endswith(f"Wrong: it is a {digit}.")
    mounted.set(sliding=True)
    assert verdict(mounted).endswith(f"Right: it is a {digit}.")


def test_the_digit_is_moved_by_pointer_finger_and_keys_alike(shown):
    for how in ("drag", "keys", "buttons"):
        mounted = shown(TemplateExplorer())
        if how == "drag":
            drag(mounted, (14, 14), (13, 15), (12, 17))
        elif how == "keys":
            for key in ["ArrowUp"] * 2 + ["ArrowRight"] * 3:
                grid(mounted).press(key)
        else:
            for name in ["up"] * 2 + ["right"] * 3:
                press(mounted, f"Move the digit {name}")
        assert (mounted.get("down"), mounted.get("right")) == (-2, 3), how
        assert "moved 3 to the right, 2 up" in mounted.page.locator(".cb-title").first.inner_text()


def test_a_finger_moves_the_digit_and_a_finger_that_looks_scrolls(shown):
    mounted = shown(TemplateExplorer())
    touch = "(grid) => getComputedStyle(grid).touchAction"
    assert grid(mounted).evaluate(touch) == "none"
    canvas = grid(mounted).locator("canvas").first
    canvas.evaluate("(c) => { c.setPointerCapture = () => {}; }")
    finger = {"pointerType": "touch", "pointerId": 1, "button": 0, "buttons": 1, "bubbles": True}
    for kind, cell in [("pointerdown", (10, 10)), ("pointermove", (10, 12))]:
        x, y = place(mounted, *cell)
        canvas.dispatch_event(kind, {**finger, "clientX": x, "clientY": y})
    assert mounted.get("right") == 2
    press(mounted, "Look")
    assert grid(mounted).evaluate(touch) == "manipulation"


def test_a_digit_stops_where_python_stops_it(shown):
    mounted = shown(TemplateExplorer())
    for _ in range(12):
        grid(mounted).press("ArrowDown")
    assert mounted.get("down") == TemplateExplorer().traits()["down"].max == 8
    for _ in range(8):
        press(mounted, "Undo")
    assert mounted.get("down") == 0


def test_one_drag_is_one_step_back(shown):
    mounted = shown(TemplateExplorer())
    drag(mounted, (14, 14), (14, 15), (14, 16), (15, 18))
    assert (mounted.get("down"), mounted.get("right")) == (1, 4)
    grid(mounted).press("Control+z")
    assert (mounted.get("down"), mounted.get("right")) == (0, 0)


def test_a_press_that_began_elsewhere_moves_nothing(shown):
    mounted = shown(TemplateExplorer())
    drag(mounted, (14, 14), (14, 15))
    mouse = mounted.page.mouse
    mouse.move(*place(mounted, 14, 40))
    mouse.down()
    mouse.move(*place(mounted, 14, 5))
    mouse.up()
    assert mounted.get("right") == 1


def test_drawing_by_pointer_and_by_keys_is_the_same(shown):
    by_pointer, by_keys = (
        shown(TemplateExplorer(np.zeros((28, 28)), tool="draw", row=5, column=9)) for _ in range(2)
    )
    assert "The image is empty" in verdict(by_pointer)
    drag(by_pointer, (5, 9), (5, 10), (5, 11))
    for _ in range(2):
        grid(by_keys).press("Shift+ArrowRight")
    np.testing.assert_allclose(by_keys.output, by_pointer.output, atol=1e-12)
    assert "sketch(" in by_pointer.code
    np.testing.assert_allclose(by_pointer.run_code(), by_pointer.output[0], atol=1e-5)


def test_what_is_drawn_on_a_moved_digit_moves_with_it(shown):
    mounted = shown(TemplateExplorer(np.zeros((28, 28)), right=4, tool="draw"))
    drag(mounted, (5, 12), (9, 12))
    assert mounted.get("strokes") == [[[8.5, 5.5], [8.5, 9.5]]]
    grid(mounted).press("Space")
    assert mounted.get("strokes")[1] == [[8.5, 9.5]]


def test_a_stroke_that_leaves_the_image_does_not_run_along_its_edge(shown):
    mounted = shown(TemplateExplorer(np.zeros((28, 28)), tool="draw"))
    drag(mounted, (5, 25), (5, 40), (9, 40), (9, 25))
    assert mounted.get("strokes") == [[[25.5, 5.5]], [[25.5, 9.5]]]


def test_clear_examples_and_start_again_are_taken_back(shown):
    mounted = shown(TemplateExplorer(tool="draw"))
    first = mounted.code
    drag(mounted, (5, 5), (9, 9))
    drawn = mounted.code
    for name in ("Clear", "Example: a hand-written 7", "Start again"):
        press(mounted, name)
        assert mounted.code != drawn
        press(mounted, "Undo")
        assert mounted.code == drawn, name
    press(mounted, "Start again")
    assert mounted.code == first


def test_pressing_start_again_twice_is_one_step(shown):
    mounted = shown(TemplateExplorer())
    press(mounted, "Move the digit left")
    for _ in range(3):
        press(mounted, "Start again")
    press(mounted, "Undo")
    assert mounted.get("right") == -1


def test_a_template_is_chosen_and_its_products_add_up(shown):
    mounted = shown()
    page = mounted.page
    assert (
        "products of template 3 add up to"
        in page.locator(".cb-template .cb-note").last.inner_text()
    )
    page.get_by_role("button", name="Template 8 answers").click()
    assert mounted.get("template") == 8
    chosen = page.get_by_role("button", name="Template 8 answers")
    assert chosen.get_attribute("aria-pressed") == "true"
    said = page.locator(".cb-template .cb-note").last.inner_text()
    assert f"template 8 add up to {TemplateExplorer().output[8]:.2f}." in said
    chosen.click()
    assert mounted.get("template") == -1


def test_a_pixel_says_what_it_adds(shown):
    mounted = shown(TemplateExplorer(np.full((28, 28), 0.5), tool="look", template=3))
    page = mounted.page
    page.mouse.move(*place(mounted, 10, 12))
    weight = digits.templates(*(part[:900] for part in digits.load()))[3, 7, 9]
    words = f"Pixel (10, 12) adds 0.5 × {'(' if weight < 0 else ''}{weight:.3f}".replace("-", "−")
    assert words.rstrip("0") in page.locator(".cb-template .cb-note").last.inner_text()
    page.mouse.move(*place(mounted, 0, 0))
    assert "lies outside its window" in page.locator(".cb-template .cb-note").last.inner_text()


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"image": [[0, 1]]}, "The image must have 28 × 28 pixels: this one has 1 × 2."),
        ({"image": [[2] * 28] * 28}, "Intensities go from 0 to 1."),
        ({"right": 9}, "right must be a whole number from -8 to 8"),
        ({"strokes": [[[1, 99]]]}, "The strokes must be lists of points on the image."),
        ({"strokes": [[]]}, "The strokes must be lists of points on the image."),
        ({"strokes": [[[1, 2]] * 2001]}, "At most 2000 points can be drawn."),
        ({"template": 10}, "template must be a whole number from -1 to 9"),
    ],
)
def test_a_state_that_cannot_be_shown_is_explained_and_the_last_picture_stays(
    shown, state, message
):
    assert shown().state_refusal(**state) == message


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(TemplateExplorer(**UNUSUAL), width=width)
    assert mounted.overflow <= 0


def test_on_a_phone_what_draws_and_the_answers_stand_with_the_digit(shown):
    page = shown(TemplateExplorer(), width=375).page
    digit = page.get_by_role("grid", name="The digit", exact=True).bounding_box()
    draw = page.get_by_role("button", name="Draw", exact=True).bounding_box()
    bars = page.locator(".cb-ten").bounding_box()
    small = page.locator(".cb-template-small").bounding_box()
    assert digit["y"] + digit["height"] < draw["y"] < bars["y"] < small["y"]
    assert draw["y"] - digit["y"] < 350
    assert bars["y"] + bars["height"] - digit["y"] < 667
