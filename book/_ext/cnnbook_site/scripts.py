"""Our own scripts and styles as pages get them: without what only their writers need.

The minifier has no release for every machine. Without it, pages work as well and are heavier: only
comments and indentation are left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from cnnbook.widgets.shared.bundle import compact

try:
    import minify
except ImportError:
    minify = None

SCRIPT, STYLE = "application/javascript", "text/css"


@cache
def small(text: str, kind: str = SCRIPT) -> str:
    """Return a script or a style sheet that does the same in fewer bytes.

    What stands at the top of a script keeps its name, since other scripts may use it.

    Examples
    --------
    >>> small(".a { color: #ff0000; }", STYLE).count(".a")
    1
    """
    if minify is not None:
        return minify.string(kind, text)
    return compact(text)


def serve(app: Sphinx, config: Any, *scripts: Path) -> None:
    """Put these scripts, made small, among the static files of the site."""
    place = Path(app.doctreedir) / "scripts"
    place.mkdir(parents=True, exist_ok=True)
    for script in scripts:
        text = small(script.read_text(encoding="utf-8"))
        (place / script.name).write_text(text, encoding="utf-8")
    if str(place) not in config.html_static_path:
        config.html_static_path.append(str(place))
