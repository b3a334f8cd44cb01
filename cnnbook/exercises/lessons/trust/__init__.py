"""Lesson 11: what has been learnt."""

from . import counts, looking

__all__ = ["counts", "looking"]
