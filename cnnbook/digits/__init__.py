"""Digits to look at: drawn ones at any size, real hand-written ones, and MNIST on demand.

An image here is a float32 array of intensities from 0 (black paper) to 1 (white ink).
"""

from cnnbook.digits.drawn import GLYPH_HEIGHT, draw
from cnnbook.digits.mnist import load_mnist
from cnnbook.digits.scanned import load, normalise

__all__ = ["GLYPH_HEIGHT", "draw", "load", "load_mnist", "normalise"]
