"""Shapes without pixels: what layers, summaries and widgets ask before anything is computed.

The arithmetic itself is the engine's.
"""

from cnnbook._engine.geometry import (
    Padding,
    Pair,
    conv_geometry,
    output_size,
    padding_pair,
    padding_sides,
    pair,
    pool_geometry,
    pool_options,
    transposed_sizes,
)

__all__ = [
    "Padding",
    "Pair",
    "conv_geometry",
    "output_size",
    "padding_pair",
    "padding_sides",
    "pair",
    "pool_geometry",
    "pool_options",
    "transposed_sizes",
]
