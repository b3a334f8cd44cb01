"""See the package's own docstring."""


class InteractiveShell:
    """A shell that is never made."""
