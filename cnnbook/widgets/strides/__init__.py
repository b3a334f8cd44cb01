"""StridesExplorer: its Python, its page module and its arithmetic."""

from .widget import StridesExplorer

__all__ = ["StridesExplorer"]
