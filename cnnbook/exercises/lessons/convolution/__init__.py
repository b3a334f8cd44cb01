"""Lesson 3: kernel size, stride, padding."""

from . import sizes, padding, sliding  # isort: skip

__all__ = ["padding", "sizes", "sliding"]
