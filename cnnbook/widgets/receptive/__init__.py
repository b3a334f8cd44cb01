"""ReceptiveFieldExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ReceptiveFieldExplorer

__all__ = ["ReceptiveFieldExplorer"]
