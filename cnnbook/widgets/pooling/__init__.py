"""PoolingExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import PoolingExplorer

__all__ = ["PoolingExplorer"]
