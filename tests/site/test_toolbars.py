"""Many controls as one tab stop: Tab enters and leaves, arrow keys walk, values stay editable."""

import pytest

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

import numpy as np

from cnnbook.widgets import NetworkExplorer, ParameterExplorer, ReceptiveFieldExplorer

from .mount import mount
from .rooms import examples
from .test_widget_network import wide

ROOMS = ("parameters", "network", "receptive", "template")
HERE = """() => {
  const { ariaLabel, textContent } = document.activeElement;
  return ariaLabel ?? textContent;
}"""
BARS = "[role=toolbar], .cb-sum-table tbody"
# What can be used in each group: all of it in order, and how much of that Tab stops at.
GROUPS = """(groups) => groups.map((group) => {
  const all = [...group.querySelectorAll("button, input, select")]
    .filter((one) => one.checkVisibility() && !one.disabled && !one.matches(".cb-step"));
  const stops = all.filter((one) => one.tabIndex === 0);
  return [all.map((one) => one.ariaLabel ?? one.textContent), stops.length];
})"""
INSIDE = "(group) => group.contains(document.activeElement)"
KINDS = ["Conv2d", "AvgPool2d", "Conv2d", "MaxPool2d"]


def few():
    """A receptive field explorer with two kinds of layers, four in all."""
    return ReceptiveFieldExplorer(np.zeros((28, 28)), [{"kind": k, "padding": 1} for k in KINDS])


@pytest.mark.parametrize("make", [p for p in examples() if p.id.split("-")[0] in ROOMS])
def test_tab_enters_and_leaves_and_the_arrows_reach_everything(browser, make):
    mounted = mount(browser, make())
    page = mounted.page
    for summary in page.locator("summary").all():
        if not summary.evaluate("(one) => one.parentNode.open"):
            summary.click()
    bars = page.locator(BARS)
    described = bars.evaluate_all(GROUPS)
    assert len(described) >= 1
    for bar, (names, stops) in zip(bars.all(), described, strict=True):
        assert stops == min(1, len(names))
        if not names:
            continue
        bar.locator("[tabindex='0']").focus()
        assert page.evaluate(HERE) == names[0]
        state = page.evaluate(
            "JSON.stringify(Object.keys(window.model.get('limits'))"
            ".map((name) => window.model.get(name)))"
        )
        for keys, way in [("ArrowRight", names[1:]), ("ArrowLeft", names[-2::-1])]:
            for name in way:
                page.keyboard.press(keys)
                assert page.evaluate(HERE) == name
            page.keyboard.press(keys)  # there is no further one
            assert page.evaluate(HERE) == [names[-1], names[0]][keys == "ArrowLeft"]
        now = page.evaluate(
            "JSON.stringify(Object.keys(window.model.get('limits'))"
            ".map((name) => window.model.get(name)))"
        )
        assert now == state
        page.keyboard.press("ArrowRight")
        last = page.evaluate(HERE)
        page.keyboard.press("Tab")
        assert not bar.evaluate(INSIDE)
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(HERE) == last
    mounted.close()


@pytest.fixture
def layers(shown):
    """A list of four layers; its first control has the focus, which Tab has brought there."""
    mounted = shown(few())
    mounted.page.get_by_role("group", name="Receptive field after each layer").focus()
    mounted.page.keyboard.press("Tab")
    assert mounted.page.evaluate(HERE) == "Layers, layer 1: kind"
    return mounted


def walk(page, *keys):
    """Press keys; say where that leads, without the name of the list."""
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(HERE).removeprefix("Layers, layer ")


def test_page_up_and_down_lead_to_the_same_control_of_another_layer(layers):
    page = layers.page
    assert walk(page, "ArrowRight", "ArrowRight") == "1: Stride"
    assert walk(page, "PageDown") == "2: Stride"
    assert walk(page, "PageDown", "PageDown", "PageDown") == "4: Stride"
    assert walk(page, "PageUp") == "3: Stride"
    assert walk(page, "ArrowRight", "ArrowRight") == "3: Dilation"
    assert walk(page, "PageUp") == "2: Padding"  # a pooling has no dilation
    assert layers.get("layers") == few().layers
    assert walk(page, "ArrowRight", "End") == "2: remove"
    assert walk(page, "ArrowUp") == "1: remove"  # a button has no use for up and down
    assert walk(page, "ArrowDown", "ArrowLeft") == "2: move up"
    assert walk(page, "ArrowUp") == "1: Dilation"  # the first one cannot be moved
    assert walk(page, "ArrowRight", "Home") == "1: kind"
    assert walk(page, "PageUp") == "1: kind"
    assert layers.get("layers") == few().layers


def test_a_number_is_typed_stepped_and_left_at_the_ends_of_its_text(layers):
    page = layers.page
    assert walk(page, "ArrowRight") == "1: Kernel"
    page.keyboard.type("7")  # what stands there is chosen, as with Tab
    assert layers.get("layers")[0]["kernel_size"] == 7
    assert walk(page, "ArrowDown") == "1: Kernel"
    assert layers.get("layers")[0]["kernel_size"] == 6
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12")
    assert walk(page, "ArrowLeft", "ArrowLeft") == "1: Kernel"  # the caret, before the 1
    page.keyboard.press("Delete")
    assert layers.get("layers")[0]["kernel_size"] == 2
    assert walk(page, "ArrowLeft") == "1: kind"
    assert walk(page, "ArrowRight", "Home", "End") == "1: Kernel"
    assert walk(page, "ArrowRight") == "1: Stride"


def test_a_choice_is_changed_by_up_and_down_and_a_button_by_enter(layers):
    page = layers.page
    assert walk(page, "ArrowDown") == "1: kind"
    assert layers.get("layers")[0]["kind"] == "MaxPool2d"
    assert walk(page, "PageDown", "End", "Enter") == "2: remove"
    assert len(layers.get("layers")) == 3


def test_the_place_is_kept_where_a_layer_or_a_control_goes(layers):
    page = layers.page
    assert walk(page, "PageDown", "PageDown", "PageDown", "End") == "4: remove"
    layers.set(layers=layers.get("layers")[:2])  # as undo does, or Python
    assert walk(page) == "2: kind"
    assert walk(page, "PageUp", "End", "ArrowLeft") == "1: Dilation"
    layers.set(layers=[layers.get("layers")[1]])
    assert walk(page) == "1: kind"
    assert walk(page, "Tab") == "+ Add a layer"


def test_what_takes_back_and_adds_keeps_the_focus(layers):
    page = layers.page
    assert walk(page, "Tab", "Enter", "Tab", "Enter") == "Undo"
    assert len(layers.get("layers")) == 4
    assert walk(page, "Tab", "Enter") == "Start again"
    for number in (5, 6, 7):
        assert walk(page, *["Shift+Tab"] * (2 if number == 5 else 0), "Enter") == "+ Add a layer"
        assert len(layers.get("layers")) == number
    assert walk(page, "Enter") == "8: kind"  # more cannot be added
    assert walk(page, "End", "Enter", "Control+z") == "7: remove"
    assert len(layers.get("layers")) == 8


@pytest.mark.parametrize("button", ["layer 1: remove", "layer 2: move up"])
def test_a_layer_that_cannot_go_keeps_the_focus(shown, button):
    linear = {"kind": "Linear", "out_features": 10}
    mounted = shown(ParameterExplorer(["Flatten", linear], "convolutions"))
    before = mounted.get("first")
    page = mounted.page
    page.get_by_role("button", name=button).first.press("Enter")
    assert "it needs a list of numbers" in page.locator(".cb-network").first.text_content()
    assert mounted.get("first") == before
    assert page.evaluate(HERE).endswith(button)


def test_a_list_says_its_keys_once(shown):
    page = shown(ParameterExplorer()).page
    lists = page.locator("[role=toolbar][aria-describedby]")
    assert [one.get_attribute("aria-label") for one in lists.all()] == [
        "Fully connected",
        "Convolutional",
    ]
    words = "(list) => document.getElementById(list.getAttribute('aria-describedby')).textContent"
    assert lists.first.evaluate(words).startswith("Keys: left and right walk along a layer")


def test_a_press_in_the_sum_leads_to_the_next_one(shown):
    mounted = shown(NetworkExplorer(wide(), layer=8, channel=3))
    page = mounted.page
    table = page.get_by_role("group", name="What the number is made of")
    table.focus()
    assert walk(page, "Tab", "ArrowDown", "ArrowDown", "ArrowUp") == "score of 1"
    assert walk(page, "Enter") == "map 1"
    assert mounted.get("layer") == 7
    assert walk(page, "ArrowDown", "End", "ArrowUp", "ArrowDown", "Enter") != ""
    assert mounted.get("layer") == 5
    for _ in range(8):
        if walk(page, "Enter") == "":
            break
    assert mounted.get("layer") == 0
    assert table.evaluate("(one) => one === document.activeElement")  # the image has no parts


def test_forced_colours_show_where_the_focus_is(shown):
    page = shown(few(), forced_colors="active").page
    page.get_by_label("Layers, layer 1: kind").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
        outline = page.evaluate(
            "() => { const { outlineStyle, outlineWidth } = getComputedStyle("
            "document.activeElement); return [outlineStyle, outlineWidth]; }"
        )
        assert outline == ["solid", "3px"]
