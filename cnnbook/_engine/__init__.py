"""The one door to speed: sizes, windows, blocks. Only functions and gradients knock."""
