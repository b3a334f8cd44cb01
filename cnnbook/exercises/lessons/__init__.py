"""The exercises: a file for each lesson, named after it, in the order of the book."""

from . import (  # isort: skip  # the order of the book
    pixels,
    filters,
    convolution,
    channels,
    activations,
    pooling,
    counting,
    one_weight,
    backwards,
    training,
    trust,
    famous_networks,
    fast,
)

__all__ = [
    "activations",
    "backwards",
    "channels",
    "convolution",
    "counting",
    "famous_networks",
    "fast",
    "filters",
    "one_weight",
    "pixels",
    "pooling",
    "training",
    "trust",
]
