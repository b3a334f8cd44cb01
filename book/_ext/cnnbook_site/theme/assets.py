"""Static files: ours are added, the theme's and MathJax's are reduced to what the pages use."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx

from ..scripts import serve
from .icons import write_font

HERE = Path(__file__).parent
MATHJAX_ENTRY = "tex-chtml.js"
MATHJAX_ID = "cnnbook-mathjax"  # see formulas.js
# The files that MathJax may load: the program and its fonts. Macros that would load another file
# are disabled below; an unknown macro shows as an error, and fails the tests.
MATHJAX_FILES = (MATHJAX_ENTRY, "output/chtml/fonts/woff-v2/*.woff", "a11y/assistive-mml.js")
MATHJAX_CONFIG = {
    "tex": {"packages": {"[-]": ["autoload", "require", "noundefined"]}, "tags": "none"},
    "options": {"enableMenu": False},
}
SERVED = ("reach.js", "formulas.js", "book.css", "print.css")
# Not needed by any page: source maps, and the full icon set (icons.py keeps the icons in use).
NOT_SHIPPED = (
    "**/*.map",
    "scripts/fontawesome.js*",
    "*webpack-macros.html",  # templates of the theme
)


def mathjax_folder() -> Path:
    """Return the folder of the installed sphinx-mathjax-offline that holds MathJax itself."""
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("sphinx-mathjax-offline is not installed: run `make book`")
    return Path(spec.origin).parent / "static" / "mathjax"


def configure(app: Sphinx, config: Any) -> None:
    """Point Sphinx at our files and at the local MathJax."""
    config.html_static_path.append(str(HERE / "static"))
    serve(app, config, *(HERE / name for name in SERVED))
    if config.html_baseurl:  # for the cards of shared links, see pages.py
        config.html_static_path.append(str(HERE.parents[2] / "preview.png"))
    config.mathjax_path = f"mathjax/{MATHJAX_ENTRY}"
    config.mathjax3_config = MATHJAX_CONFIG
    config.mathjax_options = {"type": "text/plain", "id": MATHJAX_ID}


def leave_out_mathjax(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take MathJax from a page without formulas: Sphinx brings it where a page *below* has one."""
    if doctree is None or any(doctree.findall(is_formula)):
        return
    scripts = context["script_files"]
    scripts[:] = [one for one in scripts if not is_mathjax(one)]


def is_formula(node: Any) -> bool:
    """Tell whether a node of a page is a formula."""
    return isinstance(node, (nodes.math, nodes.math_block))


def is_mathjax(script: Any) -> bool:
    """Tell whether one of a page's scripts is MathJax, or its configuration."""
    attributes = getattr(script, "attributes", {})
    return attributes.get("id") == MATHJAX_ID or "window.MathJax" in (attributes.get("body") or "")


def finish(app: Sphinx, error: Exception | None) -> None:
    """Copy MathJax if a page has a formula, and remove the files that no page loads."""
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    math = app.env.get_domain("math")
    if any(math.has_equations(docname) for docname in app.env.found_docs):
        copy_mathjax(static / "mathjax")
    write_font(static, list(Path(app.outdir).rglob("*.html")))
    for pattern in NOT_SHIPPED:
        for path in static.glob(pattern):
            path.unlink()
    for path in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
        leave_out_outputs(path)


def leave_out_outputs(path: Path) -> None:
    """Empty the outputs of a notebook that a page offers: the page shows them already."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def copy_mathjax(target: Path) -> None:
    """Copy the files that `MATHJAX_FILES` names."""
    source = mathjax_folder()
    for pattern in MATHJAX_FILES:
        for path in source.glob(pattern):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def setup(app: Sphinx) -> None:
    """Register the style sheet and the trimming."""
    app.connect("config-inited", configure, priority=100)
    app.add_css_file("book.css", priority=900)
    app.add_css_file("print.css", priority=901, media="print")  # holds up no page on a screen
    app.connect("html-page-context", leave_out_mathjax, priority=900)
    app.connect("build-finished", finish, priority=900)
