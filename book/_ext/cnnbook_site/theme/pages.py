"""Changes to the theme's pages: link previews, launch buttons, a search without fetching."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# The search page fetches each result to show an excerpt. A page opened from a folder (file:) may
# not fetch, so there the results are titles only.
NO_FETCH = 'DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";'


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
    """Add the meta elements for search engines and link previews, and correct an ARIA role."""
    if pagename == "search":
        app.add_js_file(None, body=NO_FETCH)
    if "body" in context:  # WAI-ARIA has dropped this role; it stands within a role="list"
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')
    description = first_paragraph(doctree) if doctree is not None else ""
    if description:
        context["metatags"] = context.get("metatags", "") + card(
            title=app.env.titles[pagename].astext(),
            description=description,
            site=app.config.html_title,
            base=app.config.html_baseurl,
            page=app.builder.get_target_uri(pagename),
        )


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
