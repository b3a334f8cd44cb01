"""The cost of a network, computed from its rows without building it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from ..shared.layer_rows import PIXELS, map_size
from ..shared.printing import keywords

FLOAT = 4  # bytes of a float32
SLIDING = ("Conv2d", "MaxPool2d", "AvgPool2d")


class Cost(NamedTuple):
    """Input, output shape and cost of one layer, for one image."""

    kind: str
    inputs: int  # channels or features
    shape: tuple[int, ...]
    weights: int
    biases: int
    multiply_adds: int
    memory: int


def costs(rows: Sequence[Mapping[str, Any]], width: int) -> list[Cost]:
    """Return the cost of each layer for a grey image of width × width.

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
    shape: tuple[int, ...] = (1, width, width)
    result = []
    for number, row in enumerate(rows, start=1):
        try:
            cost = _cost(row, shape, width)
        except ValueError as error:
            raise ValueError(f"layer {number}, {row['kind']}: {error}") from None
        result.append(cost)
        shape = cost.shape
    return result


def _cost(row: Mapping[str, Any], shape: tuple[int, ...], width: int) -> Cost:
    kind = row["kind"]
    if kind in SLIDING and len(shape) != 3:
        raise ValueError(f"the input must be maps (C, H, W), got {shape[0]} numbers")
    if kind == "Linear" and len(shape) != 1:
        raise ValueError(f"the input must be a list of numbers, got maps {shape}: add Flatten")
    after, per_output = _shape_after(row, shape, width), 0
    if kind == "Conv2d":
        per_output = shape[0] * row["kernel_size"] ** 2
    elif kind == "Linear":
        per_output = shape[0]
    biases = after[0] if row.get("bias") else 0
    products = prod(after) * per_output
    memory = prod(after) * FLOAT
    return Cost(kind, shape[0], after, after[0] * per_output, biases, products, memory)


def _shape_after(row: Mapping[str, Any], shape: tuple, width: int) -> tuple[int, ...]:
    kind = row["kind"]
    if kind in SLIDING:
        channels = row["out_channels"] if kind == "Conv2d" else shape[0]
        return (channels, *map_size(row, shape[1:]))
    if kind == "Flatten":
        return (prod(shape),)
    if kind == "Linear":
        return (width * width if row["out_features"] == PIXELS else row["out_features"],)
    return shape


def layer_code(row: Mapping[str, Any], cost: Cost) -> str:
    """Return the Python expression that creates this layer."""
    kind = row["kind"]
    usual = {"stride": 1, "padding": 0, "bias": True}
    if kind == "Conv2d":
        start = f"{cost.inputs}, {row['out_channels']}, {row['kernel_size']}"
    elif kind == "Linear":
        start = f"{cost.inputs}, {cost.shape[0]}"
    elif kind in SLIDING:
        start, usual["stride"] = str(row["kernel_size"]), row["kernel_size"]
    else:
        return f"{kind}()"
    options = {name: row[name] for name in usual if name in row}
    return f"{kind}({start}{keywords(options, usual)})"
