"""Convolutional neural networks in small, vectorised NumPy: the package behind the book.

The functions of `cnnbook.functional` are available here, with their names in
`torch.nn.functional`. The modules:

=============  ==================================================================
`functional`   convolution, pooling, activations, loss
`gradients`    the gradient of each
`blocks`       the residual blocks of deep networks, a row at a time
`famous`       LeNet-5, AlexNet, VGG-16, ResNets and MobileNetV2 from those layers
`fast`         convolution by windows, columns, blocks, and fewer products
`random`       random numbers that Python and JavaScript agree on
`reference`    convolution and pooling in plain loops, to read
`filters`      named kernels
`layers`       `Conv2d`, `Linear`, … and `Sequential`, with `torch.nn`'s names
`summary`      shapes, parameters, multiply-adds and receptive fields of a network
`training`     `SGD`, `Adam`, `fit`
`digits`       drawn digits, real hand-written digits, MNIST
`pictures`     a photograph, and pictures made small and grey
`plots`        Matplotlib figures of all these
`exercises`    functions for the reader to write, and a judge that says what is wrong
`widgets`      the interactive explorers of the book
=============  ==================================================================
"""

from importlib import import_module
from typing import Any

from .functional import (
    adaptive_avg_pool2d,
    avg_pool2d,
    batch_norm,
    conv2d,
    conv_transpose2d,
    cross_entropy,
    dropout,
    elu,
    gelu,
    leaky_relu,
    linear,
    log_softmax,
    max_pool2d,
    nll_loss,
    one_hot,
    pad,
    relu,
    relu6,
    sigmoid,
    silu,
    softmax,
    tanh,
)

_MODULES = (
    "blocks",
    "digits",
    "exercises",
    "famous",
    "fast",
    "filters",
    "functional",
    "gradients",
    "layers",
    "pictures",
    "plots",
    "random",
    "reference",
    "summary",
    "training",
    "widgets",
)

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "conv2d",
    "conv_transpose2d",
    "cross_entropy",
    "dropout",
    "elu",
    "gelu",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "nll_loss",
    "one_hot",
    "pad",
    "relu",
    "relu6",
    "sigmoid",
    "silu",
    "softmax",
    "tanh",
    *_MODULES,
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Modules are imported when they are first used: a convolution does not need Matplotlib.
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
