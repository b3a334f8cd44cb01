"""NetworkExplorer in a real browser: drawing by mouse and by keys, and the network's numbers."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.widgets import NetworkExplorer
from cnnbook.widgets.shared.drawing import example
from tests.unit.test_widget_network import EVERY_LAYER


def wide(rng=0):
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(784, 10, rng=rng),
    )


EXAMPLES = {"network": lambda: NetworkExplorer(wide())}
UNUSUAL = {"strokes": [], "layer": 1}


@pytest.fixture(scope="module")
def trained():
    """The wide network after the training that the lesson gives it."""
    images, labels = digits.load()
    (images, labels), _ = training.split(images, labels, seed=0)
    net = training.he_normal(wide(), seed=0)
    options = {
        "augment": training.affine(),
        "schedule": training.warmup_cosine(),
        "progress": False,
    }
    training.fit(net, images, labels, epochs=8, seed=0, **options)
    return net


def random_drawings(count, seed=0):
    """Digits as different hands might draw them, with what was meant."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        options = {
            "width": rng.uniform(0.07, 0.15),
            "slant": rng.uniform(-0.2, 0.3),
            "rotation": rng.uniform(-10, 10),
            "shift": tuple(rng.uniform(-3, 3, 2)),
        }
        yield k % 10, digits.draw(k % 10, **options).astype(float).round(4)


def run(mounted, net):
    """Run the printed call, which speaks of the lesson's net."""
    names = {"net": net}
    exec(mounted.code, names)
    return names["output"]


def test_the_page_recognises_what_a_script_draws(shown, trained):
    mounted = shown(NetworkExplorer(trained))
    right = 0
    for digit, image in random_drawings(100):
        mounted.set(image=image.tolist())
        right += mounted.output[0].argmax() == digit
    assert right >= 90


def test_scores_and_calls_of_the_page_are_pythons_for_100_drawings(shown, trained):
    mounted = shown(NetworkExplorer(trained))
    widget = NetworkExplorer(trained)
    rng = np.random.default_rng(1)
    for k, (_, image) in enumerate(random_drawings(100, seed=2)):
        strokes = rng.uniform(2, 26, (k % 3, 4, 2)).round(1).tolist()
        state = {
            "image": image.tolist() if k % 2 else np.zeros((28, 28)).tolist(),
            "strokes": strokes,
            "pen": round(rng.uniform(1, 6), 1),
        }
        mounted.set(**state)
        for name, value in state.items():
            setattr(widget, name, value)
        np.testing.assert_allclose(mounted.output[0], widget.output, atol=1e-4, err_msg=str(state))
        assert mounted.code == widget.code
        if k % 10 == 0:
            np.testing.assert_allclose(run(mounted, trained), widget.output, atol=1e-4)


def test_every_kind_of_layer_gives_pythons_numbers(shown):
    widget = NetworkExplorer(EVERY_LAYER, image=digits.draw(5))
    np.testing.assert_allclose(shown(widget).output[0], widget.output, atol=1e-5)


@pytest.mark.parametrize("factor", [1e4, -1e4])
def test_large_scores_are_probabilities_too(shown, factor):
    net = wide()
    net[-1].weight.data *= factor  # the exponential of such a score is no number
    widget = NetworkExplorer(net, strokes=example(3))
    assert np.abs(widget.output).max() > 800
    page = shown(widget).page
    bars = page.get_by_role("list", name="Probability of each digit").get_by_role("listitem")
    shares = [float(bar.locator(".cb-bar-number").text_content()[:-2]) for bar in bars.all()]
    np.testing.assert_allclose(shares, 100 * widget.probabilities, atol=0.051)
    best = int(widget.output.argmax())
    assert page.locator(".cb-verdict").text_content().startswith(f"Most likely {best}, 100")


def test_what_the_network_sees_can_be_read_with_the_keys(shown):
    widget = NetworkExplorer(wide(), strokes=[[(3, 3), (6, 9)], [(8, 2), (5.5, 4)]])
    grid = shown(widget).page.get_by_role("grid", name="What the network sees")
    column = int(widget.seen[5].argmax())
    for key in ["ArrowDown"] * 5 + ["ArrowRight"] * column:
        grid.press(key)
    place, value = grid.get_by_role("gridcell").text_content().split(": ")
    assert place == f"row 5, column {column}"
    np.testing.assert_allclose(float(value), widget.seen[5, column], atol=0.0051)


def test_a_stroke_with_the_mouse(shown):
    mounted = shown()
    canvas = mounted.page.get_by_role("grid", name="Drawing pad").locator("canvas")
    box = canvas.bounding_box()
    mouse = mounted.page.mouse

    def go(row, column):
        mouse.move(box["x"] + box["width"] * column / 28, box["y"] + box["height"] * row / 28)

    go(4, 14)
    mouse.down()
    for row in range(5, 24):
        go(row, 14)
    mouse.up()
    go(4, 4)
    (stroke,) = mounted.get("strokes")
    points = np.array(stroke)
    np.testing.assert_allclose(points[:, 0], 14, atol=0.1)
    np.testing.assert_allclose(points[[0, -1], 1], [4, 23], atol=0.6)
    np.testing.assert_allclose(run(mounted, wide()), mounted.output[0], atol=1e-4)


def test_keys_draw_what_the_mouse_draws(shown):
    mounted = shown()
    pad = mounted.page.get_by_role("grid", name="Drawing pad")
    pad.focus()
    for key in ["Home", "ArrowRight", "ArrowRight", " ", "ArrowDown", "ArrowDown", "Escape"]:
        pad.press(key)
    for key in ["ArrowRight", "Enter", "PageDown", "Enter"]:
        pad.press(key)
    assert mounted.get("strokes") == [
        [[2.5, 13.5], [2.5, 14.5], [2.5, 15.5]],
        [[3.5, 15.5], [3.5, 20.5]],
    ]
    assert pad.get_by_role("gridcell").text_content() == "row 20, column 3, pen up"
    pad.press("Control+z")
    assert len(mounted.get("strokes")) == 1


def test_a_finger_draws_and_does_not_scroll(shown, browser):
    mounted = shown()
    pad = mounted.page.get_by_role("grid", name="Drawing pad")
    assert pad.evaluate("(element) => getComputedStyle(element).touchAction") == "none"
    mounted.page.evaluate(
        """() => {
          const canvas = document.querySelector(".cnnbook canvas");
          canvas.setPointerCapture = () => {};
          const box = canvas.getBoundingClientRect();
          const fire = (type, x, y, buttons) => canvas.dispatchEvent(new PointerEvent(type, {
            pointerId: 7, pointerType: "touch", isPrimary: true, bubbles: true, buttons,
            button: type === "pointermove" ? -1 : 0,
            clientX: box.left + (box.width * x) / 28, clientY: box.top + (box.height * y) / 28,
          }));
          fire("pointerdown", 5, 5, 1);
          fire("pointermove", 9, 5, 1);
          fire("pointerup", 9, 5, 0);
          fire("pointermove", 20, 20, 0);
        }"""
    )
    assert np.array(mounted.get("strokes")).round().tolist() == [[[5, 5], [9, 5]]]


def test_examples_undo_and_clear(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_role("button", name="Example: a drawn 4").click()
    assert mounted.get("strokes") == example(4)
    page.get_by_role("button", name="Undo stroke").click()
    assert mounted.get("strokes") == example(4)[:-1]
    mounted.set(image=digits.draw(1).round(2).tolist(), image_code="digits.draw(1).round(2)")
    page.get_by_role("button", name="Clear").click()
    assert mounted.get("strokes") == []
    assert np.max(mounted.get("image")) == 0
    assert mounted.get("image_code") == ""
    assert "The pad is empty" in page.locator(".cb-verdict").text_content()


def test_undo_on_an_empty_pad_takes_the_image_away_and_then_nothing(shown):
    mounted = shown(NetworkExplorer(wide(), image=digits.draw(1)))
    for _ in range(3):
        mounted.page.get_by_role("button", name="Undo stroke").click()
    assert np.max(mounted.get("image")) == 0


def test_the_verdict_is_shown_and_spoken_once_the_pen_rests(shown, trained):
    widget = NetworkExplorer(trained, strokes=example(3))
    page = shown(widget).page
    best = f"{widget.probabilities.max():.1%}".replace("%", "\u00a0%")
    assert page.locator(".cb-verdict").text_content().startswith(f"Most likely 3, {best}; then ")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[role=status]')]"
        ".some((region) => region.textContent.startsWith('Most likely 3'))"
    )
    bars = page.get_by_role("list", name="Probability of each digit").get_by_role("listitem")
    shares = [float(bar.locator(".cb-bar-number").text_content()[:-2]) for bar in bars.all()]
    np.testing.assert_allclose(shares, 100 * widget.probabilities, atol=0.051)


def test_a_map_is_chosen_by_pointing_and_by_fields(shown):
    widget = NetworkExplorer(wide(), strokes=example(3))
    mounted = shown(widget)
    page = mounted.page
    strips = page.get_by_role("group", name="The maps of every layer").get_by_role("img")
    assert [strip.get_attribute("aria-label") for strip in strips.all()] == [
        "1 Conv2d, 8 filters → 8 × 28 × 28",
        "2 ReLU, 8 × 28 × 28",
        "3 MaxPool2d, 8 × 14 × 14",
        "4 Conv2d, 16 filters → 16 × 14 × 14",
        "5 ReLU, 16 × 14 × 14",
        "6 MaxPool2d, 16 × 7 × 7",
    ]
    box = strips.nth(3).bounding_box()
    strips.nth(3).click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 0.75})
    assert (mounted.get("layer"), mounted.get("channel")) == (3, 10)
    frame = page.locator(".cb-strip-frame").locator("visible=true").bounding_box()
    box = strips.nth(3).bounding_box()  # where it is now: a click may have scrolled the page
    assert 0 < box["x"] + box["width"] * 2.5 / 8 - frame["x"] < frame["width"]
    assert 0 < box["y"] + box["height"] * 0.75 - frame["y"] < frame["height"]
    page.get_by_label("Layer", exact=True).select_option("2")
    page.get_by_label("Map", exact=True).fill("5")
    assert (mounted.get("layer"), mounted.get("channel")) == (2, 4)
    grid = page.get_by_role("grid", name="The chosen map")
    grid.focus()
    grid.press("Control+Home")
    for key in ["ArrowDown"] * 7 + ["ArrowRight"] * 6:
        grid.press(key)
    maps = widget.net[:3](widget.seen[None, None])[0]  # (8, 14, 14)
    text = page.locator(".cb-chosen").text_content()
    shown_value = text.split("Row 7, column 6: ")[1].split("Its")[0].replace("−", "-")
    np.testing.assert_allclose(float(shown_value), maps[4, 7, 6], atol=6e-5)


def test_a_map_that_is_not_there_is_refused_in_place(shown):
    mounted = shown()
    field = mounted.page.get_by_label("Map", exact=True)
    field.fill("9")
    assert field.get_attribute("aria-invalid") == "true"
    problem = mounted.page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert problem.text_content() == "This layer has 8 maps, so 9 is too many."
    assert mounted.get("channel") == 0


def test_bad_state_is_explained_and_the_last_picture_stays(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3)))
    before = mounted.output[0]
    for state in ({"strokes": [[]]}, {"strokes": [[[1, None]]]}, {"pen": 99}, {"image": [[1]]}):
        good = {name: mounted.get(name) for name in state}
        mounted.set(**state)
        assert mounted.problem != ""
        np.testing.assert_array_equal(mounted.output[0], before)
        mounted.set(**good)
    assert mounted.problem == ""


def test_a_full_pad_says_so(shown):
    points = [[x % 28, x // 28 % 28] for x in range(2000)]
    mounted = shown(NetworkExplorer(wide(), strokes=[points]))
    pad = mounted.page.get_by_role("grid", name="Drawing pad")
    pad.press("Space")
    assert "holds 2000 points" in mounted.page.locator(".cnnbook").text_content()
    assert len(mounted.get("strokes")) == 1


def test_another_network_shows_at_once(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3)))
    other = NetworkExplorer(wide(1), strokes=example(3))
    mounted.set(weights=other.weights)
    np.testing.assert_allclose(mounted.output[0], other.output, atol=1e-5)


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3)), width=width)
    assert mounted.overflow <= 0


def test_the_ten_examples_stand_in_one_line_on_a_phone(shown):
    page = shown(NetworkExplorer(wide()), width=359).page
    examples = [page.get_by_role("button", name=f"Example: a drawn {k}") for k in range(10)]
    assert len({round(button.bounding_box()["y"]) for button in examples}) == 1
    assert min(button.bounding_box()["width"] for button in examples) >= 24  # for a finger
