"""NetworkExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import NetworkExplorer

__all__ = ["NetworkExplorer"]
