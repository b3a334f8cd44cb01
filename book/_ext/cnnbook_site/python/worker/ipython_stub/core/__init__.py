"""See the package's own docstring."""
