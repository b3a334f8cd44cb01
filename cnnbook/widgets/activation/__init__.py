"""ActivationExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import ActivationExplorer

__all__ = ["ActivationExplorer"]
