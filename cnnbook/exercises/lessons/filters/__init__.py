"""Lesson 2: small matrices that look for something."""

from . import images, kernels

__all__ = ["images", "kernels"]
