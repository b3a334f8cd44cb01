"""Our own scripts, served beside the pages without their comments and indentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from cnnbook.widgets.shared.bundle import compact


def serve(app: Sphinx, config: Any, *scripts: Path) -> None:
    """Put these scripts, in their compact form, among the static files of the site."""
    place = Path(app.doctreedir) / "scripts"
    place.mkdir(parents=True, exist_ok=True)
    for script in scripts:
        text = compact(script.read_text(encoding="utf-8"))
        (place / script.name).write_text(text, encoding="utf-8")
    if str(place) not in config.html_static_path:
        config.html_static_path.append(str(place))
