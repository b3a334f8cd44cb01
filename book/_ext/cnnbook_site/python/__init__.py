"""Python in the page: the button, the list of each page's cells, and the files that it all needs.

``run.js`` is all that a page loads before somebody asks for Python: it gives each cell its buttons.
The first press loads ``page/main.js``, which makes cells editable and starts ``worker/worker.js``;
that one fetches Pyodide from this site's own folder, checks every file's hash, and runs cells with
the modules of ``worker/cnnbook_page``. Widgets that Python makes live in the page's widget host.

``document.documentElement.dataset.python`` tells the state: ``off``, ``loading``, ``ready``,
``running``, ``done``, ``failed``.
"""

from __future__ import annotations

import json
import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from ..cells import cells_of, rendered_cells
from ..scripts import serve
from . import distribution

HERE = Path(__file__).parent
LEFT_OUT = "launch"  # the tag of the cell that installs the package where it is missing
WITHOUT = "Python in the page is left out: the folder vendor/ holds no Python for the browser."
BAR = (
    '<div class="cnnbook-run" data-page="{page}" data-main="{main}"><button>Run this page</button>'
    '<span role="status">Edit and run every cell here. The first press fetches Python, '
    "{megabytes} MB, from this site, once.</span></div>"
)

logger = logging.getLogger(__name__)


def code_cells(path: Path, rendered: list[int]) -> list[dict[str, Any]]:
    """Return the code cells of a notebook, in order, those too that the page leaves out."""
    return [
        {
            "id": cell.id,
            "code": cell.source,
            "rendered": index in rendered,
            "alt": cell.metadata.get("mystnb", {}).get("image", {}).get("alt", ""),
            "tags": cell.metadata.get("tags", []),
        }
        for index, cell in enumerate(cells_of(path))
        if cell.cell_type == "code" and LEFT_OUT not in cell.metadata.get("tags", [])
    ]


def add_bar(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put the button under the title of a page that has code, and write the list of its cells."""
    if app.builder.format != "html" or doctree is None or not distribution.available():
        return
    source = Path(app.env.doc2path(pagename))
    rendered = rendered_cells(doctree)
    if not rendered or source.suffix != ".ipynb":
        return  # a page written as text has no names for its cells
    cells = Path(app.outdir) / distribution.SITE / "cells" / f"{pagename}.json"
    cells.parent.mkdir(parents=True, exist_ok=True)
    cells.write_text(json.dumps(code_cells(source, rendered)), encoding="utf-8")
    main = f"{distribution.SITE}/{distribution.client_folder()}/main.js"
    bar = BAR.format(
        page=escape(pagename),
        main=relative_uri(app.builder.get_target_uri(pagename), main),
        megabytes=distribution.megabytes(),
    )
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{bar}", 1)
    app.add_js_file("run.js", loading_method="defer")


def prepare(app: Sphinx, config: Any) -> None:
    """Serve the button's script; say so where there is no Python to run."""
    if not distribution.available():
        logger.info(WITHOUT)
        return
    serve(app, config, HERE / "run.js")


def ship(app: Sphinx, error: Exception | None) -> None:
    """Copy Python for the browser into the finished site; a damaged file fails the build."""
    if error is not None or app.builder.format != "html" or not distribution.available():
        return
    for old in (Path(app.outdir) / distribution.SITE).glob("[!c]*"):
        shutil.rmtree(old)
    try:
        distribution.ship(Path(app.outdir))
    except (distribution.DamagedError, RuntimeError) as reason:
        raise ExtensionError(str(reason)) from reason


def setup(app: Sphinx) -> None:
    """Register everything with Sphinx."""
    app.connect("config-inited", prepare)
    app.connect("html-page-context", add_bar, priority=600)
    app.connect("build-finished", ship)
