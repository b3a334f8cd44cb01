"""Every link within the book leads somewhere, every other has the right form; so do citations."""

import re
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from pybtex.database import parse_file

from .pages import ROOT, elements, toc_pages

# A citation's address ends in a DOI or a number of arXiv's, any other in no mark of the sentence.
WELL_FORMED = re.compile(
    r"mailto:\S+@\S+|data:\S+"
    r"|https://doi\.org/10\.\d{4,9}/[\w.()/:;-]+"
    r"|https://arxiv\.org/abs/\d{4}\.\d{4,5}"
    r"|https://(?!doi\.org|arxiv\.org)[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?(?<![.,;:)\]])"
)


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


def test_internal_links_and_anchors_exist(site, tags, anchors):
    broken = []
    for page, address in links(tags):
        if urlsplit(address).scheme or address.startswith("//"):
            continue
        path, anchor = urldefrag(address)
        from_root = site if path.startswith("/") else page.parent  # the page for unknown addresses
        target = (from_root / unquote(urlsplit(path).path).lstrip("/")).resolve() if path else page
        missing_anchor = anchor and target in anchors and unquote(anchor) not in anchors[target]
        if not target.exists() or missing_anchor:
            broken.append((page.name, address))
    assert broken == []


def test_external_links_are_well_formed(tags):
    wrong = []
    for page, address in links(tags, only="a"):
        if urlsplit(address).scheme and not WELL_FORMED.fullmatch(address):
            wrong.append((page.name, address))
    assert wrong == []


@pytest.mark.parametrize(
    ("address", "well_formed"),
    [
        ("https://www.deeplearningbook.org", True),
        ("https://www.youtube.com/watch?v=UF8uR6Z6KLc", True),
        ("https://doi.org/10.1038/s41586-020-2649-2", True),
        ("mailto:who@example.org", True),
        ("http://www.deeplearningbook.org", False),
        ("https://deeplearningbook", False),
        ("https://doi.org/s41586-020-2649-2", False),
        ("https://doi.org/https://doi.org/10.1038/s41586-020-2649-2", False),
        ("https://arxiv.org/abs/1412.698", False),
        ("https://example.org/two words", False),
        ("https://example.org/end).", False),
    ],
)
def test_the_form_of_an_address_is_judged(address, well_formed):
    assert bool(WELL_FORMED.fullmatch(address)) == well_formed


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
def test_every_picture_says_what_it_shows(site, path):
    for tag, attributes in elements(site / path):
        if tag == "img" and "logo__image" not in attributes.get("class", ""):
            text = attributes.get("alt", "")
            assert len(text.split()) >= 3, f"{attributes.get('src')} has the text {text!r}"
            assert not text.endswith((".png", ".svg", ".jpg"))
