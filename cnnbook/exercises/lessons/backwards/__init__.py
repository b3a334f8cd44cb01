"""Lesson 9: the chain rule, node by node."""

from . import gates, sums

__all__ = ["gates", "sums"]
