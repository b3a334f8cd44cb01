"""DigitClassifier: its Python, its page module, its arithmetic and its style."""

from .widget import DigitClassifier

__all__ = ["DigitClassifier"]
