"""The bounds of every numeric field, and what else a link may set: written down once more."""

import numpy as np
import pytest
import traitlets

from cnnbook import layers as nn
from cnnbook.widgets import (
    ActivationExplorer,
    BoundaryExplorer,
    ChainExplorer,
    ChannelExplorer,
    ConvolutionExplorer,
    GradientExplorer,
    KernelLearner,
    NetworkExplorer,
    ParameterExplorer,
    PixelExplorer,
    PoolingExplorer,
    Question,
    ReceptiveFieldExplorer,
    SlopeExplorer,
    StridesExplorer,
    TemplateExplorer,
    TrainingExplorer,
)
from tests.site import rooms

IMAGE = np.eye(28)
NET = nn.Sequential(nn.Conv2d(1, 1, 28, rng=0), nn.Flatten(), nn.Linear(1, 2, rng=0))
WIDGETS = {
    "activation": ActivationExplorer(IMAGE),
    "boundary": BoundaryExplorer(),
    "chain": ChainExplorer(IMAGE),
    "channel": ChannelExplorer([IMAGE], [[[[1]]]]),
    "network": NetworkExplorer(NET),
    "convolution": ConvolutionExplorer(IMAGE),
    "gradient": GradientExplorer(),
    "kernel_learner": KernelLearner(IMAGE),
    "parameters": ParameterExplorer(),
    "pixel": PixelExplorer(IMAGE),
    "pooling": PoolingExplorer(IMAGE),
    "question": Question.number("?", 1),
    "receptive": ReceptiveFieldExplorer(IMAGE),
    "slope": SlopeExplorer(0),
    "strides": StridesExplorer(),
    "training": TrainingExplorer(),
    "template": TemplateExplorer(),
}
FIRST = {"row": (0, None), "column": (0, None)}
INTEGERS = {
    "activation": FIRST,
    "boundary": {"layers": (1, 3), "width": (1, 8), "round": (0, 40), "seed": (0, 9999)},
    "chain": FIRST,
    "channel": {**FIRST, "stride": (1, 8), "padding": (0, 4), "filter": (0, None)},
    "network": {**FIRST, "layer": (0, None), "channel": (0, None), "source": (0, None)},
    "convolution": {**FIRST, "stride": (1, 28), "padding": (0, 14), "dilation": (1, 14)},
    "gradient": {"target": (0, 1), "step": (0, 44)},
    "kernel_learner": {
        "seed": (0, 9999),
        "step": (0, None),
        "steps": (1, 1000),
        "row": (0, 2),
        "column": (0, 2),
    },
    "parameters": {"width": (8, 512)},
    "pixel": {**FIRST, "resolution": (1, 64), "brush": (1, 3)},
    "pooling": {**FIRST, "kernel_size": (1, 14), "stride": (1, 28), "padding": (0, 7)},
    "question": {},
    "receptive": {**FIRST, "layer": (-1, 7)},
    "slope": {"steps": (0, 100)},
    "strides": {**FIRST, "height": (3, 7), "width": (3, 7), "kernel_size": (1, 3)},
    "training": {
        "first_maps": (1, 32),
        "second_maps": (1, 32),
        "batch_size": (1, 1438),
        "count": (1, 1438),
        "moved": (0, 8),
        "seed": (0, 9999),
        "epochs": (1, 200),
        "digit": (0, 358),
        "down": (-8, 8),
        "across": (-8, 8),
    },
    "template": {
        "row": (0, 27),
        "column": (0, 27),
        "down": (-8, 8),
        "right": (-8, 8),
        "template": (-1, 9),
    },
}
NUMBERS = {
    "activation": {
        "negative_slope": (0, 1),
        "alpha": (0, 3),
        "gain": (-10, 10),
        "bias": (-100, 100),
        "x": (-1e6, 1e6),
    },
    "boundary": {"lr": (0.001, 10)},
    "chain": {"bias": (-1000, 1000)},
    "network": {"pen": (1, 6)},
    "convolution": {"padding_value": (-1000, 1000)},
    "kernel_learner": {"lr": (0.001, 10)},
    "pixel": {"ink": (0, 1)},
    "slope": {"initial": (-10, 10), "lr": (0.001, 10)},
    "training": {"lr": (0.0001, 1000), "weight_decay": (0, 1)},
}
LARGEST = {
    "activation": {"image": [96, 96]},
    "boundary": {"points": [200, 200]},
    "chain": {"image": [32, 32], "first": [4, 5, 5], "second": [4]},
    "channel": {"image": [8, 64, 64], "weight": [8, 8, 5, 5], "bias": [8]},
    "network": {"image": [28, 28]},
    "convolution": {"image": [256, 256], "kernel": [9, 9]},
    "kernel_learner": {"image": [64, 64], "hidden": [3, 3]},
    "pixel": {"image": [64, 64]},
    "pooling": {"image": [256, 256]},
    "receptive": {"image": [256, 256]},
    "slope": {"pairs": [20, 20]},
    "template": {"image": [28, 28]},
}


for _room in {*rooms.ROOMS} - {*WIDGETS}:
    _bounds = rooms.bounds(_room)
    WIDGETS[_room] = rooms.first_example(_room)
    INTEGERS[_room] = _bounds.get("whole", {})
    NUMBERS[_room], LARGEST[_room] = _bounds.get("number", {}), _bounds.get("grid", {})


def test_every_widget_has_its_bounds_here():
    assert set(WIDGETS) == set(INTEGERS) == {*rooms.ROOMS}


def of_kind(name, kind, *entries):
    """Return the entries of a widget's limits of one kind: one value, or a tuple of several."""
    limits = {
        field: limit for field, limit in WIDGETS[name].limits.items() if limit["kind"] == kind
    }
    if len(entries) == 1:
        return {field: limit[entries[0]] for field, limit in limits.items()}
    return {field: tuple(limit.get(entry) for entry in entries) for field, limit in limits.items()}


@pytest.mark.parametrize("name", WIDGETS)
def test_the_page_knows_the_bounds_of_every_field(name):
    assert of_kind(name, "whole", "min", "max") == INTEGERS[name]
    assert of_kind(name, "number", "min", "max") == NUMBERS.get(name, {})
    assert of_kind(name, "grid", "largest") == LARGEST.get(name, {})


@pytest.mark.parametrize("name", WIDGETS)
def test_python_takes_the_bounds_and_nothing_beyond(name):
    widget = WIDGETS[name]
    for field, bounds in {**INTEGERS[name], **NUMBERS.get(name, {})}.items():
        trait = widget.traits()[field]
        for bound, step in zip(bounds, (-1, 1), strict=True):
            if bound is None:
                assert trait.validate(widget, 10**6) == 10**6
                continue
            assert trait.validate(widget, bound) == bound
            with pytest.raises(traitlets.TraitError, match=f"{field} must be .*got {bound + step}"):
                trait.validate(widget, bound + step)


@pytest.mark.parametrize("name", WIDGETS)
def test_a_link_brings_no_code(name):
    assert set(of_kind(name, "exactly", "exactly").values()) <= {""}
    for field, limit in WIDGETS[name].limits.items():
        if field.endswith("_code"):
            assert limit == {"kind": "exactly", "exactly": ""}


def test_a_link_sets_neither_a_question_nor_what_was_trained():
    assert WIDGETS["question"].limits == {}
    own = set(WIDGETS["training"].trait_names(sync=True))
    assert {"trained", "packed_digits"} < own - set(WIDGETS["training"].limits)
