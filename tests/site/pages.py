"""The pages of the book, and what stands in them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def toc_pages():
    """Every page of the table of contents, as a path within the site."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [toc["root"]]

    def visit(node):
        for item in node if isinstance(node, list) else node.values():
            if isinstance(item, dict) and "file" in item:
                found.append(item["file"])
            if isinstance(item, dict | list):
                visit(item)

    visit(toc)
    return [f"{file.removesuffix('.ipynb').removesuffix('.md')}.html" for file in found]


LESSONS = [path for path in toc_pages() if re.match(r"\d\d_", path.rpartition("/")[2])]
PAGES = [*toc_pages(), "search.html", "genindex.html"]


class Elements(HTMLParser):
    """Start tags of a page, in order: (name, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note one."""
        self.found.append((tag, dict(attrs)))


def elements(path):
    """The start tags of a page's file."""
    return Elements(path.read_text(encoding="utf-8")).found
