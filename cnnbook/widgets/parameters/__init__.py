"""ParameterExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ParameterExplorer

__all__ = ["ParameterExplorer"]
