"""A second, unusual state for every widget of a page: large, long, negative, unfolded, answered."""

import base64
import json

WINDOW = {"kind": "Conv2d", "kernel_size": 3, "stride": 1, "padding": 1}
UNUSUAL = {
    "ActivationExplorer": {"activation": "elu", "alpha": 2.125, "gain": -3.25, "bias": -99.875},
    "ChannelExplorer": {
        "weight": [[[[-123.456] * 5] * 5] * 3] * 8,
        "bias": [-1234.5] * 8,
        "filter": 7,
        "padding": 4,
        "show_numbers": True,
    },
    "ConvolutionExplorer": {
        "kernel": [[-123.4567] * 9] * 9,
        "normalise": False,
        "padding": 8,
        "padding_value": -999.25,
        "stride": 2,
        "show_numbers": True,
    },
    "DigitClassifier": {"strokes": [], "layer": 1},
    "ParameterExplorer": {
        "first": [{**WINDOW, "out_channels": 512, "bias": True}] * 6,
        "width": 512,
    },
    "PixelExplorer": {"scale": 255, "tool": "paint", "show_numbers": True},
    "PoolingExplorer": {"kind": "average", "kernel_size": 5, "stride": 1, "padding": 2},
    "ReceptiveFieldExplorer": {"layers": [{**WINDOW, "dilation": 2}] * 8},
    "TrainingExplorer": {"epoch": 1},
}


def fragment(key, state):
    """The end of an address that carries this state for the widget of this name."""
    packed = base64.urlsafe_b64encode(json.dumps({"id": key, "state": state}).encode())
    return "#state=" + packed.decode().rstrip("=")


def names(page):
    """The widgets of a page, each model once: "ConvolutionExplorer-1"."""
    every = "(places) => [...new Set(places.map(({ dataset }) => dataset.widget))]"
    return page.locator(".cnnbook-widget").evaluate_all(every)


def follow(page, key, state):
    """Go to the link that carries this state, and wait until the page says that it has it."""
    page.evaluate("(hash) => { location.hash = hash; }", fragment(key, state))
    page.wait_for_function(
        """([key, state]) => {
          const model = [...window.cnnbookHost.models.values()].find((model) => model.key === key);
          const has = ([name, value]) => JSON.stringify(model.get(name)) === JSON.stringify(value);
          return document.querySelector(".cnnbook-trouble") || Object.entries(state).every(has);
        }""",
        arg=[key, state],
    )
    assert page.locator(".cnnbook-trouble").all_inner_texts() == []


def make_unusual(page):
    """Bring every widget of the page into its second state, and unfold what is folded."""
    for key in names(page):
        kind = key.split("-")[0]
        if kind != "Question":
            follow(page, key, UNUSUAL[kind])
    for question in page.locator("[data-widget^=Question]").all():
        question.get_by_role("button", name="Hint").click()
        question.get_by_role("button", name="Check").click()
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    filled = "[...document.querySelectorAll('.cb-table')].every((box) => box.querySelector('td'))"
    page.wait_for_function(filled)  # a table is written when it is unfolded
