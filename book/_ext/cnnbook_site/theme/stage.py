"""Under each explorer: over the whole screen, and the lines with which another site embeds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..scripts import serve

HERE = Path(__file__).parent


def configure(app: Sphinx, config: Any) -> None:
    """Serve both scripts; the second comes with the first press."""
    serve(app, config, HERE / "stage.js", HERE / "stage_late.js")


def bring(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the first script on pages with widgets."""
    if "cnnbook-widget" in context.get("body", ""):
        app.add_js_file("stage.js", loading_method="defer", priority=850)


def setup(app: Sphinx) -> None:
    """Register both."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", bring)
