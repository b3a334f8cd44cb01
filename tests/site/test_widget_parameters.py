"""ParameterExplorer in a real browser: every field, every printed call, every key."""

import numpy as np
import pytest
from traitlets import TraitError

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook.widgets import ParameterExplorer
from tests.unit.test_widget_parameters import PUBLISHED, explorers

EXAMPLES = {
    "networks": lambda: ParameterExplorer(),
    "famous": lambda: ParameterExplorer("ResNet-18", "MobileNetV2"),
}
STATE = ("first", "second", "width", "channels")
_WIDE = {"kind": "Conv2d", "kernel_size": 3, "stride": 1, "padding": 1, "bias": True}
UNUSUAL = {"first": [{**_WIDE, "out_channels": 512}] * 6, "width": 512}


def says(mounted):
    return mounted.page.get_by_role("status").first.text_content()


def totals(mounted):
    return mounted.page.locator(".cb-total").all_text_contents()


def test_the_page_the_printed_call_and_python_agree(shown):
    mounted = shown()
    for explorer in explorers(60, seed=6):
        state = {name: getattr(explorer, name) for name in STATE}
        mounted.set(**state)
        assert mounted.code == explorer.code
        np.testing.assert_array_equal(mounted.output, explorer.output, err_msg=str(state))
        np.testing.assert_array_equal(mounted.run_code(), mounted.output)
        expected = [f"{table.parameters:,} parameters" for table in explorer.tables]
        assert totals(mounted) == expected


def test_the_image_grows_and_only_one_network_with_it(shown):
    mounted = shown()
    assert totals(mounted) == ["15,680 parameters", "810 parameters"]
    mounted.page.get_by_role("button", name="Image width 256").click()
    assert mounted.get("width") == 256
    assert totals(mounted) == ["1,310,720 parameters", "810 parameters"]
    assert says(mounted) == (
        "Parameters at 256 × 256 pixels: Fully connected 1,310,720, Convolutional 810. "
        "Fully connected has 1,618 times as many."
    )
    label = mounted.page.locator(".cb-growth").get_attribute("aria-label")
    assert "Fully connected: 8 pixels 1,280, 256 pixels 1,310,720, 512 pixels 5,242,880." in label


def test_the_slider_walks_with_the_keyboard(shown):
    mounted = shown()
    slider = mounted.page.get_by_label("Image width", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    assert mounted.get("width") == 29
    slider.press("Home")
    assert mounted.get("width") == 8
    slider.press("End")
    assert mounted.get("width") == 512
    assert slider.get_attribute("aria-valuetext") == "512 × 512 pixels"


def test_pointing_at_the_plot_sets_the_width(shown):
    mounted = shown()
    box = mounted.page.locator(".cb-growth").bounding_box()
    inside = box["width"] - 76 - 14
    halfway = {"x": 76 + inside / 2, "y": 100}  # from 8 to 512
    mounted.page.locator(".cb-growth").click(position=halfway)
    assert mounted.get("width") == 64


def test_the_plot_marks_both_networks_at_the_present_width(shown):
    mounted = shown()
    place = """() => {
      const find = (name) => document.querySelector(`.cb-growth ${name}`);
      const [disc, square] = [find("circle"), find("rect")];
      return [disc.cx.baseVal.value, disc.cy.baseVal.value, square.y.baseVal.value];
    }"""
    x, high, low = mounted.page.evaluate(place)
    mounted.set(width=256)
    further, higher, still = mounted.page.evaluate(place)
    assert further > x
    assert higher < high < low
    assert still == pytest.approx(low)


@pytest.mark.parametrize(
    ("option", "name", "value", "total"),
    [
        ("Filters", "out_channels", 9, "910 parameters"),
        ("Kernel", "kernel_size", 5, "938 parameters"),
        ("Stride", "stride", 2, "810 parameters"),
        ("Padding", "padding", 2, "810 parameters"),
    ],
)
def test_every_number_of_a_layer_is_typed_or_stepped(shown, option, name, value, total):
    mounted = shown()
    before = mounted.output
    field = mounted.page.get_by_label(f"Convolutional, layer 1: {option}", exact=True)
    field.fill(str(value))
    assert mounted.get("second")[0][name] == value
    assert totals(mounted)[1] == total
    assert not np.array_equal(mounted.output, before)
    field.press("ArrowDown")
    assert mounted.get("second")[0][name] == value - 1


def test_biases_outputs_and_one_output_per_pixel(shown):
    mounted = shown()
    page = mounted.page
    page.get_by_label("Convolutional, layer 3: bias").uncheck()
    assert totals(mounted)[1] == "800 parameters"
    page.get_by_label("Fully connected, layer 2: bias").check()
    assert totals(mounted)[0] == "15,690 parameters"
    page.get_by_label("Fully connected, layer 3: one per pixel").uncheck()
    outputs = page.get_by_label("Fully connected, layer 3: Outputs", exact=True)
    assert outputs.input_value() == "10"
    outputs.fill("20")
    assert mounted.get("first")[2]["out_features"] == 20
    assert totals(mounted)[0] == "8,050 parameters"


def test_a_network_is_built_from_its_lines_with_the_keyboard(shown):
    mounted = shown(ParameterExplorer(second=["ReLU"]))
    page = mounted.page
    add = page.get_by_role("button", name="Add a layer").nth(1)
    for number, kind in [(2, "MaxPool2d"), (3, "Flatten"), (4, "Linear")]:
        add.press("Enter")
        page.get_by_label(f"Convolutional, layer {number}: kind").select_option(kind)
    page.get_by_role("button", name="Convolutional, layer 1: remove").press("Enter")
    assert [row["kind"] for row in mounted.get("second")] == ["MaxPool2d", "Flatten", "Linear"]
    assert totals(mounted)[1] == f"{14 * 14 * 10 + 10:,} parameters"
    page.get_by_role("button", name="Start again").click()
    assert [row["kind"] for row in mounted.get("second")] == ["ReLU"]


def test_lines_that_do_not_fit_together_are_explained_with_their_numbers(shown):
    mounted = shown()
    page = mounted.page
    before = mounted.output
    page.get_by_role("button", name="Fully connected, layer 1: remove").click()
    text = page.locator(".cb-network").first.text_content()
    assert "Layer 1, Linear: it needs a list of numbers, but maps of 1 × 28 × 28 reach it" in text
    page.get_by_label("Convolutional, layer 1: kind").select_option("Flatten")
    text = page.locator(".cb-networks > .cb-network").nth(1).text_content()
    assert "Layer 3, Conv2d: it needs maps, but a list of 784 numbers reaches it." in text
    said = mounted.refusal("Convolutional, layer 1: Filters", "2049")
    assert said == "Filters can be 2048 at most here, not 2049."
    np.testing.assert_array_equal(mounted.output, before)


def test_a_width_that_is_too_small_or_a_network_too_large_is_refused(shown):
    pools = ["MaxPool2d"] * 4
    mounted = shown(ParameterExplorer(second=pools))
    page = mounted.page
    page.get_by_role("button", name="Image width 8").click()
    assert mounted.get("width") == 28
    alert = page.locator(".cb-fields + [role=alert]").first
    assert "at a width of 8. Layer 4, MaxPool2d: a window of 2 × 2 does not" in alert.text_content()
    assert page.get_by_label("Image width", exact=True).input_value() == "28"
    page.get_by_role("button", name="Image width 64").click()
    assert alert.text_content() == ""
    page.get_by_label("Fully connected, layer 2: Outputs", exact=True).fill("4096")
    page.get_by_role("button", name="Image width 512").click()
    assert "parameters are more than 1,000,000,000" in alert.text_content()
    assert mounted.get("width") == 64


@pytest.mark.parametrize("width", [320, 900])
def test_nothing_is_wider_than_the_screen(shown, width):
    mounted = shown(width=width)
    assert mounted.overflow <= 0


def drawn(mounted, which):
    """The blocks of a network: what stands below each, and its largest rectangle's height."""
    return [
        (
            block.locator("b, span").all_text_contents(),
            max(float(r.get_attribute("height")) for r in block.locator("rect").all()),
        )
        for block in mounted.page.locator(".cb-drawn").nth(which).locator(".cb-drawn-block").all()
    ]


def test_networks_are_drawn_as_blocks_that_follow_the_width(shown):
    mounted = shown(ParameterExplorer(second="with two poolings"))
    words = [words for words, _ in drawn(mounted, 1)]
    assert words == [
        ["image", "1 × 28 × 28", ""],
        ["Conv2d, ReLU", "3 × 28 × 28", "27 to learn"],
        ["MaxPool2d", "3 × 14 × 14", ""],
        ["Conv2d, ReLU", "3 × 14 × 14", "81 to learn"],
        ["MaxPool2d", "3 × 7 × 7", ""],
        ["Flatten", "147", ""],
        ["Linear", "10", "1,470 to learn"],
    ]
    sides = [side for _, side in drawn(mounted, 1)]
    assert np.isclose(sides[1] - sides[2], sides[2] - sides[4])  # each halving takes the same
    mounted.set(width=56)
    wider = [side for _, side in drawn(mounted, 1)]
    assert np.isclose(wider[0] - sides[0], sides[1] - sides[2])
    assert wider[6] == sides[6]  # ten outputs stay ten outputs
    label = mounted.page.locator(".cb-drawn").first.get_attribute("aria-label")
    assert label.startswith("Fully connected, drawn as blocks. image, 1 × 56 × 56. Flatten, 3,136.")


def test_a_network_is_taken_by_its_name_on_the_page_and_in_python(shown):
    mounted = shown()
    fields = mounted.page.get_by_label("Start from")
    assert [fields.nth(i).input_value() for i in (0, 1)] == ["plain network", "convolutions"]
    fields.nth(1).select_option("with two poolings")
    assert mounted.get("second") == ParameterExplorer(second="with two poolings").second
    mounted.page.get_by_role("button", name="Remove").last.click()
    assert fields.nth(1).input_value() == "your own"
    with pytest.raises(TraitError, match="a network by name must be one of first layer of the"):
        ParameterExplorer("LeNet-1")


def test_famous_networks_stand_in_a_group_of_their_own(shown):
    groups = (
        shown()
        .page.get_by_label("Start from")
        .first.evaluate("(menu) => [...menu.children].map((e) => [e.label, e.children.length])")
    )
    assert groups == [["Small networks", 5], ["Famous networks", len(PUBLISHED)], ["your own", 0]]


@pytest.mark.parametrize(("width", "unfolded"), [(1280, 4), (375, 0)])
def test_layers_and_tables_are_folded_on_a_phone(shown, width, unfolded):
    mounted = shown(ParameterExplorer("convolutions", "with two poolings"), width=width)
    assert mounted.page.locator(".cb-network > details[open]").count() == unfolded


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_famous_network_comes_with_its_image(shown, name):
    mounted = shown()
    mounted.page.get_by_label("Start from").nth(1).select_option(name)
    explorer = ParameterExplorer(second=name)
    assert [mounted.get(trait) for trait in STATE] == [getattr(explorer, t) for t in STATE]
    assert totals(mounted)[1] == f"{PUBLISHED[name][1]:,} parameters"
    assert f"{name} {PUBLISHED[name][1]:,}. " in says(mounted)
    assert mounted.code == explorer.code
    np.testing.assert_array_equal(mounted.output, explorer.output)
    assert mounted.page.get_by_label("Start from").nth(1).input_value() == name


def test_a_famous_network_stays_on_an_image_that_the_other_one_can_take(shown):
    mounted = shown(ParameterExplorer("VGG-16", "plain network"))
    mounted.page.get_by_label("Start from").nth(1).select_option("LeNet-5")
    assert (mounted.get("width"), mounted.get("channels")) == (224, 3)
    assert mounted.get("second") == ParameterExplorer(second="LeNet-5").second
    mounted.page.get_by_label("Channels").select_option("1")
    assert mounted.get("channels") == 1
    assert totals(mounted)[0] == f"{138_357_544 - 2 * 64 * 9:,} parameters"
    mounted.page.get_by_role("button", name="Image width 8", exact=True).click()
    alert = mounted.page.locator(".cb-fields + [role=alert]").first
    assert "VGG-16, at a width of 8. Layer 24, MaxPool2d: a window" in alert.text_content()


def test_repeated_layers_are_drawn_as_one_block(shown):
    mounted = shown(ParameterExplorer("VGG-16", "ResNet-18"))
    first, second = ([words for words, _ in drawn(mounted, which)] for which in (0, 1))
    assert first[1:4] == [
        ["2 × Conv2d, ReLU", "64 × 224 × 224", f"{28 * 64 + 577 * 64:,} to learn"],
        ["MaxPool2d", "64 × 112 × 112", ""],
        ["2 × Conv2d, ReLU", "128 × 112 × 112", f"{577 * 128 + 1153 * 128:,} to learn"],
    ]
    assert len(first) == 15
    assert second[1][0] == "Conv2d, BatchNorm2d, ReLU"
    blocks = 4 * (64 * 64 * 9 + 128)
    assert second[3] == ["2 × BasicBlock", "64 × 56 × 56", f"{blocks:,} to learn"]


def test_the_lines_of_a_long_network_are_made_when_they_are_opened(shown):
    mounted = shown(ParameterExplorer("VGG-16", "ResNet-18"))
    lines = mounted.page.locator(".cb-layer")
    assert lines.count() == 0
    mounted.page.get_by_text("The layers, one by one").nth(1).click()
    mounted.page.get_by_label("ResNet-18, layer 5: Blocks", exact=True).wait_for()
    assert lines.count() == 11
    for layer, blocks in zip((5, 6, 7, 8), (3, 4, 6, 3), strict=True):
        mounted.page.get_by_label(f"ResNet-18, layer {layer}: Blocks", exact=True).fill(str(blocks))
    assert totals(mounted)[1] == "21,797,672 parameters"  # ResNet-34


@pytest.mark.parametrize("width", [320, 900])
def test_long_names_and_large_numbers_stay_in_their_places(shown, width):
    mounted = shown(ParameterExplorer("MobileNetV2", "VGG-16"), width=width)
    wide = """() => [...document.querySelectorAll(".cb-drawn-block b")]
      .filter((name) => name.scrollWidth > name.parentNode.clientWidth + 1)
      .map((name) => name.textContent)"""
    assert mounted.page.evaluate(wide) == []
    left = """() => Math.min(...[...document.querySelectorAll(".cb-growth text")]
      .map((text) => text.getBBox().x))"""
    assert mounted.page.evaluate(left) >= 0
