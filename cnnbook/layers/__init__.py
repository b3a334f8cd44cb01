"""Layers with the names, arguments and arrays of ``torch.nn``.

A layer is called like a function; ``backward`` then computes the gradients. Layers with weights
draw them at random when they are created: with ``rng`` a seed or, for several layers, one
``numpy.random.Generator``, they are the same on every run.
"""

from cnnbook.layers._shapes import shapes_only
from cnnbook.layers.activations import (
    ELU,
    GELU,
    Identity,
    LeakyReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)
from cnnbook.layers.base import Layer, Parameter
from cnnbook.layers.convolution import Conv2d
from cnnbook.layers.dropout import Dropout
from cnnbook.layers.linear import Linear
from cnnbook.layers.losses import CrossEntropyLoss
from cnnbook.layers.normalisation import BatchNorm2d
from cnnbook.layers.pooling import AdaptiveAvgPool2d, AvgPool2d, Flatten, MaxPool2d
from cnnbook.layers.residual import Residual
from cnnbook.layers.sequential import Sequential
from cnnbook.layers.transposed import ConvTranspose2d

__all__ = [
    "ELU",
    "GELU",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "Identity",
    "Layer",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Parameter",
    "ReLU",
    "ReLU6",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "shapes_only",
]
