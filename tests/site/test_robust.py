"""Two hundred random actions on every widget: no error, nothing left behind, and NumPy agrees.

Hypothesis draws what is done (see actions.py), the same every time: a failure tells the last forty
actions. ``CNNBOOK_ROBUST=50`` gives each widget fifty new sequences, and shrinks one that fails to
what matters, which takes minutes.
"""

import os
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("playwright", reason="page tests need: pip install playwright, and Chromium")

from cnnbook import layers as nn
from cnnbook import widgets
from cnnbook.widgets import Question

from .actions import ACTION, SCRIPT, Driver
from .mount import mount

EXTRA = int(os.environ.get("CNNBOOK_ROBUST", "0"))
LENGTH = 230  # of these some rest: 200 and more do something
IMAGE = [
    [0, 0, 1, 2, 0, 0, 5],
    [0, 3, 9, 9, 2, 0, 0],
    [1, 9, 8, 7, 9, 1, 0],
    [0, 2, 0, 4, 9, 0, 3],
    [0, 0, 3, 9, 3, 0, 0],
    [6, 1, 9, 8, 0, 0, 1],
]
SMALL = [[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]]
SHIFTED = [[0, 0, 0, 0], [0, 0, 1, 2], [0, 0, 3, 4], [0, 0, 0, 0]]
CURVES = ["loss", "accuracy", "validation_loss", "validation_accuracy"]
RESPONSES = ["response", "checked", "attempts", "hinted", "revealed"]


def network():
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1, rng=0),
        nn.ReLU(),
        nn.MaxPool2d(4),
        nn.Flatten(),
        nn.Linear(147, 10, rng=0),
    )


def trained():
    """An explorer that has seen three epochs, each with other weights."""
    net = network()
    explorer = widgets.TrainingExplorer(net, np.kron(SMALL, np.ones((7, 7))) / 4)
    for epoch in (1, 2, 3):
        for parameter in net.parameters():
            parameter.data += 0.1
        curves = {name: [1 / k for k in range(1, epoch + 1)] for name in CURVES}
        explorer.follow(epoch, net, SimpleNamespace(**curves))
    return explorer


# A new widget is one line here: how to make it.
WIDGETS = {
    "ActivationExplorer": lambda: widgets.ActivationExplorer(np.array(IMAGE) - 4),
    "ChannelExplorer": lambda: widgets.ChannelExplorer(
        np.stack([IMAGE, np.negative(IMAGE)]), weight=np.arange(36).reshape(2, 2, 3, 3) - 17
    ),
    "ConvolutionExplorer": lambda: widgets.ConvolutionExplorer(IMAGE, padding=1),
    "DigitClassifier": lambda: widgets.DigitClassifier(network()),
    "ParameterExplorer": lambda: widgets.ParameterExplorer(),
    "PixelExplorer": lambda: widgets.PixelExplorer(np.kron(SMALL, np.ones((2, 2))) / 4),
    "PoolingExplorer": lambda: widgets.PoolingExplorer(IMAGE),
    "Question.number": lambda: Question.number("How many?", 7840, mistakes={7850: "the bias"}),
    "Question.choice": lambda: Question.choice("Which?", ["a", "b"], 1, reasons=["no", "yes"]),
    "Question.kernel": lambda: Question.kernel("Which?", SMALL, SHIFTED, options={"padding": 1}),
    "Question.setting": lambda: Question.setting("How?", 28, 14, hint="think"),
    "ReceptiveFieldExplorer": lambda: widgets.ReceptiveFieldExplorer(
        np.kron(IMAGE, np.ones((2, 2))), ["MaxPool2d", {"kind": "Conv2d", "kernel_size": 3}]
    ),
    "TrainingExplorer": trained,
}


def test_every_widget_is_tried():
    tried = {name.split(".")[0] for name in WIDGETS}
    assert tried == set(widgets.__all__) - {"Explorer"}


def run(browser, make, actions):
    """Mount two views of a widget, do all this to them, take them away; count what was done."""
    widget = make()
    mounted = mount(browser, widget, views=2, first=SCRIPT)
    driver = Driver(mounted, widget, sorted(widget.limits) or RESPONSES)
    try:
        for action in [*actions, ("remount", True)]:
            driver.perform(action)
            assert not mounted.problems, mounted.problems
        driver.agree()
        driver.end()
        assert not mounted.problems, mounted.problems
    except Exception as error:
        error.add_note("\n".join(["done before:", *driver.log[-40:]]))
        raise
    finally:
        mounted.page.context.close()
    return sum(done != "rest: rested" for done in driver.log)


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_stands_whatever_is_done_to_it(browser, name):
    done = []

    @settings(
        max_examples=1 + (EXTRA or 1),  # the first one is only rest, and quick
        derandomize=not EXTRA,
        phases=Phase if EXTRA else [Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ACTION, min_size=LENGTH, max_size=LENGTH))
    def whatever(actions):
        done.append(run(browser, WIDGETS[name], actions))

    whatever()
    assert max(done) >= 200
