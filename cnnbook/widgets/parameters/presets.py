"""Networks by name, to start from."""

from __future__ import annotations

from typing import Any

_MAPS = {"kind": "Conv2d", "out_channels": 3, "padding": 1, "bias": False}
_TEN = {"kind": "Linear", "out_features": 10, "bias": False}
_BLOCK = (_MAPS, "ReLU", "MaxPool2d")

PRESETS: dict[str, tuple[Any, ...]] = {
    "first layer of the plain network": ("Flatten", _TEN),
    "plain network": (
        "Flatten",
        _TEN,
        {"kind": "Linear", "out_features": "pixels", "bias": False},
    ),
    "convolutions": (
        {"kind": "Conv2d", "out_channels": 8, "padding": 1},
        "ReLU",
        {"kind": "Conv2d", "out_channels": 10, "padding": 1},
    ),
    "convolutions and a head": (_MAPS, "ReLU", _MAPS, "ReLU", "Flatten", _TEN),
    "with two poolings": (*_BLOCK, *_BLOCK, "Flatten", _TEN),
}


def preset(network: Any) -> Any:
    """Return the layers of a network that is given by its name; any other as it is.

    Raises
    ------
    ValueError
        If there is no network of that name.

    Examples
    --------
    >>> preset("first layer of the plain network")[0]
    'Flatten'
    """
    if not isinstance(network, str):
        return network
    if network not in PRESETS:
        raise ValueError(f"a network by name must be one of {', '.join(PRESETS)}, got {network!r}")
    return PRESETS[network]
