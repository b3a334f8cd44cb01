"""Layers with the names, arguments and arrays of ``torch.nn``.

A layer is called like a function; ``backward`` then computes the gradients. Layers with weights
draw them at random when they are created: with ``rng`` a seed or, for several layers, one
``numpy.random.Generator``, they are the same on every run.
"""

from cnnbook.layers.activations import ELU, LeakyReLU, ReLU, Sigmoid, Tanh
from cnnbook.layers.base import Layer, Parameter
from cnnbook.layers.convolution import Conv2d
from cnnbook.layers.dropout import Dropout
from cnnbook.layers.linear import Linear
from cnnbook.layers.pooling import AvgPool2d, Flatten, MaxPool2d
from cnnbook.layers.sequential import Sequential

__all__ = [
    "ELU",
    "AvgPool2d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
]
