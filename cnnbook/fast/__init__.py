"""How convolution becomes fast: windows, columns, blocks, and fewer products.

Each function gives what `cnnbook.functional.conv2d` gives, by the way that its name says, so that
the ways can be compared and timed. `cnnbook.reference.conv2d` is the way before them: plain loops.
"""

from cnnbook.fast.steps import (
    columns,
    conv2d_blocks,
    conv2d_columns,
    conv2d_windows,
    windows,
)
from cnnbook.fast.tiles import TILES, winograd, winograd_tile

__all__ = [
    "TILES",
    "columns",
    "conv2d_blocks",
    "conv2d_columns",
    "conv2d_windows",
    "windows",
    "winograd",
    "winograd_tile",
]
