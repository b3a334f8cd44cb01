"""KernelLearner: its Python, its page module, its words and its style."""

from .widget import KernelLearner

__all__ = ["KernelLearner"]
