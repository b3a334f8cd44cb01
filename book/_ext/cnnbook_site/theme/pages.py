"""Changes to the theme's pages: link previews, launch buttons, the least size of figures."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .site_files import TOUCH_ICON

WITHOUT_TEXT = {
    "search": "Search the book: lessons, widgets, glossary and reference.",
    "genindex": "All names of the package, and all words of the glossary, from A to Z.",
}

_FIGURE = re.compile(r'style="width: (\d+)px; height: \d+px;"')
LEAST = 0.75  # of 96 pixels an inch: letters of 9 points are 9 pixels high


def launch_from_an_address(app: Sphinx, config: Any) -> None:
    """Remove the launch buttons if the repository has no address."""
    if not config.html_theme_options.get("repository_url"):
        config.html_theme_options.pop("launch_buttons", None)


def adjust(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add what search engines and link previews read; correct a role and the figures' sizes."""
    if "body" in context:  # WAI-ARIA has dropped this role; it stands within a role="list"
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')
        context["body"] = keep_readable(context["body"])
    context["metatags"] = context.get("metatags", "") + card(
        title=app.env.titles[pagename].astext() if doctree is not None else context["docstitle"],
        description=describe(app, pagename, doctree),
        site=app.config.html_title,
        base=app.config.html_baseurl,
        page=app.builder.get_target_uri(pagename),
    )
    context["metatags"] += touch_icon(context["pathto"](TOUCH_ICON, 1))


def keep_readable(body: str) -> str:
    """Give each figure a least width, at which its smallest letters are still 9 pixels high.

    Where a screen is narrower, the figure scrolls in a box of its own: see `book.css`.

    Examples
    --------
    >>> keep_readable('<img src="a.png" style="width: 400px; height: 200px;" />')
    '<img src="a.png" style="width: 400px; height: 200px; min-width: 300px;" />'
    """

    def least(found: re.Match) -> str:
        return f'{found[0][:-1]} min-width: {LEAST * int(found[1]):g}px;"'

    return _FIGURE.sub(least, body)


def describe(app: Sphinx, pagename: str, doctree: nodes.document | None) -> str:
    """Return what a page is about: its first paragraph, or for one without text a line of ours."""
    if doctree is not None:
        return first_paragraph(doctree)
    if pagename in WITHOUT_TEXT:
        return WITHOUT_TEXT[pagename]
    return first_paragraph(app.env.get_doctree(app.config.root_doc))


def touch_icon(address: str) -> str:
    """Return the link to the icon that phones show."""
    return f'<link rel="apple-touch-icon" href="{escape(address)}" />\n'


def first_paragraph(doctree: nodes.document) -> str:
    """Return the page's first paragraph, as one line of at most 200 characters."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if text:
            return text if len(text) <= 200 else f"{text[:199].rsplit(' ', 1)[0]}…"
    return ""


def card(*, title: str, description: str, site: str, base: str = "", page: str = "") -> str:
    """Return the meta elements for the preview of a shared link.

    The picture needs an absolute address: without `base`, the site's address, there is none.

    Examples
    --------
    >>> print(card(title="Filters", description="A & B", site="CNNs").splitlines()[1])
    <meta name="description" content="A &amp; B" />
    >>> print(card(title="", description="", site="", base="https://a.org/b").splitlines()[-1])
    <meta property="og:image" content="https://a.org/b/_static/preview.png" />
    """
    values = [
        ("name", "description", description),
        ("property", "og:title", title),
        ("property", "og:description", description),
        ("property", "og:site_name", site),
        ("property", "og:type", "article"),
        ("name", "twitter:card", "summary"),
    ]
    if base:
        root = base.rstrip("/")
        values += [
            ("property", "og:url", f"{root}/{page}"),
            ("property", "og:image", f"{root}/_static/preview.png"),
        ]
    tags = [f'<meta {kind}="{key}" content="{escape(value)}" />' for kind, key, value in values]
    return "\n".join(["", *tags, ""])


def setup(app: Sphinx) -> None:
    """Register the adjustments."""
    app.add_js_file("reach.js", loading_method="defer")
    app.add_js_file("formulas.js", loading_method="defer", priority=900)  # after the widgets' host
    app.connect("config-inited", launch_from_an_address)
    app.connect("html-page-context", adjust)
