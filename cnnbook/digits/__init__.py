"""Images of digits: drawn at any size, real hand-written ones, and MNIST on demand; templates.

Images are float32 arrays of intensities from 0 (black background) to 1 (white ink).
"""

from cnnbook.digits.averaged import shift, templates
from cnnbook.digits.drawn import GLYPH_HEIGHT, draw
from cnnbook.digits.mnist import load_mnist
from cnnbook.digits.scanned import load, normalise

__all__ = ["GLYPH_HEIGHT", "draw", "load", "load_mnist", "normalise", "shift", "templates"]
