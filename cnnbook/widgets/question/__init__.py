"""Question: its Python, its page module, its arithmetic and its style."""

from .widget import Question

__all__ = ["Question"]
