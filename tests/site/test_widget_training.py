"""TrainingExplorer in a real browser: a recorded training, and one that is followed live."""

import re

import numpy as np
import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import digits, training
from cnnbook import layers as nn
from cnnbook.widgets import TrainingExplorer

EPOCHS = 6
CURVES = ("loss", "accuracy", "validation_loss", "validation_accuracy")


def recorded():
    """A short training of the small network."""
    rng = np.random.default_rng(0)
    net = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 3, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(147, 10, rng=rng),
    )
    training.he_normal(net, seed=0)
    images = np.stack([digits.draw(k % 10, rotation=k - 20) for k in range(40)])
    labels = np.arange(40) % 10
    recorder = TrainingExplorer(net, digits.draw(3).round(2), image_code="digits.draw(3).round(2)")
    options = {"batch_size": 10, "validation": (images, labels), "progress": False}
    training.fit(net, images, labels, epochs=EPOCHS, callback=recorder.follow, **options)
    return recorder


EXAMPLES = {"recorded": recorded}
UNUSUAL = {"epoch": 1}


@pytest.fixture(scope="module")
def explorer():
    """Python's side of what is shown, unless a test brings another."""
    return recorded()


@pytest.fixture
def shown(shown, explorer):
    """Show the recorded training, at its end."""
    explorer.epoch = EPOCHS
    return lambda widget=explorer, **options: shown(widget, **options)


def test_the_page_the_printed_call_and_python_agree_at_every_epoch(shown, explorer):
    mounted = shown()
    for epoch in range(EPOCHS + 1):
        mounted.set(epoch=epoch)
        explorer.epoch = epoch
        np.testing.assert_allclose(mounted.maps, explorer.output, atol=1e-5)
        np.testing.assert_allclose(mounted.run_code(), mounted.maps, atol=1e-5)
        assert mounted.code == explorer.code


def random_networks(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        options = {
            "stride": tuple(int(n) for n in rng.integers(1, 3, 2)),
            "padding": int(rng.integers(0, 3)),
            "dilation": int(rng.integers(1, 3)),
            "bias": bool(rng.integers(2)),
            "padding_mode": str(rng.choice(["zeros", "reflect", "replicate", "circular"])),
        }
        size = tuple(int(n) for n in rng.integers(1, 4, 2))
        filters = int(rng.integers(1, 5))
        net = nn.Sequential(
            nn.Conv2d(1, filters, size, rng=rng, **options), nn.ReLU(), nn.Flatten()
        )
        yield TrainingExplorer(net, rng.integers(0, 9, (6, 7)))


def test_every_first_layer_gives_pythons_maps_and_call(shown):
    mounted = shown()
    for widget in random_networks(50):
        names = ("image", "image_code", "layers", "recorded", "shares")
        curves = {name: [] for name in CURVES}
        mounted.set(**curves, epoch=0, **{name: getattr(widget, name) for name in names})
        assert mounted.code == widget.code
        np.testing.assert_allclose(mounted.maps, widget.output, atol=1e-5)
        np.testing.assert_allclose(mounted.run_code(), widget.output, atol=1e-5)


def test_slider_keys_and_curves_choose_the_epoch(shown):
    mounted = shown()
    page = mounted.page
    slider = page.get_by_label("Epoch shown")
    slider.focus()
    for _ in range(2):
        slider.press("ArrowLeft")
    assert mounted.get("epoch") == EPOCHS - 2
    slider.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0: before the training"
    curve = page.get_by_role("img", name="Loss by epoch")
    box = curve.bounding_box()
    left, right = 44 / 360, 348 / 360
    curve.click(position={"x": box["width"] * (left + (right - left) * 3 / EPOCHS), "y": 40})
    assert mounted.get("epoch") == 3
    assert slider.input_value() == "3"


def test_the_point_is_dragged_along_the_curve(shown):
    mounted = shown()
    page = mounted.page
    box = page.get_by_role("img", name="Accuracy by epoch").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 50)
    assert mounted.get("epoch") == EPOCHS
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 50, steps=4)
    page.mouse.up()
    assert mounted.get("epoch") == 0


def test_the_words_say_what_the_curves_show(shown, explorer):
    mounted = shown()
    mounted.set(epoch=2)
    words = mounted.page.get_by_role("status").first.text_content().replace("\u00a0", " ")
    loss, accuracy, held_loss, held = (
        float(number)
        for number in re.findall(r"\d+(?:\.\d+)?", words.split(". It")[0].split(": ", 1)[1])
    )
    np.testing.assert_allclose(
        [loss, held_loss], [explorer.loss[1], explorer.validation_loss[1]], atol=6e-4
    )
    expected = [explorer.accuracy[1], explorer.validation_accuracy[1]]
    np.testing.assert_allclose([accuracy / 100, held / 100], expected, atol=6e-4)
    best = int(np.argmax(explorer.shares[2]))
    assert f"It takes this digit for a {best} (" in words
    mounted.set(epoch=0)
    assert mounted.page.get_by_role("status").first.text_content().startswith("Before the training")


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_the_points_of_the_curves_stand_where_the_numbers_are(shown, explorer, name):
    sheet = shown().page.get_by_role("img", name=f"{name.title()} by epoch")
    bottom, top = 190 - 34, 12
    axis = sheet.locator("text[text-anchor=end]").all_text_contents()
    highest = float(axis[-1].removesuffix("\u00a0%")) / (100 if name == "accuracy" else 1)
    recorded = [getattr(explorer, name), getattr(explorer, f"validation_{name}")]
    for line, values in zip(sheet.locator("polyline").all(), recorded, strict=True):
        points = [pair.split(",") for pair in line.get_attribute("points").split()]
        heights = (bottom - np.array(points, float)[:, 1]) / (bottom - top)
        np.testing.assert_allclose(highest * heights, values, atol=1e-3 * highest)
        assert max(values) <= highest


def test_what_is_held_out_is_dashed(shown):
    lines = shown().page.get_by_role("img", name="Loss by epoch").locator("polyline")
    assert [line.get_attribute("stroke-dasharray") for line in lines.all()] == [None, "6 4"]


def test_filters_can_be_read_with_the_keys(shown, explorer):
    page = shown().page
    grid = page.get_by_role("grid", name="Filter 2 of the first layer")
    for key in ["ArrowDown", "ArrowRight", "ArrowRight"]:
        grid.press(key)
    place, value = grid.get_by_role("gridcell").text_content().split(": ")
    assert place == "row 1, column 2"
    weight = explorer._weight("weight")[1, 0, 1, 2]
    np.testing.assert_allclose(float(value.replace("−", "-").replace("<", "")), weight, atol=0.011)


def test_a_training_is_followed_live(shown, explorer):
    net = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, rng=0), nn.Flatten(), nn.Linear(2352, 2, rng=0)
    )
    live = TrainingExplorer(net, digits.draw(1))
    mounted = shown(live)
    assert "Before the training" in mounted.page.get_by_role("status").first.text_content()
    history = training.History()
    for epoch in (1, 2):
        history.loss.append(1 / epoch)
        history.accuracy.append(epoch / 4)
        net[0].weight.data += 0.25
        live.follow(epoch, net, history)
        names = ("recorded", "shares", "loss", "accuracy", "validation_loss", "epoch")
        mounted.set(**{name: getattr(live, name) for name in names})
        words = mounted.page.get_by_role("status").first.text_content()
        assert words.startswith(f"Epoch {epoch}: loss {1 / epoch:g}, accuracy {25 * epoch}.0")
        np.testing.assert_allclose(mounted.maps, live.output, atol=1e-5)


def test_the_numbers_stand_in_a_table(shown, explorer):
    page = shown().page
    page.locator("summary").click()
    page.locator(".cb-details tr").first.wait_for()  # they are written once it is open
    rows = page.locator(".cb-details tr").all_text_contents()
    assert len(rows) == EPOCHS + 1
    assert rows[0] == "epochlossaccuracyheld-out lossheld-out accuracy"
    assert rows[1].startswith(f"1{explorer.loss[0]:.3f}".rstrip("0"))


def test_an_epoch_that_was_not_is_explained_and_the_last_picture_stays(shown):
    mounted = shown()
    before = mounted.maps
    mounted.set(epoch=EPOCHS + 1)
    problem = mounted.problem
    assert problem == "Epoch 7 is not recorded: they go from 0 to 6."
    np.testing.assert_array_equal(mounted.maps, before)


@pytest.mark.parametrize("width", [320, 375, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    assert mounted.overflow <= 0


def test_no_label_of_the_curves_is_cut_off_on_a_phone(shown):
    page = shown(width=359).page
    outside = """() => [...document.querySelectorAll(".cb-curves")].flatMap((sheet) => {
      const frame = sheet.getBoundingClientRect();
      return [...sheet.querySelectorAll("text")]
        .filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom;
        })
        .map((text) => text.textContent);
    })"""
    assert page.locator(".cb-curves text").count() > 10
    assert page.evaluate(outside) == []
