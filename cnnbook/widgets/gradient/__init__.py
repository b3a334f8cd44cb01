"""GradientExplorer: its Python, its page modules and its style."""

from .widget import GradientExplorer

__all__ = ["GradientExplorer"]
