"""ConvolutionExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ConvolutionExplorer

__all__ = ["ConvolutionExplorer"]
