"""TrainingExplorer: its Python, its page module, its arithmetic and its style."""

from .widget import TrainingExplorer

__all__ = ["TrainingExplorer"]
