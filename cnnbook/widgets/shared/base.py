"""The base class of all widgets: bundled module, still picture, printed call, stable repr."""

from __future__ import annotations

import base64
import io
from typing import Any, ClassVar

import anywidget
import traitlets
from matplotlib.figure import Figure

from .bundle import bundle, stylesheet
from .traits import limit_of


class Explorer(anywidget.AnyWidget):
    """Base class of the book's widgets.

    A subclass is defined in ``widget.py`` of its own folder, next to the ``widget.js`` that renders
    it. It declares its traits and implements `code` (the Python call for the current state),
    `description` (the state in one sentence) and `draw` (a still picture).
    """

    _linkable: ClassVar[bool] = True  # whether a link may set the state

    limits = traitlets.Dict(read_only=True).tag(sync=True)

    @traitlets.default("limits")
    def _limits(self) -> dict[str, dict[str, Any]]:
        """Return the values that a link may set, by trait."""
        if not self._linkable:
            return {}
        own = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        limits = {name: limit_of(self.traits()[name]) for name in sorted(own) if name[0] != "_"}
        return {name: limit for name, limit in limits.items() if limit}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Bundle the subclass's page module, once, when the class is created."""
        package, _, module = cls.__module__.rpartition(".")
        # anywidget creates a subclass for each instance, which already has the module
        if module == "widget" and "_esm" not in cls.__dict__:
            room = package.rpartition(".")[2]
            cls._esm, cls._css = bundle(room), stylesheet(room)
        super().__init_subclass__(**kwargs)

    @property
    def code(self) -> str:
        """The Python call that computes what the widget shows."""
        raise NotImplementedError

    @property
    def description(self) -> str:
        """What the widget shows, in one sentence: the text alternative of its picture."""
        raise NotImplementedError

    def draw(self, figure: Figure) -> None:
        """Draw the current state on an empty Matplotlib figure."""
        raise NotImplementedError

    def still(self) -> bytes:
        """Return the current state as a PNG, for print and for pages without JavaScript."""
        figure = Figure(figsize=(8, 3), dpi=100, layout="constrained")
        self.draw(figure)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", metadata={"Software": None})
        return stream.getvalue()

    def __repr__(self) -> str:
        """Return the description and the call: a repr without memory addresses."""
        return f"{type(self).__name__}: {self.description}\n\n{self.code}".rstrip()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        picture = base64.b64encode(self.still()).decode("ascii")
        return (
            {**data, "text/plain": repr(self), "image/png": picture},
            {**metadata, "image/png": {"alt": self.description}},
        )

    def _refuse(self, reason: str) -> None:
        raise traitlets.TraitError(f"{type(self).__name__}: {reason}")
