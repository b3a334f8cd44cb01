"""NetworkExplorer in a real browser: drawing by mouse and by keys, and the network's numbers."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import conv2d, digits, training
from cnnbook import layers as nn
from cnnbook.widgets import NetworkExplorer
from cnnbook.widgets.shared.drawing import example
from tests.site.actions import SCRIPT
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


EXAMPLES = {
    "network": lambda: NetworkExplorer(wide(), layer=2),
    "changed weights": lambda: NetworkExplorer(
        wide(),
        strokes=example(2),
        edits=[["0.bias", 0, 0.25], *(["0.weight", k, 0.5 - k / 8] for k in range(9))],
    ),
    "every layer": lambda: NetworkExplorer(EVERY_LAYER, strokes=example(5), layer=1),
}
UNUSUAL = {
    "strokes": example(8),
    "layer": 7,
    "channel": 8,
    "look": "occlusion",
    "edits": [["7.weight", 5, -12.25]],
}


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


def undo(page):
    page.get_by_role("button", name="Undo", exact=True).click()


def test_clear_and_examples_can_be_undone(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_role("button", name="Example: a drawn 4").click()
    assert mounted.get("strokes") == example(4)
    image = digits.draw(1).round(2).tolist()
    mounted.set(image=image, image_code="digits.draw(1).round(2)")
    page.get_by_role("button", name="Clear").click()
    assert mounted.get("strokes") == []
    assert np.max(mounted.get("image")) == 0
    assert mounted.get("image_code") == ""
    assert "Draw something" in page.locator(".cb-verdict").text_content()
    undo(page)
    assert mounted.get("strokes") == example(4)
    assert mounted.get("image") == image
    assert mounted.get("image_code") == "digits.draw(1).round(2)"
    page.get_by_role("button", name="No digit: square").click()
    undo(page)
    assert mounted.get("image") == image
    undo(page)
    assert mounted.get("strokes") == []
    undo(page)  # nothing of the reader's is left, so what Python brought goes
    assert np.max(mounted.get("image")) == 0


PRESS = """([selector, init]) => document.querySelector(selector).dispatchEvent(
  new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ctrlKey: true, ...init }))"""


@pytest.mark.parametrize(
    ("key", "undone"),
    [
        ({"key": "z", "code": "KeyZ"}, True),
        ({"key": "Z", "code": "KeyZ"}, True),  # with caps lock
        ({"key": "z", "code": "KeyY"}, True),  # a German keyboard
        ({"key": "я", "code": "KeyZ"}, True),  # a Russian one
        ({"key": "y", "code": "KeyZ"}, False),  # German: Ctrl + Y does again
        ({"key": "z", "code": "KeyZ", "shiftKey": True}, False),
    ],
)
@pytest.mark.parametrize("where", [".cb-drags", ".cb-network", ".cb-pad-buttons button"])
def test_ctrl_z_undoes_on_every_keyboard_wherever_the_focus_is(shown, key, undone, where):
    mounted = shown()
    mounted.page.get_by_role("button", name="Example: a drawn 2").click()
    mounted.page.evaluate(PRESS, [where, key])
    assert mounted.get("strokes") == ([] if undone else example(2))


FINGERS = """(moves) => {
  const canvas = document.querySelector(".cb-drags canvas");
  canvas.setPointerCapture = () => {};
  const box = canvas.getBoundingClientRect();
  for (const [type, pointerId, x, y] of moves) {
    canvas.dispatchEvent(new PointerEvent(`pointer${type}`, {
      pointerId, pointerType: "touch", bubbles: true, button: type === "move" ? -1 : 0, buttons: 1,
      clientX: box.left + (box.width * x) / 28, clientY: box.top + (box.height * y) / 28,
    }));
  }
}"""


def fingers(mounted, *moves):
    mounted.page.evaluate(FINGERS, [list(move) for move in moves])
    return [np.round(stroke).tolist() for stroke in mounted.get("strokes")]


def test_a_second_finger_draws_nothing(shown):
    strokes = fingers(
        shown(),
        *(("down", 1, 5, 5), ("move", 1, 9, 5), ("down", 2, 20, 20), ("move", 2, 24, 20)),
        *(("up", 2, 24, 20), ("move", 1, 12, 5), ("up", 1, 12, 5), ("down", 2, 3, 9)),
    )
    assert strokes == [[[5, 5], [9, 5], [12, 5]], [[3, 9]]]


def test_a_stroke_ends_where_it_leaves_the_pad(shown):
    strokes = fingers(
        shown(),
        *(("down", 1, 20, 5), ("move", 1, 26, 5), ("move", 1, 31, 8), ("move", 1, 33, 20)),
        *(("move", 1, 25, 22), ("move", 1, 20, 22), ("up", 1, 20, 22)),
    )
    assert strokes == [[[20, 5], [26, 5]], [[25, 22], [20, 22]]]


def test_undo_on_an_empty_pad_takes_the_image_away_and_then_nothing(shown):
    mounted = shown(NetworkExplorer(wide(), image=digits.draw(1)))
    for _ in range(3):
        undo(mounted.page)
    assert np.max(mounted.get("image")) == 0


def test_an_empty_pad_names_no_digit(shown):
    page = shown().page
    assert page.locator(".cb-verdict").text_content().startswith("Draw something")
    assert not page.get_by_role("list", name="Probability of each digit").is_visible()


@pytest.mark.parametrize("name", ["X", "A", "square", "level line"])
def test_what_is_no_digit_is_called_so(shown, trained, name):
    mounted = shown(NetworkExplorer(trained))
    mounted.page.get_by_role("button", name=f"No digit: {name}").click()
    words = mounted.page.locator(".cb-verdict").text_content()
    assert words.startswith("Most likely ")
    article = "an" if name in "AX" else "a"
    assert words.endswith(f"But this is {article} {name}, and no digit: softmax must choose.")


@pytest.mark.parametrize("strokes", [
    [[[14, 14]]],  # a dot
    [[[3, 3], [3, 5]]],  # a small line
    [[[2, 20], [26, 20.5]]],  # a level one
    [[[5, 5], [9, 5], [9, 25], [5, 25], [5, 5]]],  # narrow
    [[[1, 1], [27, 1], [27, 9]]],  # wide
    [[[20, 20], [21, 22], [22, 20.5], [20, 20]], [[21, 21]]],  # small
])  # fmt: skip
def test_every_drawing_is_scaled_as_python_scales_it(shown, strokes):
    widget = NetworkExplorer(wide(), strokes=strokes)
    mounted = shown(widget)
    np.testing.assert_allclose(mounted.output[0], widget.output, atol=1e-6)
    assert mounted.code == widget.code


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


def test_a_number_is_chosen_by_pointing_by_keys_and_by_fields(shown):
    widget = NetworkExplorer(wide(), strokes=example(3))
    mounted = shown(widget)
    page = mounted.page
    network = page.get_by_role("group", name="The network")
    strips = network.get_by_role("img")
    assert [strip.get_attribute("aria-label") for strip in strips.all()] == [
        "Image, 28 × 28",
        "1 Conv2d, 8 × 28 × 28",
        "2 ReLU, 8 × 28 × 28",
        "3 MaxPool2d, 8 × 14 × 14",
        "4 Conv2d, 16 × 14 × 14",
        "5 ReLU, 16 × 14 × 14",
        "6 MaxPool2d, 16 × 7 × 7",
    ]
    box = strips.nth(4).bounding_box()  # two columns of eight tiles
    tile = (14 + 1) / (8 * 15 - 1)
    y = (5 + 3.5 / 15) * tile * box["height"]
    strips.nth(4).click(position={"x": box["width"] * (15 + 6.5) / 29, "y": y})
    names = ("layer", "channel", "row", "column")
    assert [mounted.get(name) for name in names] == [3, 11, 3, 6]
    network.press("ArrowLeft")
    assert [mounted.get(name) for name in names[:2]] == [2, 7]  # there are eight maps
    network.press("ArrowUp")
    assert [mounted.get(name) for name in names] == [2, 6, 3, 6]
    page.get_by_label("Map", exact=True).fill("5")
    grid = page.get_by_role("grid", name="The chosen map")
    grid.press("Control+Home")
    for key in ["ArrowDown"] * 7 + ["ArrowRight"] * 6:
        grid.press(key)
    assert [mounted.get(name) for name in names] == [2, 4, 7, 6]
    maps = widget.net[:3](widget.seen[None, None])[0]  # (8, 14, 14)
    words = page.locator(".cb-chosen .cb-says").text_content()
    assert words.startswith("Layer 3, map 5, row 7, column 6: the largest of ")
    shown_value = words.removesuffix(".").rpartition(" ")[2].replace("−", "-")
    np.testing.assert_allclose(float(shown_value), maps[4, 7, 6], atol=0.0051)
    page.get_by_label("Layer", exact=True).select_option("softmax")
    assert page.locator(".cb-chosen .cb-says").text_content().startswith("The probability of 4: ")


def test_from_the_answer_down_to_the_pixels_press_by_press(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3), layer=8, channel=3))
    table = mounted.page.get_by_role("group", name="What the number is made of")
    visited = []
    while (steps := table.get_by_role("button")).count():
        steps.nth(min(3, steps.count() - 1)).click()
        visited.append(mounted.get("layer"))
    assert visited == [7, 5, 4, 3, 2, 1, 0]  # Linear's numbers are the last pool's: no Flatten
    assert "the image" in table.text_content()


def parts(widget, layer, channel, row, column):
    """What each map of the layer before gives to a number, by the package's own layers."""
    net = widget.net
    before = net[:layer](widget.seen[None, None].astype(float))
    own, bias = net[layer], 0.0
    if isinstance(own, nn.Linear):
        size = 7 * 7
        products = (own.weight.data[channel] * before[0]).reshape(-1, size).sum(axis=1)
        return [*products, own.bias.data[channel]]
    weights = own.weight.data[channel : channel + 1].astype(float)
    maps = [
        conv2d(before[:, c : c + 1], weights[:, c : c + 1], padding=1)[0, 0, row, column]
        for c in range(before.shape[1])
    ]
    return [*maps, own.bias.data[channel] + bias]


def test_every_sum_is_the_one_that_the_package_computes_for_50_random_numbers(shown, trained):
    rng = np.random.default_rng(3)
    mounted = shown(NetworkExplorer(trained, strokes=example(3)))
    kinds = {0: (8, 28, 28), 3: (16, 14, 14), 7: (10, 1, 1), 2: (8, 14, 14), 4: (16, 14, 14)}
    for k in range(50):
        layer = [0, 3, 7, 2, 4][k % 5]
        place = dict(
            zip(("channel", "row", "column"), (rng.integers(0, kinds[layer])), strict=True)
        )
        state = {"layer": layer, **{name: int(value) for name, value in place.items()}}
        state["strokes"] = example(int(rng.integers(10)))
        state["edits"] = [
            ["0.weight", int(rng.integers(72)), round(float(rng.normal()), 2)],
            ["7.weight", int(rng.integers(7840)), round(float(rng.normal()), 2)],
        ]
        mounted.set(**state)
        widget = NetworkExplorer(trained, **state)
        np.testing.assert_allclose(mounted.output[0], widget.output, atol=1e-4)
        total = widget.net[: layer + 1](widget.seen[None, None])[0]
        if layer != 7:
            total = total[state["channel"], state["row"], state["column"]]
        else:
            total = total[state["channel"]]
        (sums,) = mounted.listed("cnnbookSum")
        np.testing.assert_allclose(sums[0, -1], total, atol=1e-4)
        if layer in (0, 3, 7):
            expected = parts(widget, **{name: state[name] for name in ("layer", *place)})
            np.testing.assert_allclose(sums[0, :-1], expected, atol=1e-4)
            np.testing.assert_allclose(sum(expected), total, atol=1e-4)


@pytest.mark.parametrize("look", ["occlusion", "saliency"])
def test_where_it_looks_is_pythons_for_25_random_states(shown, trained, look):
    rng = np.random.default_rng(4)
    mounted = shown(NetworkExplorer(trained))
    for _ in range(25):
        state = {
            "look": look,
            "image": rng.random((28, 28)).round(4).tolist(),  # no two windows are equal
            "patch": int(rng.choice([2, 4, 6, 8])),
            "fill": str(rng.choice(["grey", "black"])),
            "edits": [["3.weight", int(rng.integers(1152)), round(float(rng.normal()), 2)]],
        }
        mounted.set(**state)
        widget = NetworkExplorer(trained, **state)
        np.testing.assert_allclose(
            mounted.listed("cnnbookParts")[0], widget.looked, atol=1e-4, err_msg=str(state)
        )


@pytest.mark.parametrize("digit", range(10))
def test_of_a_drawn_digit_too(shown, trained, digit):
    for look in ("occlusion", "saliency"):
        widget = NetworkExplorer(trained, strokes=example(digit), look=look)
        found = shown(widget).listed("cnnbookParts")[0]
        np.testing.assert_allclose(found, widget.looked, atol=1e-4)


def test_under_a_patch_a_drawing_is_looked_at_when_the_pen_rests(shown, trained):
    mounted = shown(NetworkExplorer(trained, strokes=example(3), look="occlusion"))
    mounted.set(strokes=example(5))
    mounted.page.locator('.cb-looks[aria-busy="false"]').wait_for()
    widget = NetworkExplorer(trained, strokes=example(5), look="occlusion")
    np.testing.assert_allclose(mounted.listed("cnnbookParts")[0], widget.looked, atol=1e-4)


def test_a_network_that_the_page_cannot_ask_says_so(shown):
    mounted = shown(NetworkExplorer(EVERY_LAYER, strokes=example(3), look="saliency"))
    words = mounted.page.locator(".cb-looks").text_content()
    assert "pads with something else than zeros" in words
    assert mounted.widget.looked.shape == (28, 28)


def test_a_weight_is_changed_and_the_answer_follows(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3), layer=3, channel=2))
    page = mounted.page
    before = mounted.output[0]
    page.get_by_label("Weights for map", exact=True).fill("5")
    cell = page.get_by_role("grid", name="Weights, to be changed").get_by_role("gridcell").nth(5)
    cell.click()
    page.keyboard.type("−2.5")
    page.keyboard.press("Enter")
    index = ((2 * 8 + 4) * 3 + 1) * 3 + 2
    assert mounted.get("edits") == [["3.weight", index, -2.5]]
    widget = NetworkExplorer(wide(), strokes=example(3), edits=mounted.get("edits"))
    np.testing.assert_allclose(mounted.output[0], widget.output, atol=1e-4)
    assert np.abs(mounted.output[0] - before).max() > 0.01
    names = {"net": wide()}
    exec(mounted.code, names)
    np.testing.assert_allclose(names["output"], mounted.output[0], atol=1e-4)
    page.get_by_label("Bias", exact=True).fill("1.5")
    assert mounted.get("edits")[1] == ["3.bias", 2, 1.5]
    assert "2 weights are changed." in page.locator(".cb-editor").text_content()
    page.get_by_role("button", name="Undo the change").click()
    assert len(mounted.get("edits")) == 1
    page.get_by_role("button", name="Weights as trained").click()
    assert mounted.get("edits") == []
    np.testing.assert_allclose(mounted.output[0], before, atol=1e-12)


def test_a_weight_out_of_bounds_is_refused_in_place(shown):
    page = shown(NetworkExplorer(wide(), strokes=example(3), layer=0)).page
    page.get_by_role("grid", name="Weights, to be changed").get_by_role("gridcell").first.click()
    page.keyboard.type("101")
    page.keyboard.press("Enter")
    text = "A weight of 101 is too large: keep between −100 and 100."
    assert page.locator(".cb-editor").get_by_role("alert").get_by_text(text).is_visible()


def test_a_line_leads_from_every_window_to_the_number(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3), layer=3, channel=2), width=900)
    path = mounted.page.locator(".cb-line").get_attribute("d")
    # eight windows and the number as frames of four lines, a line from each, the field of pixels
    assert path.count("M") == 8 * 4 + 4 + 8 + 4
    mounted.set(layer=1)
    assert mounted.page.locator(".cb-line").get_attribute("d").count("M") == 4 + 4 + 2 + 4


def test_every_state_is_visible_in_forced_colours(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3), layer=7, channel=2))
    mounted.page.emulate_media(forced_colors="active")
    seen = """(selector) => {
      const { backgroundColor, borderColor } = getComputedStyle(document.querySelector(selector));
      return [backgroundColor, borderColor];
    }"""
    track, bar, best = (
        mounted.page.evaluate(seen, selector)[0]
        for selector in (".cb-bar-track", "li:not(.cb-best) .cb-bar", ".cb-best .cb-bar")
    )
    assert len({track, bar, best}) == 3
    chosen = mounted.page.evaluate(seen, ".cb-chosen-number")[1]
    assert chosen != mounted.page.evaluate(seen, ".cb-vector li:not(.cb-chosen-number)")[1]


def test_a_map_that_is_not_there_is_refused_in_place(shown):
    mounted = shown(NetworkExplorer(wide()))
    field = mounted.page.get_by_label("Map", exact=True)
    field.fill("9")
    assert field.get_attribute("aria-invalid") == "true"
    problem = mounted.page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert problem.text_content() == "This layer has 8 maps, so 9 is too many."
    assert mounted.get("channel") == 0


def test_bad_state_is_explained_and_the_last_picture_stays(shown):
    mounted = shown(NetworkExplorer(wide(), strokes=example(3)))
    before = mounted.output[0]
    bad = [{"strokes": [[]]}, {"strokes": [[[1, None]]]}, {"pen": 99}, {"image": [[1]]}]
    wrong = (
        [["9.weight", 0, 1]],
        [["0.weight", 72, 1]],
        [["0.weight", 0, 101]],
        [["0.bias", 0.5, 1]],
    )
    bad += [{"edits": edits} for edits in (*wrong, [["0.bias", 0, 1], ["0.bias", 0, 2]])]
    for state in bad:
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


LEFT = """async () => {
  window.model.set("channel", window.model.get("channel") === 1 ? 2 : 1);
  await new Promise(queueMicrotask);
  const asked = window.robust.left().frame;
  document.querySelectorAll(".cnnbook-widget").forEach(window.cnnbookHost.unmount);
  return [asked, window.robust.left()];
}"""


def test_a_view_that_goes_paints_nothing_more(shown):
    """The table's pictures are painted with the next frame, if there is still somebody to look."""
    mounted = shown()
    mounted.unmount()
    mounted.page.evaluate(SCRIPT)  # keeps the ledger from here on
    mounted.mount_again()
    assert mounted.page.evaluate(LEFT) == [1, {}]
