"""Lesson 8: loss and slope."""

from . import losses, steps

__all__ = ["losses", "steps"]
