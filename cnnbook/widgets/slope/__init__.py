"""SlopeExplorer: its Python, its page module, its pictures, its words and its style."""

from .widget import SlopeExplorer

__all__ = ["SlopeExplorer"]
