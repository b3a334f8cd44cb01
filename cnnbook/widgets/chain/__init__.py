"""ChainExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ChainExplorer

__all__ = ["ChainExplorer"]
