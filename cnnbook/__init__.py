"""Convolutional neural networks in small, vectorised NumPy: the package behind the book."""
