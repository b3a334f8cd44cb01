"""The forms of a value, as Jupyter has them: text, HTML, pictures, widgets."""

from __future__ import annotations

import base64
import sys
from typing import Any

from . import page

METHODS = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
}


def forms(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a value's forms by MIME type, and their metadata.

    Examples
    --------
    >>> forms([1, 2])
    ({'text/plain': '[1, 2]'}, {})
    """
    if isinstance(value, type):
        return {"text/plain": repr(value)}, {}
    if type(value).__module__ == "matplotlib.figure":
        from . import figures

        made = figures.forms(value)
    else:
        made = _mimebundle(value)
    if made is None:
        made = {"text/plain": repr(value), **_rich(value)}, {}
    data, metadata = made
    return {kind: _text(form) for kind, form in data.items()}, metadata


def _mimebundle(value: Any) -> tuple[dict, dict] | None:
    method = getattr(value, "_repr_mimebundle_", None)
    made = None if method is None else method(include=None, exclude=None)
    if made is None:
        return None
    return made if isinstance(made, tuple) else (made, {})


def _rich(value: Any) -> dict[str, Any]:
    found = {kind: getattr(value, name, None) for kind, name in METHODS.items()}
    made = {kind: method() for kind, method in found.items() if callable(method)}
    return {kind: form for kind, form in made.items() if form is not None}


def _text(form: Any) -> Any:
    return base64.b64encode(form).decode("ascii") if isinstance(form, bytes) else form


def display(*values: Any, **options: Any) -> None:
    """Show values, as IPython's `display` does."""
    for value in values:
        page.show(*forms(value))


def show_open_figures(*args: Any, **kwargs: Any) -> None:
    """Show and close the figures that a cell leaves open, as notebooks do."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        display(pyplot.figure(number))
        pyplot.close(number)
