"""BoundaryExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import BoundaryExplorer

__all__ = ["BoundaryExplorer"]
