"""A trained network as a widget's state: layers as dictionaries, weights as base64 float32."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
import traitlets

from cnnbook import layers as nn
from cnnbook._checks import is_number
from cnnbook.functional.shapes import pair

from .traits import plain

# The options that the forward pass needs, by the layer's class name.
_OPTIONS = {
    "Conv2d": ("stride", "padding", "dilation", "groups", "padding_mode"),
    "MaxPool2d": ("kernel_size", "stride", "padding", "dilation"),
    "AvgPool2d": ("kernel_size", "stride", "padding", "count_include_pad"),
    "LeakyReLU": ("negative_slope",),
    "ELU": ("alpha",),
    **dict.fromkeys(("Linear", "Flatten", "ReLU", "Sigmoid", "Tanh"), ()),
}
_PAIRS = {"kernel_size", "stride", "padding", "dilation"}
_UNSUPPORTED = {  # on the page, unless they have these values
    "ceil_mode": False,
    "divisor_override": None,
    "start_dim": 1,
    "end_dim": -1,
}

Layers = list[dict[str, Any]]
Packed = dict[str, dict[str, Any]]


def pack(array: Any) -> dict[str, Any]:
    """Return an array as its shape and its data, float32 in base64.

    Examples
    --------
    >>> pack([[1, 2]])
    {'shape': [1, 2], 'data': 'AACAPwAAAEA='}
    """
    numbers = np.ascontiguousarray(array, dtype="<f4")
    return {"shape": list(numbers.shape), "data": base64.b64encode(numbers.tobytes()).decode()}


def unpack(packed: Mapping[str, Any]) -> np.ndarray:
    """Return a packed array as float32.

    Examples
    --------
    >>> unpack(pack([[1, 2]])).tolist()
    [[1.0, 2.0]]
    """
    try:
        numbers = np.frombuffer(base64.b64decode(packed["data"], validate=True), "<f4")
        return numbers.reshape(packed["shape"]).astype(np.float32)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ValueError(
            f"weights must be packed float32 arrays, got invalid data: {error}"
        ) from error


def describe(net: Iterable[nn.Layer]) -> Layers:
    """Return the layers of a network as plain dictionaries, without their weights.

    Raises
    ------
    ValueError
        If the page cannot compute one of the layers.

    Examples
    --------
    >>> describe(nn.Sequential(nn.MaxPool2d(2), nn.ReLU()))[1]
    {'kind': 'ReLU'}
    """
    return [_described(place, layer) for place, layer in enumerate(net)]


def _described(place: int, layer: nn.Layer) -> dict[str, Any]:
    kind = type(layer).__name__
    if kind not in _OPTIONS:
        raise ValueError(f"layer {place} must be one of {', '.join(_OPTIONS)}, got {layer}")
    for name, usual in _UNSUPPORTED.items():
        if getattr(layer, name, usual) != usual:
            raise ValueError(f"layer {place}: {name} is not supported on the page, got {layer}")
    options = {name: _plain(name, getattr(layer, name)) for name in _OPTIONS[kind]}
    if options.get("padding") == "valid":
        options["padding"] = [0, 0]
    if options.get("padding") == "same":
        options["padding"] = _same_padding(place, layer)
    names = {name: f"{place}.{name}" for name in layer.named_parameters()}
    return {"kind": kind, **options, **names}


def _plain(name: str, value: Any) -> Any:
    if name in _PAIRS and not isinstance(value, str):
        return list(pair(value, name, 0 if name == "padding" else 1))
    return value


def _same_padding(place: int, layer: nn.Conv2d) -> list[int]:
    """Return padding "same" as numbers, which must be the same on both sides."""
    spans = [d * (k - 1) for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
    if any(span % 2 for span in spans):
        raise ValueError(f"layer {place}: padding must be the same on both sides, got {layer}")
    return [span // 2 for span in spans]


def rebuild(layers: Layers, weights: Packed) -> nn.Sequential:
    """Return the network from its description and packed weights.

    Raises
    ------
    ValueError
        If weights are missing or do not match.
    """
    arrays = {name: unpack(packed) for name, packed in weights.items()}
    net = nn.Sequential(*(_rebuilt(layer, arrays) for layer in layers))
    net.load_state_dict(arrays)
    return net


def _rebuilt(layer: dict[str, Any], arrays: dict[str, np.ndarray]) -> nn.Layer:
    kind = layer.get("kind")
    if kind not in _OPTIONS:
        raise ValueError(f"kind must be one of {', '.join(_OPTIONS)}, got {kind!r}")
    options = {name: layer[name] for name in _OPTIONS[kind] if name in layer}
    options |= {name: tuple(options[name]) for name in _PAIRS & options.keys()}
    if "weight" not in layer:
        return getattr(nn, kind)(**options)
    if layer["weight"] not in arrays:
        raise ValueError(f"{kind} needs {layer['weight']}, got weights {sorted(arrays)}")
    shape = arrays[layer["weight"]].shape
    bias = "bias" in layer
    if kind == "Linear":
        return nn.Linear(shape[1], shape[0], bias)
    channels = shape[1] * options.get("groups", 1)
    return nn.Conv2d(channels, shape[0], shape[2:], bias=bias, **options)


class Edits(traitlets.TraitType):
    """Weights that were changed: a list of [name, index, value], each weight at most once."""

    info_text = 'a list of [name, index, value], such as [["0.weight", 4, 0.5]]'
    limit: ClassVar = {"kind": "judged", "most": 200, "largest": 100}  # by the page's problemOf

    def validate(self, obj: Any, value: Any) -> list[list[Any]]:
        """Return the changes as lists, or raise a TraitError that states the rule."""
        try:
            edits = [[name, index, value] for name, index, value in value]
        except (TypeError, ValueError):
            edits = [[None, None, None]]
        largest, most = self.limit["largest"], self.limit["most"]
        for name, index, number in edits:
            whole = isinstance(index, int) and not isinstance(index, bool) and index >= 0
            if not (isinstance(name, str) and whole and is_number(number)):
                raise traitlets.TraitError(
                    f"{self.name} must be {self.info_text}, got {value!r:.80}"
                )
            if not -largest <= number <= largest:
                raise traitlets.TraitError(
                    f"{self.name}: a weight must be from {-largest} to {largest}, got {number}"
                )
        if len(edits) > most:
            raise traitlets.TraitError(
                f"{self.name} must change at most {most} weights, got {len(edits)}"
            )
        if len({(name, index) for name, index, _ in edits}) < len(edits):
            raise traitlets.TraitError(
                f"{self.name} must change each weight once, got {value!r:.80}"
            )
        return [[name, index, plain(number)] for name, index, number in edits]
