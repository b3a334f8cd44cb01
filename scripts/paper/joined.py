"""Join the pages of a built site into one HTML document, whose links lead to places within it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup, Tag

from .answers import Key, questions_of

STYLE = Path(__file__).with_name("paper.css")
ADDRESS = "paper.html"  # where the document stands, seen from the site's first folder
OUTSIDE = ("https://", "http://", "mailto:")
# Nothing of these is for paper. A link to itself stands behind each heading.
NOT_ON_PAPER = ".headerlink, .cnnbook-run, .cnnbook-tips, details.hide:not([open]), noscript"
SCRIPTS = ("MathJax", "cnnbook-mathjax", "widget_host.js", "formulas.js")
DOCUMENT = """<!doctype html>
<html lang="en" data-theme="light" class="cnnbook-paper">
<head><meta charset="utf-8"><title>{title}</title>{head}<style>{style}</style></head>
<body><main class="bd-content"><article class="bd-article">{body}</article></main></body>
</html>"""
LINE = (
    """<li><a href="#{where}"><span>{words}</span> <span data-page="{where}">000</span></a></li>"""
)
Pages = Mapping[str, BeautifulSoup]


def join(site: Path, paths: list[str], title: str) -> str:
    """Return the document: contents, each page in its order, the key."""
    pages = {path: BeautifulSoup((site / path).read_text("utf-8"), "html.parser") for path in paths}
    key = Key()
    chapters = [chapter(path, pages, key) for path in pages]
    body = "\n".join([front(chapters, title), *map(str, chapters), key.html()])
    return DOCUMENT.format(
        title=escape(title), head=head(pages), style=STYLE.read_text("utf-8"), body=body
    )


def head(pages: Pages) -> str:
    """Return the style sheets of all pages, and the scripts for formulas and questions."""
    found = {}
    for path, page in pages.items():
        for part in page.select("head link[rel=stylesheet], head script"):
            text = str(part)
            if part.name == "script" and not any(name in text for name in SCRIPTS):
                continue
            for name in ("href", "src"):
                if name in part.attrs:
                    part[name] = within(path, str(part[name]))
            found[str(part)] = None
    return "\n".join(found)


def within(path: str, address: str) -> str:
    """Return a page's address of a file as one seen from the site's first folder.

    Examples
    --------
    >>> within("book/api/plots.html", "../../_images/a.png")
    '_images/a.png'
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def place(path: str, anchor: str = "") -> str:
    """Return the name of a place in the document.

    Examples
    --------
    >>> place("book/03_convolution.html", "stride"), place("book/api.html")
    ('book-03_convolution--stride', 'book-api')
    """
    stem = path.removesuffix(".html").replace("/", "-")
    return f"{stem}--{anchor}" if anchor else stem


def chapter(path: str, pages: Pages, key: Key) -> Tag:
    """Return one page as a part of the document; what it asks goes into the key."""
    page = pages[path]
    article = page.select_one("article")
    if article is None:
        raise SystemExit(f"{path} has no <article>: build the site again with `make book`")
    found = page.new_tag("section", attrs={"class": "paper-page", "id": place(path)})
    found.extend(list(article.children))
    for part in found.select(NOT_ON_PAPER):
        part.decompose()
    rename(found, path)
    for link in found.select("a[href]"):
        lead(link, path, pages)
    for picture in found.select("img[src]"):
        if not str(picture["src"]).startswith("data:"):
            picture["src"] = within(path, str(picture["src"]))
    key.take(found, place(path), heading(found), questions_of(page))
    return found


def rename(found: Tag, path: str) -> None:
    """Give each id its page's name: pages have ids in common."""
    for part in found.select("[id]"):
        part["id"] = place(path, str(part["id"]))


def lead(link: Tag, path: str, pages: Pages) -> None:
    """Let a link lead to its place in the document; of one that leads nowhere the words stay."""
    address = str(link["href"])
    if address.startswith(OUTSIDE):
        return
    file, anchor = urldefrag(address)
    target = within(path, unquote(file)) if file else path
    if target in pages:
        link["href"] = f"#{place(target, unquote(anchor))}"
    else:
        link.unwrap()


def heading(part: Tag) -> str:
    """Return the words of a part's first heading."""
    first = part.find("h1")
    return " ".join(first.get_text().split()) if first else ""


def front(chapters: list[Tag], title: str) -> str:
    """Return the title and the contents; pdf.py writes the numbers of the pages into them."""
    entries = [(str(one["id"]), heading(one)) for one in chapters] + [(Key.place, Key.title)]
    lines = [LINE.format(where=where, words=escape(words)) for where, words in entries]
    return (
        f'<p class="paper-title">{escape(title)}</p><nav class="paper-contents">'
        f"<h1>Contents</h1><ol>{''.join(lines)}</ol></nav>"
    )
