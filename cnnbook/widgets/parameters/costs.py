"""The cost of a network, from its rows: layers without weights, counted by `summarize`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cnnbook import blocks, layers
from cnnbook.summary import Summary, summarize

from ..shared.layer_rows import PIXELS
from ..shared.printing import keywords

BLOCKS = {  # a row of blocks: what makes its layers
    "BasicBlock": "basic_blocks",
    "Bottleneck": "bottlenecks",
    "InvertedResidual": "inverted_residuals",
}
MAPS = ("Conv2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "BatchNorm2d", *BLOCKS)
USUAL = {"stride": 1, "padding": 0, "bias": True, "blocks": 1, "expand_ratio": 6}


class Cost(NamedTuple):
    """Input, output shape and cost of one row, for one image."""

    kind: str
    inputs: int  # channels or features
    shape: tuple[int, ...]
    weights: int
    biases: int
    multiply_adds: int
    memory: int


def costs(rows: Sequence[Mapping[str, Any]], width: int, channels: int = 1) -> list[Cost]:
    """Return the cost of each row for an image of some channels and width × width pixels.

    Raises
    ------
    ValueError
        If a layer does not accept its input; the message names the layer.

    Examples
    --------
    >>> conv = {"kernel_size": 3, "stride": 1, "padding": 1, "bias": True}
    >>> rows = [{"kind": "Conv2d", "out_channels": n, **conv} for n in (8, 10)]
    >>> [cost.weights + cost.biases for cost in costs(rows, 28)]
    [80, 730]
    """
    shape: tuple[int, ...] = (channels, width, width)
    result = []
    for number, row in enumerate(rows, start=1):
        try:
            table = _table(row, shape, width)
        except ValueError as error:
            raise ValueError(f"layer {number}, {row['kind']}: {error}") from None
        sums = table.weights, table.biases, table.multiply_adds, table.memory
        result.append(Cost(row["kind"], shape[0], table.rows[-1].output_shape, *sums))
        shape = result[-1].shape
    return result


def parameters(rows: Sequence[Mapping[str, Any]], width: int, channels: int = 1) -> int:
    """Return all weights and biases of a network."""
    return sum(cost.weights + cost.biases for cost in costs(rows, width, channels))


def _table(row: Mapping[str, Any], shape: tuple[int, ...], width: int) -> Summary:
    kind = row["kind"]
    if kind in MAPS and len(shape) != 3:
        raise ValueError(f"the input must be maps (C, H, W), got {shape[0]} numbers")
    if kind == "Linear" and len(shape) != 1:
        raise ValueError(f"the input must be a list of numbers, got maps {shape}: add Flatten")
    with layers.shapes_only():
        net = layers.Sequential(*made(row, shape[0], width))
    net.output_shape((1, *shape))  # its complaint does not name the place in this row
    return summarize(net, shape)


def made(row: Mapping[str, Any], inputs: int, width: int) -> list[layers.Layer]:
    """Return the layers of a row behind so many channels or features; weights are those of seed 0.

    Examples
    --------
    >>> made({"kind": "Linear", "out_features": 10, "bias": True}, 784, 28)
    [Linear(in_features=784, out_features=10, bias=True)]
    """
    options = {name: value for name, value in row.items() if name != "kind"}
    kind = row["kind"]
    if kind in BLOCKS:
        return getattr(blocks, BLOCKS[kind])(inputs, **options, rng=0)
    make = getattr(layers, kind)
    if kind == "Conv2d":
        return [make(inputs, **options, rng=0)]
    if kind == "Linear":
        return [make(inputs, _features(row, width), row["bias"], rng=0)]
    return [make(inputs) if kind == "BatchNorm2d" else make(**options)]


def _features(row: Mapping[str, Any], width: int) -> int:
    return width * width if row["out_features"] == PIXELS else row["out_features"]


def row_code(row: Mapping[str, Any], cost: Cost) -> str:
    """Return the Python expression that makes the layers of this row."""
    kind, usual = row["kind"], USUAL
    if kind == "Linear":
        start = f"{cost.inputs}, {cost.shape[0]}"
    elif kind == "BatchNorm2d":
        start = str(cost.inputs)
    elif kind == "AdaptiveAvgPool2d":
        start = str(row["output_size"])
    elif "out_channels" in row:
        start = f"{cost.inputs}, {row['out_channels']}"
        start += f", {row['kernel_size']}" if kind == "Conv2d" else ""
    elif "kernel_size" in row:
        start, usual = str(row["kernel_size"]), {**USUAL, "stride": row["kernel_size"]}
    else:
        return f"{kind}()"
    call = f"({start}{keywords({name: row[name] for name in USUAL if name in row}, usual)})"
    return f"*{BLOCKS[kind]}{call}" if kind in BLOCKS else kind + call
