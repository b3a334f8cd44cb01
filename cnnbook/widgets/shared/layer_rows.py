"""A network as editable rows: a dictionary for each layer, with PyTorch's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import traitlets

from cnnbook._checks import check_integer
from cnnbook.functional.shapes import conv_geometry, pool_geometry

PIXELS = "pixels"  # as many outputs as the image has pixels


class Field(NamedTuple):
    """One option of a layer: its default and, for integers, its bounds."""

    default: Any
    min: int = 0
    max: int = 0


_WINDOW = {"stride": Field(1, 1, 16), "padding": Field(0, 0, 8), "dilation": Field(1, 1, 8)}
_POOL = {"kernel_size": Field(2, 1, 15), **_WINDOW, "stride": Field(2, 1, 16)}
_BLOCKS = {"out_channels": Field(64, 1, 2048), "blocks": Field(1, 1, 36), "stride": Field(1, 1, 16)}
FIELDS: dict[str, dict[str, Field]] = {
    "Conv2d": {
        "out_channels": Field(8, 1, 2048),
        "kernel_size": Field(3, 1, 15),
        **_WINDOW,
        "bias": Field(True),
    },
    "MaxPool2d": _POOL,
    "AvgPool2d": {name: field for name, field in _POOL.items() if name != "dilation"},
    "Flatten": {},
    "Linear": {"out_features": Field(10, 1, 4096), "bias": Field(True)},
    **{name: {} for name in ("ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "ReLU6")},
    "BatchNorm2d": {},
    "Dropout": {},
    "AdaptiveAvgPool2d": {"output_size": Field(1, 1, 32)},
    "BasicBlock": _BLOCKS,
    "Bottleneck": {**_BLOCKS, "out_channels": Field(256, 4, 2048)},
    "InvertedResidual": {**_BLOCKS, "expand_ratio": Field(6, 1, 12)},
}


class LayerRows(traitlets.TraitType):
    """A list of layers, each a dictionary such as ``{"kind": "Conv2d", "kernel_size": 3}``.

    Omitted options get their defaults; ``"ReLU"`` is short for ``{"kind": "ReLU"}``.

    Parameters
    ----------
    kinds : sequence of str
        The allowed kinds.
    without : sequence of str
        Options that are not used here, such as the number of channels.
    most : int
        The largest number of layers.
    """

    info_text = "a list of layers"

    def __init__(
        self,
        default_value: Any = (),
        *,
        kinds: Sequence[str] = tuple(FIELDS),
        without: Sequence[str] = (),
        most: int = 12,
        **kwargs: Any,
    ):
        self.kinds, self.without, self.most = tuple(kinds), frozenset(without), most
        # "judged": the page's rowsProblem looks at what a link brings
        options = {kind: self._limits_of(kind) for kind in self.kinds}
        self.limit = {"kind": "judged", "most": most, "kinds": list(kinds), "options": options}
        super().__init__([self._row(row) for row in default_value], **kwargs)

    def validate(self, obj: Any, value: Any) -> list[dict[str, Any]]:
        """Return the rows with every option filled in, or raise a TraitError naming the layer."""
        name = self.name
        if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
            raise traitlets.TraitError(f"{name} must be a list of layers, got {value!r:.80}")
        if not 1 <= len(value) <= self.most:
            raise traitlets.TraitError(f"{name} must be 1 to {self.most} layers, got {len(value)}")
        rows = []
        for number, row in enumerate(value, start=1):
            try:
                rows.append(self._row(row))
            except (TypeError, ValueError) as error:
                raise traitlets.TraitError(f"{name}, layer {number}: {error}") from None
        return rows

    def _limits_of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the usual value and the bounds of each option that a kind of layer has here."""
        return {n: _limit(n, f) for n, f in FIELDS[kind].items() if n not in self.without}

    def _row(self, row: Any) -> dict[str, Any]:
        given = {"kind": row} if isinstance(row, str) else row
        if not isinstance(given, Mapping) or given.get("kind") not in self.kinds:
            raise ValueError(f"a layer must be one of {', '.join(self.kinds)}, got {row!r:.80}")
        kind = given["kind"]
        fields = {name: f for name, f in FIELDS[kind].items() if name not in self.without}
        stray = [name for name in given if name not in fields and name != "kind"]
        if stray:
            raise ValueError(
                f"options of {kind} must be among {', '.join(fields)}, got {stray[0]!r}"
            )
        checked = {n: _checked(n, given.get(n, f.default), f) for n, f in fields.items()}
        return {"kind": kind, **checked}


def _limit(name: str, field: Field) -> dict[str, Any]:
    if isinstance(field.default, bool):
        return {"kind": "flag", "usual": field.default}
    also = {"also": [PIXELS]} if name == "out_features" else {}
    return {"kind": "whole", "usual": field.default, "min": field.min, "max": field.max, **also}


def _checked(name: str, value: Any, field: Field) -> Any:
    if isinstance(field.default, bool):
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, got {value!r}")
        return value
    if name == "out_features" and value == PIXELS:
        return value
    return check_integer(name, value, field.min, field.max)


def map_sizes(rows: Sequence[Mapping], image: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the size of the output of each convolution or pooling.

    Raises
    ------
    ValueError
        If a window is larger than its input; the message names the layer.
    """
    size = image
    for number, row in enumerate(rows, start=1):
        try:
            size = map_size(row, size)
        except ValueError as error:
            raise ValueError(f"layer {number}, {row['kind']}: {error}") from None
        yield size


def map_size(row: Mapping, size: tuple[int, int]) -> tuple[int, int]:
    """Return the output size of one convolution or pooling for an input of `size`."""
    options = row["stride"], row["padding"], row.get("dilation", 1)
    shape = (1, 1, *size)
    if row["kind"] != "Conv2d":
        return pool_geometry(shape, row["kernel_size"], *options).output
    return conv_geometry(shape, (1, 1, *[row["kernel_size"]] * 2), *options, 1).output
