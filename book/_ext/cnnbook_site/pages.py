"""What the theme's pages lack or have too much of."""

from __future__ import annotations

from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register nothing yet."""
