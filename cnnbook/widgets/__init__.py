"""Widgets whose page side needs no kernel, and whose state Python can read and set."""

from .base import Explorer
from .convolution import ConvolutionExplorer
from .pooling import PoolingExplorer

__all__ = ["ConvolutionExplorer", "Explorer", "PoolingExplorer"]
