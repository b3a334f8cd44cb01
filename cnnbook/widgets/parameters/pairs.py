"""Pairs of networks to start a ParameterExplorer with: ``ParameterExplorer(**PAIRS[name])``."""

from typing import Any


def _conv(filters: int, kernel: int, padding: int = 0) -> dict[str, Any]:
    return {"kind": "Conv2d", "out_channels": filters, "kernel_size": kernel, "padding": padding}


def _linear(features: int) -> dict[str, Any]:
    return {"kind": "Linear", "out_features": features}


_CONNECTED = ["Flatten", _linear(120), "Tanh", _linear(84), "Tanh", _linear(10)]
_FIRST, _SECOND = [_conv(6, 5, 2), "Tanh"], [_conv(16, 5), "Tanh"]

PAIRS: dict[str, dict[str, Any]] = {
    "lenet5": {
        "names": ["Without poolings", "LeNet-5"],
        "first": [*_FIRST, *_SECOND, *_CONNECTED],
        "second": "LeNet-5",
    },
    "small_filters": {
        "names": ["One 7 × 7", "Three 3 × 3"],
        "first": [_conv(64, 1), _conv(64, 7, 3)],
        "second": [_conv(64, 1), _conv(64, 3, 1), _conv(64, 3, 1), _conv(64, 3, 1)],
    },
    "bottleneck": {
        "names": ["Two 3 × 3", "Narrow in between"],
        "first": [_conv(256, 1), _conv(256, 3, 1), _conv(256, 3, 1)],
        "second": [_conv(256, 1), _conv(64, 1), _conv(64, 3, 1), _conv(256, 1)],
    },
}
