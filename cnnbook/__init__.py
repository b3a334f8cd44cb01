"""Convolutional neural networks in small, vectorised NumPy: the package behind the book.

The functions stand here under the names that `torch.nn.functional` gives them; the modules below
hold the rest.

=============  ==================================================================
`functional`   convolution, pooling, activations, loss: the forward direction
`gradients`    the backward direction of each
`fast`         convolution with fewer products, at a price in accuracy
`reference`    the same in plain loops, to read
`filters`      named kernels
`layers`       `Conv2d`, `Linear`, … and `Sequential`, with `torch.nn`'s names
`summary`      shapes, parameters, multiply-adds and receptive fields of a network
`training`     `SGD`, `Adam`, `fit`
`digits`       drawn digits, real hand-written digits, MNIST
`plots`        Matplotlib pictures of all these
`widgets`      the explorers of the book
=============  ==================================================================
"""

from importlib import import_module
from typing import Any

from .functional import (
    avg_pool2d,
    conv2d,
    cross_entropy,
    elu,
    leaky_relu,
    linear,
    max_pool2d,
    pad,
    relu,
    sigmoid,
    softmax,
    tanh,
)

_MODULES = (
    "digits",
    "fast",
    "filters",
    "functional",
    "gradients",
    "layers",
    "plots",
    "reference",
    "summary",
    "training",
    "widgets",
)

__all__ = [
    "avg_pool2d",
    "conv2d",
    "cross_entropy",
    "elu",
    "leaky_relu",
    "linear",
    "max_pool2d",
    "pad",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    *_MODULES,
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Modules are loaded when they are first used: a convolution needs no Matplotlib.
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
