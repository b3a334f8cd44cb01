"""ParameterExplorer in Python: checked networks, costs equal to the summary, printed call."""

from collections import Counter
from dataclasses import astuple

import numpy as np
import pytest
import traitlets

from cnnbook import famous
from cnnbook.layers import Conv2d, Linear, Sequential
from cnnbook.summary import summarize
from cnnbook.widgets import ParameterExplorer
from cnnbook.widgets.parameters.costs import costs
from cnnbook.widgets.parameters.presets import IMAGES

ACTIVATIONS = ["ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh"]


STAGES = ["BasicBlock", "Bottleneck", "InvertedResidual"]


def random_stage(rng):
    """A row of blocks, normalised maps, or maps of a fixed size."""
    kind = str(rng.choice([*STAGES, "BatchNorm2d", "AdaptiveAvgPool2d", "Dropout", "ReLU6"]))
    if kind == "AdaptiveAvgPool2d":
        return {"kind": kind, "output_size": int(rng.integers(1, 9))}
    if kind not in STAGES:
        return {"kind": kind}
    row = {"kind": kind, "out_channels": int(rng.integers(4, 20))}
    row |= {"blocks": int(rng.integers(1, 4)), "stride": int(rng.integers(1, 3))}
    return row | ({"expand_ratio": int(rng.integers(1, 4))} if kind == STAGES[2] else {})


def random_network(rng):
    """Some convolutions, poolings, activations and blocks, and sometimes a fully connected head."""
    rows = [random_stage(rng) for _ in range(int(rng.integers(3)))]
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
                *(random_network(rng), random_network(rng)),
                width=int(rng.integers(8, 48)),
                channels=int(rng.choice([1, 3])),
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
        for rows, table in zip((explorer.first, explorer.second), explorer.tables, strict=True):
            found = costs(rows, explorer.width, explorer.channels)
            sums = np.sum([cost[3:] for cost in found], axis=0)
            total = table.weights, table.biases, table.multiply_adds, table.memory
            assert tuple(sums) == total
            assert found[-1].shape == table.rows[-1].output_shape


def test_the_cost_of_plain_layers_by_hand():
    """A formula a kind, which shares no code with the summary."""
    seen = Counter()
    for explorer in explorers(30, seed=8):
        for rows in (explorer.first, explorer.second):
            before = (explorer.channels, explorer.width, explorer.width)
            for row, cost in zip(rows, costs(rows, explorer.width, explorer.channels), strict=True):
                if row["kind"] not in STAGES:
                    assert cost[3:] == by_hand(row, before, cost.shape), row
                    seen[row["kind"]] += 1
                before = cost.shape
    assert min(seen[kind] for kind in ("Conv2d", "Linear", "BatchNorm2d", "MaxPool2d")) > 3


def by_hand(row, before, after):
    """Weights, biases, multiply-adds and bytes of one layer."""
    outputs = int(np.prod(after))
    taps = {"Conv2d": before[0] * row.get("kernel_size", 0) ** 2, "Linear": before[0]}
    each = taps.get(row["kind"], 0)
    if row["kind"] == "BatchNorm2d":
        return before[0], before[0], 0, 4 * outputs
    return after[0] * each, after[0] if row.get("bias") else 0, outputs * each, 4 * outputs


PUBLISHED = {
    "LeNet-5": (famous.lenet5, 61_706),
    "AlexNet": (famous.alexnet, 61_100_840),
    "VGG-16": (famous.vgg16, 138_357_544),
    "ResNet-18": (famous.resnet18, 11_689_512),
    "ResNet-50": (famous.resnet50, 25_557_032),
    "MobileNetV2": (famous.mobilenet_v2, 3_504_872),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_famous_network_is_the_one_of_the_package_on_its_own_image(name):
    explorer, (build, parameters) = ParameterExplorer(name), PUBLISHED[name]
    assert explorer.description.split("pixels, ")[1].startswith(f"{name} {parameters:,} and ")
    table = summarize(build, (explorer.channels, explorer.width, explorer.width))
    counts = [row[1:] for row in map(astuple, table.rows)]
    assert [row[1:] for row in map(astuple, explorer.tables[0].rows)] == counts
    assert table.parameters == parameters
    np.testing.assert_array_equal(run(explorer.code), explorer.output)


def test_every_famous_network_can_be_started_from():
    assert set(IMAGES) == set(PUBLISHED)
    assert sorted(build.__name__ for build, _ in PUBLISHED.values()) == sorted(famous.__all__)


def test_famous_networks_share_the_larger_image_unless_another_is_given():
    assert ParameterExplorer("LeNet-5", "AlexNet").width == 224
    explorer = ParameterExplorer("ResNet-18", "plain network", width=64, channels=1)
    assert (explorer.width, explorer.channels) == (64, 1)
    assert explorer.tables[0].parameters == 11_689_512 - 2 * 64 * 49  # two input channels fewer
    with pytest.raises(traitlets.TraitError, match="first network, layer 6, MaxPool2d: kernel 3×3"):
        ParameterExplorer("AlexNet", width=28)


def test_a_famous_network_keeps_its_name_until_it_is_changed():
    explorer = ParameterExplorer("ResNet-18", names=["Mine", "Other"])
    assert explorer.shown_names == ["ResNet-18", "Other"]
    explorer.first = explorer.first[:-1]
    assert explorer.shown_names == ["Mine", "Other"]


def test_more_blocks_make_resnet_34():
    """As torchvision counts it: 21,797,672."""
    rows = [dict(row) for row in ParameterExplorer("ResNet-18").first]
    for row, blocks in zip(rows[4:8], (3, 4, 6, 3), strict=True):
        row["blocks"] = blocks
    assert ParameterExplorer(rows, channels=3, width=224).tables[0].parameters == 21_797_672


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
        ("first", ["ReLU"] * 49, "1 to 48 layers, got 49"),
        ("channels", 2, "channels.*\\[1, 3\\].* not the int 2|channels.*2"),
        (
            "first",
            [{"kind": "Conv2d", "dilation": 2}],
            "options of Conv2d must be among .*, got 'dilation'",
        ),
        (
            "first",
            ["Flatten", *[{"kind": "Linear", "out_features": 4096}] * 4],
            "at most 1,000,000,000 parameters, got 1,124,089,856",
        ),
    ],
)
def test_networks_that_cannot_be_are_refused_and_the_last_state_stays(name, value, message):
    explorer = ParameterExplorer()
    before = getattr(explorer, name)
    if "1,000,000,000" in message:
        explorer.width = 512
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(explorer, name, value)
    assert getattr(explorer, name) == before


def test_repr_and_still_also_where_a_network_learns_nothing():
    explorer = ParameterExplorer(["MaxPool2d"], names=["Pooling", "Convolution"])
    assert explorer.description.endswith("of 28 pixels, Pooling 0 and Convolution 810")
    assert repr(explorer).startswith("ParameterExplorer: parameters at an image width of 28")
    assert explorer.still().startswith(b"\x89PNG")
    assert ParameterExplorer().still().startswith(b"\x89PNG")
