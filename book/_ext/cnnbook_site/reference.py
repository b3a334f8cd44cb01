"""The table of a module's public names: ``.. public-names:: cnnbook.filters``."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.ext.autosummary import Autosummary


class PublicNames(Autosummary):
    """Autosummary's table of the functions and classes that a module's ``__all__`` names."""

    required_arguments = 1
    has_content = False
    option_spec: ClassVar[dict] = {}

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        (module,) = self.arguments
        self.env.ref_context["py:module"] = module  # what `currentmodule` does
        self.options["nosignatures"] = None
        self.content = StringList(public_names(module))
        return super().run()


def public_names(module: str) -> list[str]:
    """Return the functions and classes that a module's ``__all__`` names, in its order.

    Examples
    --------
    >>> public_names("cnnbook.digits")
    ['draw', 'load', 'load_mnist', 'normalise', 'shift', 'templates']
    """
    loaded = import_module(module)
    return [name for name in loaded.__all__ if is_described(getattr(loaded, name))]


def is_described(value: object) -> bool:
    """Tell whether this is a function or a class, and not a constant or the name of a type."""
    return inspect.isfunction(value) or inspect.isclass(value)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("public-names", PublicNames)
