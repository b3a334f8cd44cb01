"""The book's small Sphinx extension: widgets without a kernel, pages without network requests.

What a widget gives a page
--------------------------
A cell whose output is a widget carries three forms of it, all made by the widget's Python class:

``application/vnd.jupyter.widget-view+json``
    the model's id. The model's state, its ES module included, stands once a page in a
    ``<script type="application/vnd.jupyter.widget-state+json">``, which MyST-NB writes.
``image/png``
    a still picture of the present state.
``text/plain``
    its repr: ``Name: what the picture shows, in one sentence.``, an empty line, the printed call.

What the page then holds
------------------------
``<div class="cnnbook-widget">`` with a ``<figure class="cnnbook-still">`` (picture, text
alternative, call) and the view's script. ``widget_host.js`` mounts the widget in the same place and
sets ``data-mounted="live"``, which hides the still; or it says what failed and sets
``data-mounted="failed"``, and the still stays. When all are done, ``<html data-widgets="ready">``.
Without JavaScript, in print and in the PDF the still is what the reader sees.

A widget that the host cannot mount (no ES module of its own, such as the sliders of ``interact``)
is a warning that names the page and the widget, and a warning fails the build. A cell tagged
``still`` shows only the pictures and texts of such a widget, and nothing that looks like a control.

What a widget's module may use
------------------------------
It exports by default what an anywidget exports: ``{ initialize, render }``, or a function that
returns such a pair, called once for each model. What a view listens to on its model ends with it.

``model.cnnbookLink?.(names)`` returns the address of the page with these traits as they are now,
``…#state=<base64url of {"id": "ConvolutionExplorer-1", "state": {…}}>``. The host takes such a
state whole or not at all: only traits that exist and have no leading underscore, each of the JSON
type it has now. A module may judge further: ``refuse({ model, state })`` beside ``render``
returns a reason, in words, or null. What is not taken is said in place.

What is kept of a widget on the device, under the name of its cell (``data-cell``), is judged in the
same way; ``keeps``, ``stamp`` and ``outcome`` beside ``render`` are described in ``memory.js``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from . import execution, exercises, memory, python, reference, scripts, search, widgets
from .theme import assets, late, lessons, links, pages, site_files, stage, terms

HERE = Path(__file__).parent


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.config.templates_path.insert(0, str(HERE / "theme" / "templates"))
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book always sets it
    scripts.setup(app)
    execution.setup(app)
    reference.setup(app)
    assets.setup(app)
    lessons.setup(app)
    memory.setup(app)
    exercises.setup(app)
    links.setup(app)
    pages.setup(app)
    widgets.setup(app)
    python.setup(app)
    search.setup(app)
    terms.setup(app)
    stage.setup(app)
    late.setup(app)
    site_files.setup(app)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
