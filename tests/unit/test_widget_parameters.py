"""ParameterExplorer in Python: checked networks, costs equal to the summary, printed call."""

import numpy as np
import pytest
import traitlets

from cnnbook.layers import Conv2d, Linear, Sequential
from cnnbook.summary import summarize
from cnnbook.widgets import ParameterExplorer
from cnnbook.widgets.parameters.costs import costs

ACTIVATIONS = ["ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh"]


def random_network(rng):
    """Some convolutions, poolings and activations, and sometimes a fully connected head."""
    rows = []
    for _ in range(int(rng.integers(1, 5))):
        kind = str(rng.choice(["Conv2d", "Conv2d", "MaxPool2d", "AvgPool2d", *ACTIVATIONS]))
        row = {"kind": kind}
        if kind not in ACTIVATIONS:
            k = int(rng.integers(1, 5))
            row |= {"kernel_size": k, "stride": int(rng.integers(1, 4))}
            row["padding"] = int(rng.integers(0, k // 2 + 1))
        if kind == "Conv2d":
            row |= {"out_channels": int(rng.integers(1, 12)), "bias": bool(rng.integers(2))}
        rows.append(row)
    if rng.integers(2):
        outputs = "pixels" if rng.integers(3) == 0 else int(rng.integers(1, 20))
        head = {"kind": "Linear", "out_features": outputs, "bias": bool(rng.integers(2))}
        rows += ["Flatten", head]
    return rows


def explorers(count, seed):
    rng = np.random.default_rng(seed)
    while count:
        try:
            explorer = ParameterExplorer(
                random_network(rng), random_network(rng), width=int(rng.integers(8, 48))
            )
        except traitlets.TraitError:
            continue
        count -= 1
        yield explorer


def run(code):
    names = {}
    exec(code, names)
    return names["output"]


def test_costs_printed_call_and_summary_agree():
    for explorer in explorers(40, seed=5):
        np.testing.assert_array_equal(run(explorer.code), explorer.output)
        layer_costs = [
            cost
            for rows in (explorer.first, explorer.second)
            for cost in costs(rows, explorer.width)
        ]
        np.testing.assert_array_equal([cost[3:] for cost in layer_costs], explorer.output)
        shapes = [row.output_shape for table in explorer.tables for row in table.rows]
        assert [cost.shape for cost in layer_costs] == shapes


def test_the_networks_of_the_lesson():
    explorer = ParameterExplorer()
    net = Sequential(Conv2d(1, 8, 3, padding=1), Conv2d(8, 10, 3, padding=1))
    assert explorer.tables[1].parameters == summarize(net, (1, 28, 28)).parameters == 810
    assert explorer.tables[0].parameters == 15_680
    explorer.width = 256
    assert [table.parameters for table in explorer.tables] == [1_310_720, 810]
    assert isinstance(explorer.networks[0][1], Linear)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("width", 7, "width must be an integer from 8 to 512, got 7"),
        ("width", 513, "got 513"),
        ("width", 28.0, "width must be an integer from 8 to 512, got 28.0"),
        ("first", ["Linear"], "first network, layer 1, Linear: .* add Flatten"),
        ("second", ["Flatten", "Conv2d"], "layer 2, Conv2d: .* got 784 numbers"),
        ("second", ["MaxPool2d"] * 5, "layer 5, MaxPool2d: kernel 2×2 is larger"),
        ("first", ["Dense"], "layer 1: a layer must be one of Conv2d, .*, got 'Dense'"),
        (
            "first",
            [{"kind": "Linear", "out_features": 0}],
            "out_features must be an integer from 1 to 4096, got 0",
        ),
        ("first", [{"kind": "Linear", "bias": 1}], "bias must be True or False, got 1"),
        ("first", ["ReLU"] * 13, "1 to 12 layers, got 13"),
        (
            "first",
            [{"kind": "Conv2d", "dilation": 2}],
            "options of Conv2d must be among .*, got 'dilation'",
        ),
        (
            "first",
            ["Flatten", *[{"kind": "Linear", "out_features": 4096}] * 4],
            "at most 50,000,000 parameters, .*got 117,456,896",
        ),
    ],
)
def test_networks_that_cannot_be_are_refused_and_the_last_state_stays(name, value, message):
    explorer = ParameterExplorer()
    before = getattr(explorer, name)
    if "50,000,000" in message:
        explorer.width = 128
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(explorer, name, value)
    assert getattr(explorer, name) == before


def test_repr_and_still_also_where_a_network_learns_nothing():
    explorer = ParameterExplorer(["MaxPool2d"], names=["Pooling", "Convolution"])
    assert explorer.description.endswith("of 28 pixels, Pooling 0 and Convolution 810")
    assert repr(explorer).startswith("ParameterExplorer: parameters at an image width of 28")
    assert explorer.still().startswith(b"\x89PNG")
    assert ParameterExplorer().still().startswith(b"\x89PNG")
