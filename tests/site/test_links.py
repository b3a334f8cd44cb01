"""Every link within the book leads somewhere, every other has the right form; so do citations."""

import re
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from pybtex.database import parse_file

from .pages import ROOT, elements, toc_pages


@pytest.fixture(scope="module")
def tags(site):
    """The start tags of every page."""
    return {page.resolve(): elements(page) for page in site.rglob("*.html")}


@pytest.fixture(scope="module")
def anchors(tags):
    """The ids of every page."""
    return {page: {a["id"] for _, a in found if a.get("id")} for page, found in tags.items()}


def links(tags, only=None):
    """All addresses that pages name: (page, address)."""
    for page, found in tags.items():
        for tag, attributes in found:
            for name in ("href", "src", "poster", "data", "action"):
                if attributes.get(name) and only in (tag, None):
                    yield page, attributes[name]


def test_internal_links_and_anchors_exist(tags, anchors):
    broken = []
    for page, address in links(tags):
        if urlsplit(address).scheme or address.startswith("//"):
            continue
        path, anchor = urldefrag(address)
        target = (page.parent / unquote(urlsplit(path).path)).resolve() if path else page
        missing_anchor = anchor and target in anchors and unquote(anchor) not in anchors[target]
        if not target.exists() or missing_anchor:
            broken.append((page.name, address))
    assert broken == []


def test_external_links_are_well_formed(tags):
    for page, address in links(tags, only="a"):
        parts = urlsplit(address)
        if parts.scheme in ("", "data") or not address:
            continue
        assert parts.scheme in ("https", "mailto"), f"{page.name}: {address} is not https"
        if parts.scheme == "https":
            assert re.fullmatch(r"[\w.-]+\.\w+", parts.netloc), f"{page.name}: {address}"
        assert not re.search(r"\s", address), f"{page.name}: {address}"


def test_citations_are_whole_and_well_formed():
    works = parse_file(ROOT / "book" / "references.bib").entries
    assert len(works) > 10
    for key, work in works.items():
        fields = work.fields
        assert work.persons["author"], key
        assert fields["title"], key
        assert re.fullmatch(r"(19|20)\d\d", fields["year"]), key
        assert re.fullmatch(r"10\.\d{4,9}/[^\s<>]+", fields.get("doi", "10.1000/1")), key
        assert re.fullmatch(r"https://[\w.-]+\.\w+/?\S*", fields.get("url", "https://a.b")), key


@pytest.mark.parametrize("path", toc_pages())
def test_headings_descend_one_level_at_a_time(open_page, path):
    page = open_page(path)
    levels = page.evaluate(
        "[...document.querySelectorAll('article :is(h1,h2,h3,h4,h5,h6)')].map((h) => +h.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", toc_pages())
def test_every_picture_says_what_it_shows(site, path):
    for tag, attributes in elements(site / path):
        if tag == "img" and "logo__image" not in attributes.get("class", ""):
            text = attributes.get("alt", "")
            assert len(text.split()) >= 3, f"{attributes.get('src')} has the text {text!r}"
            assert not text.endswith((".png", ".svg", ".jpg"))
