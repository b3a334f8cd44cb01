"""What the glossary says of a page's linked terms, on the page itself, for terms.js to show.

It stands at the end of the page, hidden: so it is there from a folder and without a network, and a
screen reader reads it as the link's description. Of sphinx-tippy and sphinx-hoverxref, the one
fetches its library from a foreign server, the other needs a service that answers each hover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..scripts import serve
from .links import glossary_terms

LINK = "cnnbook-term"  # the class that links.py gives
Meanings = dict[str, tuple[str, str]]


def meanings(doctree: nodes.document) -> Meanings:
    """Return what the glossaries of a page say: for each anchor the term and its explanation."""
    found = {}
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            said = explanation(" ".join(item[-1].astext().split()))
            for term in item.findall(nodes.term):
                found.update({anchor: (term.astext(), said) for anchor in term["ids"]})
    return found


def explanation(text: str) -> str:
    """Return an entry's text without the pointers at its end, which lead away from the page.

    Examples
    --------
    >>> explanation("The step between two windows. See Padding and stride. See also pooling.")
    'The step between two windows.'
    >>> explanation("What you see.")
    'What you see.'
    """
    return re.sub(r"( See [^.]+\.)+$", "", text)


def linked(doctree: nodes.document) -> Iterator[str]:
    """Return the address of each entry that a page's words lead to, once."""
    links = (link for link in doctree.findall(nodes.reference) if LINK in link["classes"])
    yield from dict.fromkeys(link["refuri"] for link in links if "refuri" in link)


def tips(addresses: Iterator[str], known: Meanings) -> str:
    """Return the HTML of the explanations behind these addresses.

    Examples
    --------
    >>> html = tips(iter(["g.html#term-x"]), {"term-x": ("x", "A & B.")})
    >>> html[html.index("<p") : html.index("</div>")]
    '<p id="tip-term-x">A &amp; B.</p><a href="g.html#term-x">x</a>'
    """
    lines = []
    for address in addresses:
        anchor = address.rpartition("#")[2]
        name, said = known[anchor]
        where = f'<a href="{escape(address)}">{escape(name)}</a>'
        text = f'<p id="tip-{anchor}">{escape(said)}</p>'
        lines.append(f'<div class="cnnbook-tip" popover="manual" hidden>{text}{where}</div>')
    return "\n".join(['<div class="cnnbook-tips">', *lines, "</div>"]) if lines else ""


@lru_cache(maxsize=1)
def known_terms(env: BuildEnvironment) -> Meanings:
    """Return what all glossaries of the book say, read once a build."""
    known: Meanings = {}
    for page in {place.page for place in glossary_terms(env.get_domain("std").objects).values()}:
        known |= meanings(env.get_doctree(page))
    return known


def bring(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the explanations to a page that links terms, and the script that shows them."""
    if doctree is None or not (addresses := list(linked(doctree))):
        return
    context["body"] += tips(iter(addresses), known_terms(app.env))
    app.add_js_file("terms.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register both."""
    app.connect(
        "config-inited", lambda _, config: serve(app, config, Path(__file__).parent / "terms.js")
    )
    app.connect("html-page-context", bring, priority=950)  # the body is as it stays
