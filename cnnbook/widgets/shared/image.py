"""Explorers of one image: what is known about it goes away when Python sets another."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets

from .base import Explorer


class ImageExplorer(Explorer):
    """An explorer with an `image` and the expression that gives it, `image_code`.

    When Python sets another image, that expression is no longer its own, and is forgotten.
    """

    _known: ClassVar[tuple[str, ...]] = ("image_code",)  # empty texts where nothing is known
    _settled = False  # not while it is made, nor while the page speaks, which sets all together

    def __init__(self, **state: Any):
        super().__init__(**state)
        self._settled = True

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over a state of the page's."""
        self._settled = False
        try:
            super().set_state(sync_data)
        finally:
            self._settled = True

    @traitlets.observe("image")
    def _forget(self, change: dict[str, Any]) -> None:
        for name in self._known if self._settled else ():
            setattr(self, name, "")
