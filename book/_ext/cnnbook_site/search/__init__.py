"""Search that works from a folder too: an index of sentences, searched on the page by MiniSearch.

While Sphinx reads the pages, each section, glossary entry, widget and entry of the reference
becomes one *place*: where it is, what it is called, and its text without formulas and code. The
search page loads them all with a script, ``search_places.js``, and shows the sentence that fits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from ..scripts import serve
from ..widgets import VIEW, is_bundle

HERE = Path(__file__).parent
ENGINE = HERE.parents[3] / "vendor" / "minisearch" / "minisearch.js"
PLACES = "search_places.js"
UNUSED = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js")

_UNREAD = (nodes.math, nodes.math_block, nodes.raw, nodes.comment, nodes.literal_block)
_BLOCKS = (nodes.paragraph, nodes.caption, nodes.term, nodes.rubric)
_WITH_A_PLACE_OF_THEIR_OWN = (nodes.section, addnodes.glossary, addnodes.desc)

Place = dict[str, str]


def places_of(doctree: nodes.document) -> Iterator[Place]:
    """Return all places of a page: its sections, glossary entries, widgets, reference entries."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is not None and section["ids"]:
            yield _place("section", section["ids"][0], words(title), text_of(section))
            yield from _widgets(section)
    for term in doctree.findall(nodes.term):
        if term["ids"] and isinstance(term.parent.parent.parent, addnodes.glossary):
            yield _place("term", term["ids"][0], words(term), text_of(term.parent[-1]))
    for entry in doctree.findall(addnodes.desc):
        signature = entry.next_node(addnodes.desc_signature)
        if signature["ids"]:
            name = signature["ids"][0]
            title = name.removeprefix("cnnbook.")
            yield _place("reference", name, title, text_of(entry[-1]))


def _place(kind: str, anchor: str, title: str, text: str) -> Place:
    return {"kind": kind, "anchor": anchor, "title": title, "text": text}


def text_of(node: nodes.Element) -> str:
    """Return a node's blocks of text, one a line, without the places that stand inside it."""
    return "\n".join(text for block in _blocks(node) if (text := words(block)))


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    for child in node.children:
        if isinstance(child, _BLOCKS):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(
            child, (*_WITH_A_PLACE_OF_THEIR_OWN, *_UNREAD, nodes.title)
        ):
            yield from _blocks(child)


def words(node: nodes.Node) -> str:
    """Return what a reader would read aloud of a node: no formula, no citation's key.

    Examples
    --------
    >>> words(nodes.paragraph("", "", nodes.Text("a  filter "), nodes.math("", "n + 1")))
    'a filter'
    """
    return re.sub(r"\s+", " ", "".join(_texts(node))).strip()


def _texts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, _UNREAD) and node.get("refdomain") != "cite":
        for child in node.children:
            yield from _texts(child)


def _widgets(section: nodes.section) -> Iterator[Place]:
    """Return the widgets of a section: each is found by its name and by what it shows."""
    for bundle in section.findall(is_bundle):
        forms = {form.get("mime_type"): form for form in bundle.children}
        if _nearest_section(bundle) is section and VIEW in forms and "text/plain" in forms:
            first = forms["text/plain"].astext().partition("\n")[0]
            name, _, says = first.partition(": ")
            if says:
                yield _place("widget", section["ids"][0], name, says)


def _nearest_section(node: nodes.Node) -> nodes.Node | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.section):
        parent = parent.parent
    return parent


# ---- from the pages to the site ------------------------------------------------------------------


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Keep a page's places while Sphinx reads it."""
    known(app.env)[app.env.docname] = list(places_of(doctree))


def known(env: Any) -> dict[str, list[Place]]:
    """Return the places by page; Sphinx keeps them with all else that it knows of the pages."""
    if not hasattr(env, "cnnbook_places"):
        env.cnnbook_places = {}
    return env.cnnbook_places


def forget(app: Sphinx, env: Any, docname: str) -> None:
    """Drop the places of a page that is read anew, or gone."""
    known(env).pop(docname, None)


def merge(app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    """Take over what another process has read."""
    known(env).update({name: known(other)[name] for name in docnames if name in known(other)})


def finish(app: Sphinx, error: Exception | None) -> None:
    """Write the script that holds all places, and remove the files of the search it replaces."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    places = [
        {"page": app.builder.get_target_uri(name), "on": app.env.titles[name].astext(), **place}
        for name, found in sorted(known(app.env).items())
        for place in found
    ]
    text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
    (site / "_static" / PLACES).write_text(f"window.cnnbookPlaces={text}", encoding="utf-8")
    for name in UNUSED:
        (site / name).unlink(missing_ok=True)


def bring(app: Sphinx, config: Any) -> None:
    """Serve the page's scripts."""
    serve(app, config, HERE / "search.js", ENGINE)


def setup(app: Sphinx) -> None:
    """Register what collects the places and the page that searches them."""
    app.config.templates_path.insert(0, str(HERE / "templates"))
    app.connect("config-inited", bring)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", finish)
