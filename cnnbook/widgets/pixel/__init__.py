"""PixelExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import PixelExplorer

__all__ = ["PixelExplorer"]
