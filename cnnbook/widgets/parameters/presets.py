"""Networks by name, to start from; the famous ones with the image that they are made for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

Row = str | Mapping[str, Any]


class Image(NamedTuple):
    """Channels and width of an image."""

    channels: int
    width: int


def _conv(filters: int, kernel: int = 3, *, stride: int = 1, bias: bool = True) -> Row:
    """Return a convolution whose maps keep their size, but for the stride."""
    sizes = {"kernel_size": kernel, "stride": stride, "padding": kernel // 2}
    return {"kind": "Conv2d", "out_channels": filters, **sizes, "bias": bias}


def _linear(features: int) -> Row:
    return {"kind": "Linear", "out_features": features}


def _average(size: int) -> Row:
    return {"kind": "AdaptiveAvgPool2d", "output_size": size}


def _stage(kind: str, filters: int, blocks: int, stride: int, **options: int) -> Row:
    return {"kind": kind, "out_channels": filters, "blocks": blocks, "stride": stride, **options}


_MAPS = _conv(3, bias=False)
_TEN = {"kind": "Linear", "out_features": 10, "bias": False}
_BLOCK = (_MAPS, "ReLU", "MaxPool2d")
_POOL = {"kind": "MaxPool2d", "kernel_size": 3, "stride": 2}
_WIDE = ("Dropout", _linear(4096), "ReLU")
_STEM = (_conv(64, 7, stride=2, bias=False), "BatchNorm2d", "ReLU", {**_POOL, "padding": 1})
_ENDING = (_average(1), "Flatten", _linear(1000))

PRESETS: dict[str, tuple[Row, ...]] = {
    "first layer of the plain network": ("Flatten", _TEN),
    "plain network": (
        "Flatten",
        _TEN,
        {"kind": "Linear", "out_features": "pixels", "bias": False},
    ),
    "convolutions": (_conv(8), "ReLU", _conv(10)),
    "convolutions and a head": (_MAPS, "ReLU", _MAPS, "ReLU", "Flatten", _TEN),
    "with two poolings": (*_BLOCK, *_BLOCK, "Flatten", _TEN),
    "LeNet-5": (
        *(_conv(6, 5), "Tanh", "AvgPool2d"),
        *({"kind": "Conv2d", "out_channels": 16, "kernel_size": 5}, "Tanh", "AvgPool2d"),
        *("Flatten", _linear(120), "Tanh", _linear(84), "Tanh", _linear(10)),
    ),
    "AlexNet": (
        *({**_conv(64, 11, stride=4), "padding": 2}, "ReLU", _POOL),
        *(_conv(192, 5), "ReLU", _POOL),
        *(_conv(384), "ReLU", _conv(256), "ReLU", _conv(256), "ReLU", _POOL),
        *(_average(6), "Flatten", *_WIDE, *_WIDE, _linear(1000)),
    ),
    "VGG-16": (
        *(_conv(64), "ReLU") * 2,
        *("MaxPool2d", *(_conv(128), "ReLU") * 2),
        *("MaxPool2d", *(_conv(256), "ReLU") * 3),
        *("MaxPool2d", *(_conv(512), "ReLU") * 3) * 2,
        *("MaxPool2d", _average(7), "Flatten"),
        *(_linear(4096), "ReLU", "Dropout") * 2,
        _linear(1000),
    ),
    "ResNet-18": (
        *_STEM,
        *(_stage("BasicBlock", 64 * 2**i, 2, 2 if i else 1) for i in range(4)),
        *_ENDING,
    ),
    "ResNet-50": (
        *_STEM,
        *(_stage("Bottleneck", 256 * 2**i, n, 2 if i else 1) for i, n in enumerate((3, 4, 6, 3))),
        *_ENDING,
    ),
    "MobileNetV2": (
        *(_conv(32, stride=2, bias=False), "BatchNorm2d", "ReLU6"),
        _stage("InvertedResidual", 16, 1, 1, expand_ratio=1),
        *(
            _stage("InvertedResidual", filters, blocks, stride)
            for filters, blocks, stride in (
                *((24, 2, 2), (32, 3, 2), (64, 4, 2)),
                *((96, 3, 1), (160, 3, 2), (320, 1, 1)),
            )
        ),
        *(_conv(1280, 1, bias=False), "BatchNorm2d", "ReLU6"),
        *(_average(1), "Flatten", "Dropout", _linear(1000)),
    ),
}

IMAGES: dict[str, Image] = {
    "LeNet-5": Image(1, 28),
    **dict.fromkeys(("AlexNet", "VGG-16", "ResNet-18", "ResNet-50", "MobileNetV2"), Image(3, 224)),
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


def image_of(*networks: Any) -> dict[str, int]:
    """Return the largest image that a famous network among some is made for.

    Examples
    --------
    >>> image_of("plain network", "VGG-16")
    {'channels': 3, 'width': 224}
    """
    made_for = [IMAGES[name] for name in networks if isinstance(name, str) and name in IMAGES]
    return max(made_for)._asdict() if made_for else {}
