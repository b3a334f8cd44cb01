"""ReceptiveFieldExplorer in Python: checked layers, numbers and regions, printed call."""

import numpy as np
import pytest
import traitlets

from cnnbook.layers import AvgPool2d, Conv2d, MaxPool2d, Sequential
from cnnbook.summary import summarize
from cnnbook.widgets import ReceptiveFieldExplorer

IMAGE = np.arange(20 * 17).reshape(20, 17) % 10
CLASSES = {"MaxPool2d": MaxPool2d, "AvgPool2d": AvgPool2d}


def random_layers(rng):
    layers = []
    for _ in range(int(rng.integers(1, 5))):
        kind = str(rng.choice(["Conv2d", "MaxPool2d", "AvgPool2d"]))
        k = int(rng.integers(1, 5))
        layer = {"kind": kind, "kernel_size": k, "stride": int(rng.integers(1, 4))}
        layer["padding"] = int(rng.integers(0, (4 if kind == "Conv2d" else k // 2) + 1))
        if kind != "AvgPool2d":
            layer["dilation"] = int(rng.integers(1, 4))
        layers.append(layer)
    return layers


def explorers(count, seed):
    rng = np.random.default_rng(seed)
    while count:
        state = {"row": int(rng.integers(9)), "column": int(rng.integers(9))}
        try:
            explorer = ReceptiveFieldExplorer(
                IMAGE, random_layers(rng), layer=int(rng.integers(-1, 3)), **state
            )
        except traitlets.TraitError:
            continue
        count -= 1
        yield explorer


def network(rows):
    layers = []
    for row in rows:
        options = {name: value for name, value in row.items() if name != "kind"}
        make = CLASSES.get(row["kind"]) or (lambda **options: Conv2d(1, 1, **options))
        layers.append(make(**options))
    return Sequential(*layers)


def test_numbers_and_printed_call_agree_with_the_summary_of_the_network():
    for explorer in explorers(40, seed=3):
        rows = summarize(network(explorer.layers), (1, *IMAGE.shape)).rows
        fields = [row.receptive_field for row in rows]
        expected = [[f.size[0], f.jump[0], f.start[0]] for f in fields]
        np.testing.assert_array_equal(explorer.output, expected)
        names = {}
        exec(explorer.code, names)
        np.testing.assert_array_equal(names["output"], expected)
        assert (tuple(names["rows"]), tuple(names["columns"])) == explorer.region


def test_the_region_is_where_a_change_of_the_image_changes_the_output():
    layers = [{"kind": "Conv2d", "padding": 1}, "MaxPool2d", {"kind": "Conv2d", "padding": 1}]
    explorer = ReceptiveFieldExplorer(IMAGE, layers, row=2, column=4)
    net = network(explorer.layers)
    for layer in net:
        if isinstance(layer, Conv2d):
            layer.weight.data = np.ones_like(layer.weight.data)
    (top, bottom), (left, right) = explorer.region
    seen = []
    for place in np.ndindex(IMAGE.shape):
        image = np.zeros((1, 1, *IMAGE.shape))
        image[0, 0][place] = 1
        if net(image)[0, 0, 2, 4] != net(0 * image)[0, 0, 2, 4]:
            seen.append(place)
    rows, columns = np.array(seen).T
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (top, bottom, left, right)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([], "layers must be 1 to 8 layers, got 0"),
        (["Conv2d"] * 9, "1 to 8 layers, got 9"),
        ("Conv2d", "must be a list of layers, got 'Conv2d'"),
        (["Linear"], "layer 1: a layer must be one of Conv2d, MaxPool2d, AvgPool2d, got 'Linear'"),
        ([{"kind": "Conv2d", "size": 3}], "options of Conv2d must be among .*, got 'size'"),
        (
            [{"kind": "AvgPool2d", "dilation": 2}],
            "options of AvgPool2d must be among .*, got 'dilation'",
        ),
        (
            ["Conv2d", {"kind": "Conv2d", "stride": 0}],
            "layer 2: stride must be an integer from 1 to 16, got 0",
        ),
        (
            [{"kind": "Conv2d", "kernel_size": 2.5}],
            "kernel_size must be an integer from 1 to 15, got 2.5",
        ),
        (["MaxPool2d"] * 5, "layer 5, MaxPool2d: kernel 2×2 is larger than the padded input 1×1"),
        ([{"kind": "MaxPool2d", "padding": 2}], "layer 1, MaxPool2d: .* at most half"),
    ],
)
def test_layers_that_cannot_be_are_refused_by_number(layers, message):
    explorer = ReceptiveFieldExplorer(IMAGE)
    before = explorer.layers
    with pytest.raises(traitlets.TraitError, match=message):
        explorer.layers = layers
    assert explorer.layers == before


def test_the_chosen_output_is_moved_to_the_nearest_that_there_is():
    explorer = ReceptiveFieldExplorer(IMAGE, ["MaxPool2d"], layer=5, row=99, column=99)
    assert explorer.description.startswith("output (9, 7) of layer 1 of 1 sees rows 18 to 19")
    assert explorer.still().startswith(b"\x89PNG")
    assert repr(explorer) == repr(ReceptiveFieldExplorer(IMAGE, ["MaxPool2d"], row=9, column=7))
